"""The screens of teams, reps and hours."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.core import clock
from apps.leads.models import Lead, Source
from apps.routing import drafting, publish
from apps.routing.models import Rep, Schedule, Team
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.manage import attack
from tests.manage.conftest import NOW
from tests.routing.made import rule, rules

pytestmark = pytest.mark.django_db


def test_people_and_hours_are_set_up_by_forms(manager: Client, acme: Tenant) -> None:
    base = "/manage/acme/routing/"
    hours = {"name": "Office", "time_zone": "America/Chicago", "hours": "mon-fri 9-17", "holidays": "2026-12-25\n"}
    manager.post(f"{base}schedule/add/", hours)
    with access.as_tenant(acme.pk):
        schedule = Schedule.objects.get()
    manager.post(f"{base}team/add/", {"name": "Sales", "is_active": "on", "schedule": schedule.pk})
    with access.as_tenant(acme.pk):
        team = Team.objects.get()

    person = {"name": "Ada", "team": team.pk, "phone": "(214) 748-1234", "is_active": "on", "weight": "3"}
    manager.post(f"{base}rep/add/", person | {"most_a_day": "20", "is_away": "on"})

    with access.as_tenant(acme.pk):
        rep = Rep.objects.get()
    assert (rep.phone, rep.weight, rep.most_a_day, rep.is_away) == ("+12147481234", 3, 20, True)
    assert team.schedule_id == schedule.pk
    assert b"away" in manager.get(f"{base}rep/").content
    assert b"Mon-Fri 09:00-17:00" in manager.get(f"{base}schedule/").content


@pytest.mark.parametrize(
    ("field", "value"),
    [("time_zone", "Chicago"), ("hours", "always"), ("holidays", "Christmas"), ("time_zone", "../etc/passwd")],
)
def test_hours_that_are_none_are_refused(manager: Client, field: str, value: str) -> None:
    form = {"name": "Office", "time_zone": "America/Chicago", "hours": "mon-fri 9-17", "holidays": ""}

    answer = manager.post("/manage/acme/routing/schedule/add/", form | {field: value})

    assert field in answer.context["adminform"].form.errors


def test_a_team_does_not_fall_back_to_itself(manager: Client, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        team = Team.objects.create(tenant=acme, name="Sales")

    page = f"/manage/acme/routing/team/{team.pk}/change/"
    answer = manager.post(page, {"name": "Sales", "is_active": "on", "fallback": team.pk})

    assert "fallback" in answer.context["adminform"].form.errors


def test_hours_that_are_only_typed_are_asked_about_the_last_30_days(
    manager: Client, acme: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    with access.as_tenant(acme.pk):
        source = Source.objects.create(tenant=acme, slug="website", name="Website form")
        Lead.objects.create(tenant=acme, source=source, first_name="Dana", email="d@x.example", received_at=NOW)
        schedule = Schedule.objects.create(tenant=acme, name="Office", time_zone="UTC", hours="mon-fri 9-11")
        team = Team.objects.create(tenant=acme, name="Sales", schedule=schedule)
        Rep.objects.create(tenant=acme, team=team, name="Ada", phone="+12147481200")
        drafting.replace(acme, rules(rule("All", answered_by="team", then={"team": team.pk})))
        publish.draft(acme, over=0, author="maria@acme.example", now=NOW)
    page, before = f"/manage/acme/routing/schedule/{schedule.pk}/", attack.rows(acme)
    typed = {"name": "Office", "time_zone": "UTC", "hours": "mon-fri 9-13", "holidays": ""}

    same, longer, wrong = (
        manager.post(f"{page}what-if/", typed | {"hours": hours})
        for hours in ("mon-fri 9-11", "mon-fri 9-13", "always")
    )

    assert "0 of 1 leads would" in same.getvalue().decode()
    assert "Ada of Sales instead of the AI agent" in longer.getvalue().decode()
    assert wrong.status_code == 302
    assert attack.rows(acme) == before
    assert f'formaction="{page}what-if/"' in manager.get(f"{page}change/").content.decode()
