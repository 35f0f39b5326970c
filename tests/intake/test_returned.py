"""Who calls our number is known by theirs, stops what was planned, and is answered: by agent, rep or message."""

from datetime import timedelta
from itertools import count
from typing import Any
from xml.etree import ElementTree

import pytest

from apps.calls.models import Call, CallAttempt, PoolNumber, Reception
from apps.compliance.models import DncEntry
from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Event, Lead, Source
from apps.outreach import plan
from apps.outreach.models import Playbook, Step
from apps.routing.models import Schedule
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.integrations.telephony.test_twilio import call
from tests.integrations.twilio_side import ACCOUNT
from tests.outreach.conftest import OURS, PHONE, Office, office, peer
from tests.outreach.test_reps import published, team

from .test_callbacks import post

__all__ = ["office", "peer"]
REP = "+12145550177"
_sids = (f"CA{number:032x}" for number in count(1))


@pytest.fixture
def carrier(office: Office) -> Connection:
    return office.connect("telephony")


def dial(carrier: Connection, *, caller: str = PHONE, to: str = OURS, sid: str = "", **fields: str) -> Any:
    """What Twilio is answered when somebody calls the number."""
    told = {"CallSid": sid or next(_sids), "From": caller, "To": to, "CallStatus": "ringing", "Direction": "inbound"}
    answer = post(carrier.token, "inbound-call", **told | fields)
    assert answer.status_code == 200, answer.content
    return ElementTree.fromstring(answer.content)


def hang_up(carrier: Connection, sid: str, seconds: str = "12") -> int:
    told = {"CallSid": sid, "CallStatus": "completed", "CallDuration": seconds, "Direction": "inbound"}
    return int(post(carrier.token, "inbound-status", **told).status_code)


def said(document: Any) -> str:
    return " ".join(each.text for each in document.iter("Say"))


def in_calls(office: Office) -> list[Call]:
    return office.all(Call, direction="in")


def test_a_lead_who_calls_back_is_put_through_and_nothing_more_is_tried(office: Office, carrier: Connection) -> None:
    office.play(rep_phone=REP)
    lead = office.lead(answers={"Roof": "tile"})
    rungs = [
        office.promise("call", lead, key=plan.first_call_key(str(lead.pk)), due_at=clock.now() + timedelta(hours=9)),
        office.promise("sms", lead, key=plan.first_text(str(lead.pk)).key),
        office.promise("call", lead, key=f"cadence:{lead.pk}:1:0"),
        office.promise("email", lead, key=f"cadence:{lead.pk}:1:1"),
        office.promise("give_up", lead, key=f"cadence:{lead.pk}:1:1:end"),
    ]
    confirmed = office.promise("sms", lead, key=f"{plan.confirmation_key('1')}:0")

    document = dial(carrier, StirVerstat="TN-Validation-Passed-A")

    [came] = in_calls(office)
    assert (came.lead_id, came.phone, came.caller_id, came.attestation) == (lead.pk, PHONE, OURS, "A")
    assert "Thank you for calling Acme Solar" in said(document)
    assert [each.text for each in document.iter("Number")] == [REP]
    assert {office.now(each).state for each in rungs} == {"cancelled"}
    assert {office.now(each).last_error for each in rungs} == {"called back"}
    assert (office.now(confirmed).state, office.now(lead).state) == ("ready", "engaged")
    assert office.timeline("call.received", "cadence.stopped", "lead.engaged") == [
        "call.received",
        "cadence.stopped",
        "lead.engaged",
    ]


def test_a_call_that_is_brought_twice_is_one_call(office: Office, carrier: Connection) -> None:
    office.lead()

    for _ in range(3):
        dial(carrier, sid="CA7")

    assert (len(in_calls(office)), len(office.all(CallAttempt)), office.timeline("call.received")) == (
        1,
        1,
        ["call.received"],
    )


