"""Our agent answers who calls back, with the lead before it; a rule that wants a person gets one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from apps.calls.models import Conversation
from apps.core import clock
from apps.integrations.models import Connection
from apps.outreach import aftermath, kit
from apps.routing import actions
from apps.scripts import drafting, publish
from apps.scripts.document import Script as Document
from apps.tenants import access
from tests.outreach.conftest import Office, office, peer

from .test_callbacks import post
from .test_returned import REP, carrier, dial, hang_up, in_calls

__all__ = ["carrier", "office", "peer"]


@pytest.fixture
def agent(office: Office, carrier: Connection, settings: Settings) -> Iterator[None]:
    settings.LEADHUB_VOICE_URL = "wss://voice.example.test"
    office.play(agent_answers=True)
    with access.as_tenant(office.tenant.pk):
        script = drafting.begin(office.tenant, "Usual", Document(reason="About your roof.", qualify_at=0))
        publish.draft(script, over=0, share=100, author="us", now=clock.now(), note="")
    kit.forget()
    yield
    kit.forget()


@pytest.mark.usefixtures("agent")
def test_the_agent_answers_with_the_lead_before_it(office: Office, carrier: Connection) -> None:
    lead = office.lead()

    document = dial(carrier, sid="CA1")

    [stream] = document.iter("Stream")
    [talk] = office_conversations(office)
    [came] = in_calls(office)
    assert stream.get("url", "").startswith("wss://voice.example.test/stream/twilio/")
    assert (talk.lead_id, talk.call_id) == (lead.pk, came.pk)
    assert (came.state, came.answered_at is None) == ("answered", False)
    assert office.timeline("call.taken") == ["call.taken"]


@pytest.mark.usefixtures("agent")
def test_a_call_that_our_agent_could_not_take_is_a_missed_one(office: Office, carrier: Connection) -> None:
    office.lead()
    dial(carrier, sid="CA1")

    over = post(office.attempt().token, "stream-over", CallSid="CA1")
    hang_up(carrier, "CA1")
    aftermath.close_abandoned(now=clock.now() + aftermath.PATIENCE + timedelta(seconds=1))

    assert b"<Say" in over.content
    assert office.timeline("conversation.broken", "call.missed") == ["conversation.broken", "call.missed"]


@pytest.mark.usefixtures("agent")
def test_a_lead_whose_rule_wants_a_person_is_put_through_to_one(office: Office, carrier: Connection) -> None:
    office.play(rep_phone=REP)
    lead = office.lead()
    office.promise("call", lead, state="done", params={actions.ROUTE: {"answered_by": "team"}})

    document = dial(carrier)

    assert [each.text for each in document.iter("Number")] == [REP]


def office_conversations(office: Office) -> list[Conversation]:
    with access.as_tenant(office.tenant.pk):
        return list(Conversation.objects.all())
