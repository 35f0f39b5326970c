"""What people do who call us says nothing of what we did, and takes nothing from what we may do."""

from datetime import timedelta

import pytest

from apps.calls import figures, incoming, reading, usage
from apps.calls.models import Call, CallAttempt, PoolNumber
from apps.calls.reading import Contact
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.integrations.telephony.base import InboundCall
from apps.leads.models import Lead
from apps.tenants import access
from tests.calls.test_reading import carrier, lead_of

pytestmark = pytest.mark.django_db
OURS = "+13055550190"


@pytest.fixture
def lead() -> Lead:
    return lead_of("acme")


@pytest.fixture
def number(lead: Lead) -> PoolNumber:
    with access.as_tenant(lead.tenant_id):
        return PoolNumber.objects.create(tenant_id=lead.tenant_id, connection=carrier(lead), phone=OURS)


@pytest.fixture
def came(lead: Lead, number: PoolNumber) -> CallAttempt:
    """They have called the number, and the call is over."""
    with access.as_tenant(lead.tenant_id):
        attempt, _ = incoming.enter(carrier(lead), lead, InboundCall("CA1", lead.phone, OURS), now=clock.now())
        Call.objects.update(ended_at=clock.now() + timedelta(minutes=1))
    return attempt


def test_their_call_is_no_attempt_of_ours_to_the_gate(lead: Lead, came: CallAttempt) -> None:
    asked = reading.asked(Contact(Channel.CALL, clock.now()), tenant_id=lead.tenant_id, lead_id=lead.pk)

    rows = access.fetch_all(asked)[-1]

    assert reading.made_of(Contact(Channel.CALL, clock.now()), rows[0]).facts.calls_at == ()


def test_their_call_is_none_of_the_numbers_day_but_they_know_it(
    lead: Lead, number: PoolNumber, came: CallAttempt
) -> None:
    used = usage.of(lead.tenant_id, person=lead.phone, step_id=1, since=clock.now() - timedelta(days=1))

    assert (dict(used.today), used.known) == ({}, number.pk)


def test_their_call_says_nothing_of_the_numbers_health(lead: Lead, number: PoolNumber, came: CallAttempt) -> None:
    assert figures.of_tenant(lead.tenant_id)[number.pk].calls == 0


def test_their_call_keeps_no_number_from_being_called(lead: Lead, came: CallAttempt) -> None:
    with access.as_tenant(lead.tenant_id):
        assert Call.objects.get().reserved_for.isempty
