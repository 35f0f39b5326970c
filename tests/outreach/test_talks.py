"""A call that the agent answers: its ticket, once and in time, and what comes when its stream is over."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from apps.calls.conversations import TICKET_LIFE
from apps.calls.models import CallAttempt, Conversation
from apps.compliance.models import ConsentProof
from apps.compliance.rules.rows import Consent
from apps.core import clock
from apps.outreach import aftermath, kit, talks
from apps.outreach.models import Step
from apps.scripts.models import Script, ScriptVersion
from apps.tenants import access
from tests.integrations.telephony.test_twilio import call

from .conftest import Office

VOICE_URL = "wss://voice.leadhub.example"
TRANSFER = {"id": "sales", "label": "a specialist", "phone": "+15125550142"}


@pytest.fixture
def attempt(office: Office, settings: Settings) -> CallAttempt:
    """The carrier has the call of a lead who agreed to an AI voice."""
    settings.LEADHUB_VOICE_URL = VOICE_URL
    office.connect("telephony")
    office.play(agent_answers=True)
    lead = office.lead()
    with access.as_tenant(office.tenant.pk):
        script = Script.objects.create(tenant=office.tenant, name="Usual")
        ScriptVersion.objects.create(
            tenant=office.tenant, script=script, number=1, state="published", share=100, body={"transfers": [TRANSFER]}
        )
        proof = {"level": Consent.WRITTEN, "phone": lead.phone, "received_at": clock.now()}
        ConsentProof.objects.create(tenant=office.tenant, lead=lead, names_automation=True, **proof)
    kit.forget()
    office.peer.replies(201, call())
    step = office.carry_out(office.promise("call", lead))
    assert step.state == "waiting", step.last_error
    return office.attempt()


def ticket(attempt: CallAttempt) -> str:
    script = talks.begin(attempt, attempt.call, now=clock.now())
    assert script is not None
    assert script.stream_url.startswith(f"{VOICE_URL}/stream/twilio/")
    return script.stream_url.rpartition("/")[2]


def redeemed(given: str, *, later: timedelta = timedelta()) -> Conversation | None:
    with access.as_platform():
        return Conversation.objects.redeemed(given, now=clock.now() + later)


def conversation(office: Office) -> Conversation:
    with access.as_tenant(office.tenant.pk):
        return Conversation.objects.get()


def change(office: Office, **values: object) -> None:
    with access.as_tenant(office.tenant.pk):
        Conversation.objects.update(**values)


def test_a_ticket_admits_once(attempt: CallAttempt) -> None:
    given = ticket(attempt)

    first, second = redeemed(given), redeemed(given)

    assert first is not None
    assert first.call_id == attempt.call_id
    assert second is None


def test_a_ticket_is_good_for_a_minute(attempt: CallAttempt) -> None:
    assert redeemed(ticket(attempt), later=TICKET_LIFE) is None


def test_a_stranger_s_ticket_admits_to_nothing(attempt: CallAttempt) -> None:
    ticket(attempt)

    assert redeemed("0" * 32) is None


def test_of_two_tickets_for_one_call_the_later_is_good(attempt: CallAttempt) -> None:
    first, second = ticket(attempt), ticket(attempt)

    assert redeemed(first) is None
    assert redeemed(second) is not None


def test_the_ticket_itself_is_kept_nowhere(office: Office, attempt: CallAttempt) -> None:
    given = ticket(attempt)

    assert given not in str(vars(conversation(office)))


def test_a_call_that_a_person_answers_has_no_stream(office: Office, attempt: CallAttempt) -> None:
    office.peer.replies(201, call("CA22222222222222222222222222222222"))
    office.carry_out(office.promise("call", office.lead("+12145550177")))
    persons = office.attempt()

    assert talks.begin(persons, persons.call, now=clock.now()) is None


def test_who_is_put_through_is_dialled_with_the_whisper(office: Office, attempt: CallAttempt) -> None:
    ticket(attempt)
    change(office, state="over", transfer_to=TRANSFER["phone"])

    script = talks.after(attempt, attempt.call)

    assert script is not None
    assert (script.rep_phone, bool(script.whisper_url), bool(script.rep_missed)) == (TRANSFER["phone"], True, True)


def test_after_a_goodbye_the_carrier_hangs_up(office: Office, attempt: CallAttempt) -> None:
    ticket(attempt)
    change(office, state="over", disposition="booked")

    assert talks.after(attempt, attempt.call) is None


def test_a_stream_that_broke_ends_kindly_and_whoever_talked_may_still_put_it_on_record(
    office: Office, attempt: CallAttempt
) -> None:
    ticket(attempt)

    script = talks.after(attempt, attempt.call)

    assert script is not None
    assert "call you back" in script.spoken
    assert (conversation(office).state, conversation(office).closed_at) == ("expected", None)
    assert "conversation.broken" not in office.timeline()


def over_since(office: Office, attempt: CallAttempt, **ago: float) -> None:
    now = clock.now()
    office.set(attempt.call, state="completed", answered_at=now - timedelta(minutes=2), ended_at=now - timedelta(**ago))


def test_what_a_dead_process_left_open_is_closed_and_the_lead_is_called_again(
    office: Office, attempt: CallAttempt
) -> None:
    ticket(attempt)
    over_since(office, attempt, seconds=31)

    closed = aftermath.close_abandoned(now=clock.now())

    assert closed == 1
    assert conversation(office).disposition == "failed"
    assert [step.state for step in office.all(Step, kind="call", key__startswith="cadence:")] == ["ready"]


def test_who_may_still_be_writing_is_given_time(office: Office, attempt: CallAttempt) -> None:
    ticket(attempt)
    over_since(office, attempt, seconds=5)

    assert aftermath.close_abandoned(now=clock.now()) == 0


def test_how_it_was_to_end_is_kept_where_the_process_died_at_the_goodbye(office: Office, attempt: CallAttempt) -> None:
    ticket(attempt)
    change(office, state="over", disposition="booked")
    over_since(office, attempt, seconds=31)

    aftermath.close_abandoned(now=clock.now())

    assert conversation(office).disposition == "booked"
    assert not office.all(Step, kind="call", key__startswith="cadence:")