def test_a_call_that_is_signed_with_another_secret_is_of_nobody(office: Office, carrier: Connection) -> None:
    office.lead()
    told = {"CallSid": "CA1", "From": PHONE, "To": OURS}

    assert post(carrier.token, "inbound-call", secret="guessed", **told).status_code == 401

    assert in_calls(office) == []


def test_the_newest_lead_of_the_person_is_meant_and_the_others_are_left_alone_too(
    office: Office, carrier: Connection
) -> None:
    older = office.lead(received_at=clock.now() - timedelta(days=3))
    newest = office.lead()
    planned = office.promise("call", older, key=f"cadence:{older.pk}:1:0")

    dial(carrier)

    assert [each.lead_id for each in in_calls(office)] == [newest.pk]
    assert office.now(planned).state == "cancelled"


def test_a_caller_whom_nobody_knows_is_a_lead_who_is_not_called(office: Office, carrier: Connection) -> None:
    dial(carrier, caller="+13055550188", sid="CA1")
    dial(carrier, caller="+13055550188", sid="CA2")

    with access.as_tenant(office.tenant.pk):
        [lead] = Lead.objects.select_related("source")
    assert (lead.phone, lead.source.slug, lead.source.is_active) == ("+13055550188", "calls", False)
    assert lead.campaign["utm_medium"] == "inbound call"
    assert office.all(Step, kind="call") == []
    assert [each.lead_id for each in in_calls(office)] == [lead.pk] * 2
    assert {"lead.received", "lead.not_called", "call.received"} <= set(office.timeline())


@pytest.mark.parametrize("caller", ["anonymous", "", "+266696687"])
def test_who_hides_their_number_is_put_through_and_no_lead_is_made(
    office: Office, carrier: Connection, caller: str
) -> None:
    office.play(rep_phone=REP)

    document = dial(carrier, caller=caller)

    assert [each.text for each in document.iter("Number")] == [REP]
    assert "press 9" not in said(document)
    with access.as_tenant(office.tenant.pk):
        assert not Lead.objects.exists()


def test_who_wants_no_calls_may_call_us_and_is_answered(office: Office, carrier: Connection) -> None:
    office.play(rep_phone=REP)
    lead = office.lead(state="blocked")
    with access.as_tenant(office.tenant.pk):
        DncEntry.objects.create(tenant=office.tenant, phone=PHONE, origin="opted_out")

    document = dial(carrier)

    assert [each.text for each in document.iter("Number")] == [REP]
    assert office.now(lead).state == "blocked"


def test_a_call_of_theirs_takes_nothing_from_what_we_may_do(office: Office, carrier: Connection) -> None:
    """It is no attempt of ours, and keeps no number from being called."""
    lead = office.lead()
    for _ in range(4):
        dial(carrier)
    office.peer.replies(201, call())

    assert office.carry_out(office.promise("call", lead)).state == "waiting"


def test_outside_the_hours_a_message_is_heard_and_the_team_is_told(office: Office, carrier: Connection) -> None:
    office.connect_slack()
    office.play(rep_phone=REP)
    office.lead()
    closed = (clock.now() + timedelta(days=2)).strftime("%a").lower()
    with access.as_tenant(office.tenant.pk):
        hours = Schedule.objects.create(tenant=office.tenant, name="Office", time_zone="UTC", hours=f"{closed} 9-10")
        Reception.objects.create(tenant=office.tenant, schedule=hours)

    document = dial(carrier, sid="CA1")
    assert hang_up(carrier, "CA1") == 204

    assert "Nobody is here right now" in said(document)
    assert list(document.iter("Dial")) == []
    [missed] = in_calls(office)
    assert (missed.state, missed.answered_at, missed.talk_seconds) == ("no_answer", None, 12)
    assert office.timeline("call.missed") == ["call.missed"]
    assert [each.params["about"] for each in office.all(Step, kind="alert")] == ["call_missed"]


