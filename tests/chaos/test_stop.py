"""A STOP that commits just before the call: a worker holds the step already, and calls nobody all the same."""

import pytest

from apps.calls.models import CallAttempt
from apps.core import clock
from apps.core.queues import URGENT
from apps.leads.models import Lead
from apps.outreach import claim, execute, optout
from apps.outreach.models import Step
from apps.tenants import access
from tests.outreach.conftest import Office, office, peer

__all__ = ["office", "peer"]
PEOPLE = 10_000


@pytest.mark.chaos
def test_of_ten_thousand_who_stop_at_the_last_moment_none_is_called(office: Office) -> None:
    office.connect("telephony")
    phones = [f"+1214{5_000_000 + nth}" for nth in range(PEOPLE)]
    with access.as_tenant(office.tenant.pk):
        source = {"tenant": office.tenant, "source": office.source, "received_at": clock.now()}
        leads = Lead.objects.bulk_create([Lead(phone=phone, **source) for phone in phones])
        Step.objects.bulk_create(
            Step(tenant=office.tenant, lead=lead, kind="call", queue=URGENT, key=f"stop:{lead.pk}", due_at=clock.now())
            for lead in leads
        )

    while step := claim.next_due(URGENT):
        with access.as_tenant(office.tenant.pk):
            optout.record(office.tenant.pk, step.subject().phone, reason="they wrote STOP", now=clock.now())
        execute.claimed(step, clock=clock.now)

    ended = [(step.state, step.error_code) for step in office.all(Step, kind="call")]
    assert ended == [("skipped", "opted_out")] * PEOPLE
    assert (office.all(CallAttempt), office.peer.requests) == ([], [])
