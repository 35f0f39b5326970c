"""Adding what a plan counts: one too many is refused on the form, and what is there already stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Source
from apps.tenants import access
from apps.tenants.models import Invitation, Membership, Tenant
from tests import sold

from .test_connections import ADD as ADD_CONNECTION
from .test_connections import FORM as CONNECTION
from .test_playbooks import FORM as PLAYBOOK
from .test_playbooks import SCREEN as PLAYBOOKS
from .test_sources import ADD as ADD_SOURCE
from .test_sources import FORM as SOURCE

pytestmark = pytest.mark.django_db

INVITATIONS = "/manage/acme/tenants/invitation/"
REFUSED = "have an owner ask LeadHub for more"


def said(answer: Any) -> str:
    return str(answer.context["adminform"].form.errors)


@pytest.fixture
def source(acme: Tenant) -> Source:
    with access.as_tenant(acme.pk):
        return Source.objects.create(tenant=acme, slug="first", name="First", settings={})


def test_a_source_beyond_the_plan_is_refused(manager: Client, acme: Tenant, source: Source) -> None:
    sold.plan(acme, sources=1)

    answer = manager.post(ADD_SOURCE, SOURCE)

    assert "Your plan Plan 1 has 1 source, and it is taken. Switch one off" in said(answer)
    with access.as_tenant(acme.pk):
        assert Source.objects.get() == source


def test_one_that_takes_no_leads_needs_no_place_until_it_is_switched_on(
    manager: Client, acme: Tenant, source: Source
) -> None:
    sold.plan(acme, sources=1)
    off = {name: value for name, value in SOURCE.items() if name != "is_active"}
    manager.post(ADD_SOURCE, off)
    with access.as_tenant(acme.pk):
        made = Source.objects.get(slug="website")

    answer = manager.post(f"/manage/acme/leads/source/{made.pk}/change/", SOURCE)

    assert REFUSED in said(answer)


def test_one_that_has_its_place_may_be_changed(manager: Client, acme: Tenant, source: Source) -> None:
    sold.plan(acme, sources=1)

    manager.post(f"/manage/acme/leads/source/{source.pk}/change/", SOURCE | {"name": "Renamed"})

    with access.as_tenant(acme.pk):
        assert Source.objects.get().name == "Renamed"


def test_a_connection_beyond_the_plan_is_refused(manager: Client, acme: Tenant) -> None:
    sold.plan(acme, connections=1)
    with access.as_tenant(acme.pk):
        Connection.objects.create(tenant=acme, family="alerts", vendor="slack", name="Chat", settings={})

    assert REFUSED in said(manager.post(ADD_CONNECTION, CONNECTION))


def test_one_that_is_switched_off_makes_room(manager: Client, acme: Tenant) -> None:
    sold.plan(acme, connections=1)
    with access.as_tenant(acme.pk):
        Connection.objects.create(
            tenant=acme, family="alerts", vendor="slack", name="Chat", settings={}, is_active=False
        )

    manager.post(ADD_CONNECTION, CONNECTION)

    with access.as_tenant(acme.pk):
        assert Connection.objects.filter(is_active=True).count() == 1


def test_an_invitation_beyond_the_seats_is_refused(owner: Client, manager: Client, acme: Tenant) -> None:
    sold.plan(acme, seats=2)

    answer = owner.post(f"{INVITATIONS}add/", {"email": "new@example.com", "role": "rep"})

    assert "has 2 seats, and all are taken. Remove a member or withdraw an invitation" in said(answer)


def test_an_old_invitation_is_not_sent_again_where_its_seat_is_taken(owner: Client, acme: Tenant) -> None:
    sold.plan(acme, seats=1)
    with access.as_tenant(acme.pk):
        old = Invitation.objects.create(
            tenant=acme, email="old@example.com", digest=b"1", expires_at=clock.now() - timedelta(days=1)
        )

    page = owner.post(INVITATIONS, {"action": "send_again", "_selected_action": [old.pk]}, follow=True)

    assert "Not sent to old@example.com" in page.content.decode()
    with access.as_tenant(acme.pk):
        assert Invitation.objects.get().expires_at == old.expires_at


def test_who_is_there_already_stays_when_a_plan_becomes_smaller(owner: Client, manager: Client, acme: Tenant) -> None:
    sold.plan(acme, seats=1)

    assert manager.get("/manage/acme/").status_code == 200
    with access.as_tenant(acme.pk):
        assert Membership.objects.count() == 2


@pytest.mark.parametrize(("days", "is_kept"), [("30", True), ("31", False)])
def test_recordings_are_kept_for_as_long_as_the_plan_says(
    manager: Client, acme: Tenant, days: str, is_kept: bool
) -> None:
    sold.plan(acme, recording_days=30)

    answer = manager.post(f"{PLAYBOOKS}add/", PLAYBOOK | {"recording_days": days})

    assert (answer.status_code == 302) is is_kept
    assert is_kept or "keeps recordings for at most 30 days. An owner can ask LeadHub for more." in said(answer)