def test_a_rep_who_picks_up_hears_who_it_is_and_the_call_was_answered(office: Office, carrier: Connection) -> None:
    office.play(rep_phone=REP)
    office.lead()
    dial(carrier, sid="CA1")

    whispered = post(office.attempt().token, "whisper", CallSid="CA9").content
    hang_up(carrier, "CA1")
    hang_up(carrier, "CA1")

    assert b"A call from Dana Reyes, from Website form." in whispered
    [taken] = in_calls(office)
    assert (taken.state, taken.answered_at is None) == ("completed", False)
    assert office.timeline("call.taken", "call.finished", "call.missed") == ["call.taken", "call.finished"]


def test_a_rule_that_wants_a_team_gives_the_caller_to_one_of_it(office: Office, carrier: Connection) -> None:
    office.play(rep_phone="+12145550178")
    advisers = team(office)
    published(office)
    lead = office.lead()
    with access.as_tenant(office.tenant.pk):
        lead.tell("lead.routed", at=clock.now(), actions={"answered_by": "team", "team": advisers.pk})

    document = dial(carrier)

    assert [each.text for each in document.iter("Number")] == [REP]
    assert [each.facts["rep_name"] for each in office.all(Event, kind="rep.chosen")] == ["Ann"]


def test_nine_is_no_more_calls(office: Office, carrier: Connection) -> None:
    lead = office.lead()
    document = dial(carrier)
    [gather] = document.iter("Gather")
    assert gather.get("action", "").endswith(f"/callbacks/twilio/{office.attempt().token}/keys/")

    answer = post(office.attempt().token, "keys", Digits="9")

    assert b"You will not hear from us again" in answer.content
    with access.as_tenant(office.tenant.pk):
        [entry] = DncEntry.objects.all()
    assert (entry.phone, entry.closes, entry.reason) == (PHONE, "all", "they pressed 9 in a call to us")
    assert office.now(lead).state == "blocked"


def test_any_other_key_lets_the_call_go_on(office: Office, carrier: Connection) -> None:
    office.play(rep_phone=REP)
    office.lead()
    dial(carrier)

    answer = ElementTree.fromstring(post(office.attempt().token, "keys", Digits="4").content)

    assert [each.text for each in answer.iter("Number")] == [REP]
    assert list(answer.iter("Gather")) == []


def test_a_hundred_calls_back_reach_the_right_tenant_and_lead_though_both_know_the_person(
    office: Office, carrier: Connection
) -> None:
    rival = second_office(office)
    ours = numbers(office, carrier, "+13055550{:03}")
    theirs = numbers(rival, rival.connections["telephony"], "+13055551{:03}")
    people = [f"+1214555{nth:04}" for nth in range(100, 150)]
    leads = {each: {one.tenant.pk: one.lead(each).pk for one in (office, rival)} for each in people}

    for nth, person in enumerate(people):
        dial(carrier, caller=person, to=ours[nth % len(ours)].phone)
        dial(rival.connections["telephony"], caller=person, to=theirs[nth % len(theirs)].phone)

    right = 0
    for one, pool in ((office, ours), (rival, theirs)):
        for came in in_calls(one):
            is_ours = came.lead_id == leads[came.phone][one.tenant.pk]
            right += is_ours and came.number_id in {number.pk for number in pool}
    assert right == 100
    with access.as_platform():
        assert Event.objects.filter(kind="call.received").count() == 100


def second_office(office: Office) -> Office:
    """Another tenant of the same carrier account, who has bought the same person's form."""
    tenant = Tenant.objects.create(slug="rival", name="Rival Solar", is_demo=True)
    with access.as_tenant(tenant.pk):
        source = Source.objects.create(tenant=tenant, slug="website", name="Website form")
        Playbook.objects.create(tenant=tenant, rep_phone=REP)
    rival = Office(tenant, source, office.peer)
    rival.connect("telephony", **ACCOUNT, base_url=f"{office.peer.url}/twilio", caller_id=OURS)
    return rival


def numbers(office: Office, carrier: Connection, pattern: str) -> list[PoolNumber]:
    with access.as_tenant(office.tenant.pk):
        return [
            PoolNumber.objects.create(tenant=office.tenant, connection=carrier, phone=pattern.format(nth))
            for nth in range(190, 195)
        ]
