"""A lead that nobody reached is tried again by its cadence, and left alone as soon as it was reached."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.calls.models import Call
from apps.compliance.models import DncEntry
from apps.core import clock
from apps.intake import news
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.leads.models import Event, Lead
from apps.leads.states import State
from apps.outreach import follow_up
from apps.outreach.cadence.history import Wish
from apps.outreach.cadence.ladder import After, Channel, Condition, End, Ladder, Rung
from apps.outreach.models import Cadence, Step
from apps.tenants import access
from tests.integrations.crm.test_hubspot import sample
from tests.integrations.telephony.test_twilio import call

from .conftest import Office

MINUTE = timedelta(minutes=1)
STOPS = {"after_reply": "replied", "after_booking": "booked", "after_opt_out": "opted_out"}
TEXTS = Ladder(
    rungs=[
        Rung(channel=Channel.SMS, delay=After(minutes=1), only_if=Condition.VOICEMAIL, text="We left a message."),
        Rung(delay=After(minutes=30)),
        Rung(channel=Channel.SMS, delay=After(minutes=60), text="Shall we close it?"),
    ],
    ends_as=End.LOST,
)


@pytest.fixture
def first(office: Office) -> Step:
    office.connect("telephony")
    office.play(texting="never")
    for n in range(1, 6):
        office.peer.replies(201, call(f"CA{n}"))
    return office.promise("call", office.lead())


def placed(office: Office, step: Step) -> str:
    """Place the step's call; returns the carrier's id of it."""
    free_numbers(office)
    office.carry_out(step)
    return office.attempt().provider_id


def free_numbers(office: Office) -> None:
    """As ten minutes do."""
    for n, each in enumerate(office.all(Call)):
        before = clock.now() - timedelta(days=n + 1)
        office.set(each, reserved_for=(before - MINUTE, before))


def missed(office: Office, step: Step, *, status: CallStatus = CallStatus.NO_ANSWER) -> datetime:
    """Place the step's call; nobody answers. Returns when it ended."""
    sid = placed(office, step)
    at = clock.now()
    news.call_status(office.attempt(), CallNews(sid, status), now=at)
    return at


def pending(office: Office) -> list[Step]:
    return office.all(Step, key__startswith="cadence:", state="ready")


def follow(office: Office, verb: str, *values: object, **named: object) -> None:
    with access.as_tenant(office.tenant.pk):
        getattr(follow_up, verb)(*values, now=clock.now(), **named)


def lead_of(office: Office) -> Lead:
    with access.as_tenant(office.tenant.pk):
        return Lead.objects.get()


def facts(office: Office, kind: str) -> list[dict[str, Any]]:
    return [each.facts for each in office.all(Event, kind=kind)]


def publish(office: Office, ladder: Ladder, **traits: Any) -> Cadence:
    with access.as_tenant(office.tenant.pk):
        made = Cadence.objects.create(tenant=office.tenant, draft=ladder.model_dump(mode="json"), **traits)
        made.publish(by="Robin", at=clock.now())
    return made


def test_a_missed_call_promises_the_next_and_says_when_and_why(office: Office, first: Step) -> None:
    at = missed(office, first)

    (retry,), (planned,) = pending(office), facts(office, "cadence.planned")
    assert (retry.kind, retry.due_at) == ("call", at + 15 * MINUTE)
    assert planned["why"] == "15 min after the attempt before"
    assert planned["due_at"] == retry.due_at.isoformat()


def test_the_same_news_twice_promises_nothing_twice(office: Office, first: Step) -> None:
    at = missed(office, first)

    news.call_status(office.attempt(), CallNews("CA1", CallStatus.NO_ANSWER), now=at + MINUTE)

    assert len(pending(office)) == len(facts(office, "cadence.planned")) == 1


def test_the_ladder_is_climbed_to_its_end_and_the_lead_is_unreachable(office: Office, first: Step) -> None:
    missed(office, first)
    for _ in range(3):
        (retry,) = pending(office)
        missed(office, retry)

    assert pending(office) == []
    assert [each["position"] for each in facts(office, "cadence.planned")] == [1, 2, 3]
    assert facts(office, "cadence.ended") == [{"reason": "every rung of the cadence was tried"}]
    assert lead_of(office).state == State.UNREACHABLE


def test_news_of_an_old_call_plans_nothing_anew(office: Office, first: Step) -> None:
    missed(office, first)
    old = office.attempt()
    (retry,) = pending(office)
    missed(office, retry)

    news.call_status(old, CallNews("CA1", CallStatus.NO_ANSWER), now=clock.now())

    assert [each.params["position"] for each in pending(office)] == [2]


def test_an_end_told_only_after_the_next_call_went_out_plans_nothing(office: Office, first: Step) -> None:
    placed(office, first)
    silent = office.attempt()
    follow(office, "after_wish", lead_of(office), Wish(clock.now(), "now please"))
    sid, next_sid = silent.provider_id, placed(office, pending(office)[0])

    news.call_status(silent, CallNews(sid, CallStatus.NO_ANSWER), now=clock.now())

    assert sid != next_sid
    assert pending(office) == []


def test_an_answer_stops_it(office: Office, first: Step) -> None:
    missed(office, first, status=CallStatus.COMPLETED)

    assert pending(office) == []
    assert facts(office, "cadence.stopped") == [{"reason": "answered"}]


@pytest.mark.parametrize(("verb", "reason"), list(STOPS.items()))
def test_what_the_lead_does_stops_it_at_once(office: Office, first: Step, verb: str, reason: str) -> None:
    missed(office, first)
    (retry,) = pending(office)

    follow(office, verb, lead_of(office))

    assert office.now(retry).state == "cancelled"
    assert facts(office, "cadence.stopped") == [{"reason": reason}]


