"""What the carrier and another worker may do while a call is being placed."""

from apps.calls.nearest import Chosen
from apps.calls.reading import Contact
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.outreach import progress
from apps.outreach.ledger import call_intent
from apps.outreach.ledger.call_intent import Intent
from apps.outreach.models import Step
from apps.outreach.permit import Permit, ask
from apps.tenants import access
from tests.integrations.telephony.test_twilio import SID

from .conftest import OURS, Office

CALLS = "/Calls.json"


def told(office: Office, status: CallStatus, sid: str = SID) -> None:
    """The carrier's news of the latest attempt comes in."""
    attempt = office.attempt()
    with access.as_tenant(office.tenant.pk):
        progress.of_call(attempt, CallNews(sid, status), now=clock.now())


def intend(office: Office, step: Step) -> None:
    """Another worker has the step, and has committed that it is about to call."""
    claimed = office.claim(step)
    permit = ask(claimed, Contact(Channel.CALL, clock.now(), step_id=step.pk))
    assert isinstance(permit, Permit)
    call_intent.enter(Intent(claimed, permit, office.connections["telephony"], Chosen(OURS)), now=clock.now())


def lost_answer(office: Office) -> None:
    office.peer.reset()
