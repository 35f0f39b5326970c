"""An answer that is lost, late or overtaken: the call is found and adopted, and never placed twice."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from apps.calls import book
from apps.calls.models import Call
from apps.core import clock
from apps.integrations.telephony.base import CallStatus, PlacedCall
from apps.outreach import execute, progress
from apps.outreach.models import Step
from apps.tenants import access
from tests.integrations.telephony.test_twilio import SID, call, listing

from .carrier import CALLS, intend, lost_answer, told
from .conftest import Office


@pytest.fixture
def step(office: Office) -> Step:
    office.connect("telephony")
    return office.promise("call", office.lead())


def test_word_that_the_carrier_has_a_call_we_are_asking_for_is_no_news(office: Office, step: Step) -> None:
    intend(office, step)

    told(office, CallStatus.QUEUED)

    assert [(each.state, each.provider_id) for each in office.all(Call)] == [("reserved", "")]


def test_word_of_a_call_whose_answer_does_not_come_adopts_it(
    office: Office, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "ANSWER_PATIENCE", timedelta(0))
    intend(office, step)

    told(office, CallStatus.QUEUED)

    assert [(each.state, each.provider_id) for each in office.all(Call)] == [("queued", SID)]


def test_a_lost_answer_is_looked_up_and_adopted(office: Office, step: Step) -> None:
    lost_answer(office)
    office.peer.replies(200, listing(call(at=clock.now())))

    assert office.carry_out(step).state == "unknown"
    assert office.carry_out(step).state == "waiting"

    assert office.peer.sent(CALLS) == 1
    assert [each.provider_id for each in office.all(Call)] == [SID]


def test_a_call_that_never_was_is_placed_after_two_empty_looks(office: Office, step: Step) -> None:
    lost_answer(office)
    office.peer.replies(200, listing())
    office.peer.replies(200, listing())
    office.peer.replies(201, call())

    assert [office.carry_out(step).state for _ in range(4)] == ["unknown", "unknown", "ready", "waiting"]

    assert office.peer.sent(CALLS) == 2


def test_an_empty_look_too_early_proves_nothing(office: Office, step: Step, settings: Settings) -> None:
    settings.LEADHUB_SETTLE_SECONDS = 30
    lost_answer(office)
    office.peer.replies(200, listing())

    assert {office.carry_out(step).state for _ in range(4)} == {"unknown"}

    assert office.peer.sent(CALLS) == 1


def test_a_call_that_is_never_placed_is_a_persons_to_decide(office: Office, step: Step) -> None:
    for _ in range(3):
        lost_answer(office)
        office.peer.replies(200, listing())
        office.peer.replies(200, listing())

    states = [office.carry_out(step).state for _ in range(9)]

    assert states[-1] == "held"
    assert office.peer.sent(CALLS) == 3


def test_of_several_calls_one_is_adopted_and_the_others_hung_up(office: Office, step: Step) -> None:
    lost_answer(office)
    office.peer.replies(200, listing(call("CA1", at=clock.now()), call("CA2", at=clock.now())))

    office.carry_out(step)
    office.carry_out(step)

    [ours] = office.all(Call)
    [hang_up] = office.all(Step, kind="hang_up")
    assert {ours.provider_id, hang_up.params["provider_id"]} == {"CA1", "CA2"}


def test_a_hung_up_call_is_canceled_at_the_carrier(office: Office, step: Step) -> None:
    office.peer.replies(201, call())
    office.carry_out(step)
    params = {"call": str(office.all(Call)[0].pk), "provider_id": "CA2"}
    extra = office.promise("hang_up", office.lead(), params=params)

    assert office.carry_out(extra).state == "done"

    assert office.peer.requests[-1].path.endswith("/Calls/CA2.json")


def test_news_before_the_answer_to_our_request_is_the_same_call(office: Office, step: Step) -> None:
    intend(office, step)

    told(office, CallStatus.RINGING)
    with access.as_tenant(office.tenant.pk):
        answer = PlacedCall(SID, CallStatus.QUEUED)
        after = book.placed(office.attempt(), answer, now=clock.now(), adopted=False)

    assert (after.state, office.timeline("call.placed")) == ("ringing", ["call.placed"])


def test_news_while_the_carrier_is_asked_keeps_the_call_from_being_placed_again(office: Office, step: Step) -> None:
    lost_answer(office)
    office.peer.replies(200, listing())
    office.carry_out(step)
    office.carry_out(step)
    asked = office.claim(step)

    told(office, CallStatus.RINGING)
    execute.claimed(asked, clock=clock.now)
    stands = office.carry_out(step)

    assert stands.state == "waiting"
    assert office.peer.sent(CALLS) == 1


def test_late_news_of_a_call_that_was_given_up_keeps_it_from_being_placed_again(office: Office, step: Step) -> None:
    lost_answer(office)
    office.peer.replies(200, listing())
    for _ in range(3):
        office.carry_out(step)
    again = office.claim(step)

    told(office, CallStatus.RINGING)
    execute.claimed(again, clock=clock.now)

    assert office.now(step).state == "waiting"
    assert office.peer.sent(CALLS) == 1