def test_a_reply_while_the_phone_rings_is_the_last_word(office: Office, first: Step) -> None:
    placed(office, first)
    follow(office, "after_reply", lead_of(office))

    news.call_status(office.attempt(), CallNews("CA1", CallStatus.NO_ANSWER), now=clock.now())

    assert pending(office) == []
    assert facts(office, "cadence.stopped") == [{"reason": "replied"}]


def test_a_call_the_lead_asked_for_takes_the_place_of_what_was_planned(office: Office, first: Step) -> None:
    missed(office, first)
    lead = lead_of(office)
    follow(office, "after_reply", lead)
    at = clock.now() + timedelta(hours=5)

    follow(office, "after_wish", lead, Wish(at, "call me after five"))

    (asked,) = pending(office)
    assert (asked.due_at, asked.priority) == (at, 2)
    assert facts(office, "cadence.planned")[-1]["why"] == "the lead asked for it: “call me after five”"


def test_the_cadence_goes_on_where_it_was_when_an_asked_for_call_is_missed(office: Office, first: Step) -> None:
    missed(office, first)
    lead = lead_of(office)
    follow(office, "after_reply", lead)
    follow(office, "after_wish", lead, Wish(clock.now(), "now please"))
    (asked,) = pending(office)

    at = missed(office, asked)

    assert [(each.params["position"], each.due_at) for each in pending(office)] == [(1, at + 15 * MINUTE)]


def test_texts_between_calls_are_promised_with_the_call_after_them(office: Office, first: Step) -> None:
    publish(office, TEXTS)
    placed(office, first)
    at = clock.now()

    for status in (CallStatus.ANSWERED, CallStatus.COMPLETED):
        news.call_status(office.attempt(), CallNews("CA1", status, answered_by="machine_start"), now=at)

    assert [(each.kind, each.due_at - at) for each in pending(office)] == [("sms", MINUTE), ("call", 31 * MINUTE)]
    assert pending(office)[0].params["text"] == "We left a message."


def test_a_last_text_is_waited_for_before_the_lead_is_given_up(office: Office, first: Step) -> None:
    publish(office, TEXTS)
    missed(office, first)
    (retry,) = pending(office)

    missed(office, retry)

    assert [each.kind for each in pending(office)] == ["sms", "give_up"]
    assert lead_of(office).state == State.CONTACTING
    office.carry_out(pending(office)[1])
    assert lead_of(office).state == State.LOST


def test_a_lead_that_was_reached_is_not_given_up(office: Office, first: Step) -> None:
    publish(office, TEXTS)
    missed(office, first)
    missed(office, pending(office)[0])
    end = pending(office)[1]
    office.set(lead_of(office), state=State.ENGAGED)

    assert office.carry_out(end).state == "skipped"
    assert lead_of(office).state == State.ENGAGED


def test_a_lead_stays_with_the_version_it_began_with(office: Office, first: Step) -> None:
    cadence = publish(office, TEXTS)
    missed(office, first)
    with access.as_tenant(office.tenant.pk):
        cadence.redraft(Ladder(rungs=()))
        cadence.publish(by="Robin", at=clock.now())

    missed(office, pending(office)[0])

    assert [each["version"] for each in facts(office, "cadence.planned")] == [1, 1]


def test_a_sources_own_cadence_goes_before_the_tenants_and_an_unused_one_counts_for_nothing(
    office: Office, first: Step
) -> None:
    publish(office, Ladder(rungs=[Rung(delay=After(minutes=60))]))
    own = publish(office, Ladder(rungs=[Rung(delay=After(minutes=30))]), source=office.source)
    at = missed(office, first)
    lead = office.lead("+12145550124")
    with access.as_tenant(office.tenant.pk):
        Cadence.objects.filter(pk=own.pk).update(is_active=False)

    later = missed(office, office.promise("call", lead))

    assert [each.due_at for each in pending(office)] == [at + 30 * MINUTE, later + 60 * MINUTE]


def test_where_calls_are_switched_off_none_follows(office: Office, first: Step) -> None:
    office.play(texting="never", calls_leads=False)

    missed(office, first)

    assert pending(office) == []
    assert facts(office, "cadence.stopped") == [{"reason": "switched_off"}]


def test_a_number_on_the_do_not_call_list_is_planned_no_more(office: Office, first: Step) -> None:
    placed(office, first)
    with access.as_tenant(office.tenant.pk):
        DncEntry.objects.create(tenant=office.tenant, phone=lead_of(office).phone)

    news.call_status(office.attempt(), CallNews("CA1", CallStatus.NO_ANSWER), now=clock.now())

    assert facts(office, "cadence.stopped") == [{"reason": "the number is on the do-not-call list"}]


@pytest.mark.parametrize(("code", "planned"), [("just_called", 1), ("opted_out", 0)])
def test_a_skipped_call_goes_on_or_stops_by_its_reason(office: Office, first: Step, code: str, planned: int) -> None:
    follow(office, "after_call_skipped", first, code=code)

    assert len(pending(office)) == planned
    assert len(facts(office, "cadence.stopped")) == 1 - planned


def test_the_crm_does_not_bring_a_retry_forward(office: Office) -> None:
    """It frees a first call that waits for it; a retry waits for its hour."""
    office.connect("telephony")
    crm = office.connect("crm", "hubspot", access_token="key", base_url=f"{office.peer.url}/hubspot")
    office.peer.replies(201, call())
    office.peer.replies(200, sample("hs_batch_upsert_200.json"))
    at = missed(office, office.promise("call", office.lead(email="dana@example.com")))

    written = office.carry_out(office.promise("crm", lead_of(office), connection_id=crm.pk))

    assert written.state == "done"
    assert [each.due_at for each in pending(office)] == [at + 15 * MINUTE]
