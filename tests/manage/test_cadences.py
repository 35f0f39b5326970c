"""The screen of cadences: typed as lines, read in words, tried on an example, published and taken back."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from apps.compliance.models import DncEntry
from apps.leads.models import Lead, Source
from apps.outreach.models import Cadence, CadenceVersion
from apps.tenants import access
from apps.tenants.models import Role, Tenant

pytestmark = pytest.mark.django_db

SCREEN = "/manage/acme/outreach/cadence/"
RUNGS = "call after 15 min\ntext after 5 min if voicemail: Hi {first_name}, call us\ncall next morning 9:00 2 times"
FORM = {
    "is_active": "on",
    "rungs": RUNGS,
    "most_calls": "6",
    "ends_as": "lost",
    "best_hour": "on",
    "spread_minutes": "10",
}
READS = "at once, then 15 min, a text after 5 min if voicemail answered, next morning 9:00 the lead's time (2 times)"
EIGHT_PM = datetime(2026, 5, 4, 19, 58, tzinfo=UTC)


@pytest.fixture
def page(manager: Client) -> str:
    """The address of a cadence that was just made."""
    return manager.post(f"{SCREEN}add/", FORM, follow=True).redirect_chain[-1][0]


def stands(tenant: Tenant) -> Cadence:
    with access.as_tenant(tenant.pk):
        return Cadence.objects.for_tenant(tenant).get()


def versions(tenant: Tenant) -> list[CadenceVersion]:
    with access.as_tenant(tenant.pk):
        return list(CadenceVersion.objects.for_tenant(tenant).order_by("number"))


def text(client: Client, address: str, **asked: str) -> str:
    return " ".join(client.get(address, asked).content.decode().replace("&#x27;", "'").split())


def publish(client: Client, page: str) -> None:
    client.post(page.replace("change/", "publish/"))


def test_what_is_typed_is_kept_and_read_back_in_words(manager: Client, acme: Tenant, page: str) -> None:
    ladder = stands(acme).ladder

    assert (len(ladder.rungs), ladder.most_calls, ladder.ends_as) == (3, 6, "lost")
    assert f"The draft reads:</strong> {READS}." in text(manager, page)
    assert "call next morning 9:00 2 times" in text(manager, page)


def test_the_form_opens_with_what_applies_to_everybody(manager: Client) -> None:
    assert "call after 15 min call after 2 h call next morning 9:00" in text(manager, f"{SCREEN}add/")


@pytest.mark.parametrize(
    ("rungs", "said"),
    [
        ("ring me", "Write a line like"),
        ("call after 5 min", "Nobody is called twice within 10 minutes"),
        ("text after 5 min: Hi {name}", "{name} is not known"),
        ("call after 1 day\n" * 21, "20 lines are enough"),
    ],
)
def test_what_cannot_be_is_refused_in_words(manager: Client, rungs: str, said: str) -> None:
    form = manager.post(f"{SCREEN}add/", FORM | {"rungs": rungs}).context["adminform"].form

    assert said in form.errors["rungs"][0]


def test_there_is_one_for_all_sources_and_one_a_source(manager: Client, acme: Tenant, page: str) -> None:
    again = manager.post(f"{SCREEN}add/", FORM)
    with access.as_tenant(acme.pk):
        source = Source.objects.create(tenant=acme, slug="website", name="Website form")

    own = manager.post(f"{SCREEN}add/", FORM | {"source": source.pk})

    assert b"You have one like this already" in again.content
    assert own.status_code == 302


def test_one_with_a_name_stands_beside_the_usual_and_its_name_is_given_once(
    manager: Client, acme: Tenant, page: str
) -> None:
    named, again = (manager.post(f"{SCREEN}add/", FORM | {"name": "Gentle"}) for _ in range(2))
    with access.as_tenant(acme.pk):
        source = Source.objects.create(tenant=acme, slug="website", name="Website form")
    both = manager.post(f"{SCREEN}add/", FORM | {"name": "Web", "source": source.pk})

    assert named.status_code == 302
    assert b"You have one like this already" in again.content
    assert b"a named one is for every source" in both.content


def test_publishing_puts_the_draft_in_force_and_says_who_did_it(manager: Client, acme: Tenant, page: str) -> None:
    publish(manager, page)

    (version,) = versions(acme)
    assert (version.number, version.published_by) == (1, "manager@example.com")
    assert version.as_ladder() == stands(acme).ladder
    assert "In force</span> as version 1" in text(manager, page)


def test_a_changed_draft_says_what_it_would_change_and_changes_nothing_yet(
    manager: Client, acme: Tenant, page: str
) -> None:
    publish(manager, page)

    manager.post(page, FORM | {"rungs": RUNGS.replace("15 min", "20 min"), "most_calls": "5"})

    shown = text(manager, page)
    assert "<li>15 min becomes 20 min</li>" in shown
    assert "<li>At most 5 calls, was 6</li>" in shown
    assert len(versions(acme)) == 1


def test_an_earlier_version_comes_back_as_a_new_one(manager: Client, acme: Tenant, page: str) -> None:
    publish(manager, page)
    manager.post(page, FORM | {"rungs": "call after 1 day"})
    publish(manager, page)

    manager.post(page.replace("change/", "back/1/"))

    first, _, third = versions(acme)
    assert (third.number, third.ladder, third.note) == (3, first.ladder, "back to version 1")
    assert stands(acme).draft == first.ladder


def test_the_example_shows_each_attempt_with_its_why(manager: Client, acme: Tenant, page: str) -> None:
    with access.as_tenant(acme.pk):
        source = Source.objects.create(tenant=acme, slug="website", name="Website form")
        lead = Lead.objects.create(
            tenant=acme, source=source, phone="+13125550123", first_name="Dana", received_at=EIGHT_PM
        )

    shown = text(manager, page, lead=str(lead.pk), at="2026-05-04T19:58", **{"if": "voicemail"})

    assert "When (America/Chicago)" in shown
    assert "<td>Call</td><td>Mon 4 May, 19:13</td><td>15 min after the attempt before</td>" in shown
    assert "<td>Text</td><td>Mon 4 May, 19:18</td><td>5 min after the attempt before</td>" in shown
    assert "<td>Tue 5 May, 9:0" in shown
    assert "next morning 9:00 the lead's time (Chicago); moved to 9:0" in shown
    assert "every rung of the cadence was tried" in shown


def test_the_example_knows_the_do_not_call_list(manager: Client, acme: Tenant, page: str) -> None:
    with access.as_tenant(acme.pk):
        source = Source.objects.create(tenant=acme, slug="website", name="Website form")
        lead = Lead.objects.create(tenant=acme, source=source, phone="+13125550123", received_at=EIGHT_PM)
        DncEntry.objects.create(tenant=acme, phone=lead.phone)

    assert "the number is on the do-not-call list" in text(manager, page, lead=str(lead.pk))


@pytest.mark.parametrize("asked", [{"lead": "x", "at": "y"}, {"lead": "0" * 32}, {"at": "2026-13-01T00:00"}])
def test_an_example_asked_for_wrongly_is_one_of_now(manager: Client, page: str, asked: dict[str, Any]) -> None:
    assert "every rung of the cadence was tried" in text(manager, page, **asked)


def test_publishing_and_going_back_need_a_post_and_a_manager(
    manager: Client, member: Any, acme: Tenant, page: str
) -> None:
    client = member(Role.CLIENT)

    assert manager.get(page.replace("change/", "publish/")).status_code == 405
    assert client.post(page.replace("change/", "publish/")).status_code == 404
    assert manager.post(page.replace("change/", "back/7/")).status_code == 404
    assert versions(acme) == []


def test_the_list_shows_what_is_in_force(manager: Client, page: str) -> None:
    before = text(manager, SCREEN)
    publish(manager, page)

    assert "not published yet" in before
    assert READS in text(manager, SCREEN)
