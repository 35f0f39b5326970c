"""What a stop takes back does not reach out, though a worker has it or nobody knows yet what became of it."""

import pytest

from apps.calls.models import Call, Message
from apps.core import clock
from apps.intake import news
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.leads.states import State
from apps.outreach import execute, plan, replay
from apps.outreach.cadence.history import Wish
from apps.outreach.models import Step
from apps.tenants import access
from tests.integrations.telephony.test_twilio import listing

from .carrier import CALLS, lost_answer
from .conftest import Office
from .test_follow_up import facts, first, follow, free_numbers, lead_of, missed, pending, placed

__all__ = ["first"]
# What the lead does, and whether that takes back the call that they asked for.
DEEDS = {
    "after_reply": False,
    "after_refusal": True,
    "after_called_back": True,
    "after_booking": True,
    "after_opt_out": True,
}


@pytest.fixture
def retry(office: Office, first: Step) -> Step:
    """The call that follows one which nobody answered; its number is free."""
    missed(office, first)
    free_numbers(office)
    (step,) = pending(office)
    return step


def finish(office: Office, claimed: Step) -> Step:
    """What a worker makes of the step that it has."""
    execute.claimed(claimed, clock=clock.now)
    return office.now(claimed)


def test_a_call_nobody_knows_of_is_not_placed_anew_once_the_lead_has_called_us(office: Office, first: Step) -> None:
    office.peer.begin_anew()
    lost_answer(office)
    for _ in range(2):
        office.peer.replies(200, listing())
    office.carry_out(first)
    follow(office, "after_called_back", lead_of(office))

    states = [office.carry_out(first).state for _ in range(3)]

    assert (states, office.peer.sent(CALLS)) == (["unknown", "ready", "skipped"], 1)
    assert facts(office, "step.skipped")[0]["code"] == "stopped"
    assert facts(office, "cadence.stopped") == [{"reason": "called_back"}]


@pytest.mark.parametrize("verb", DEEDS)
def test_a_retry_that_a_worker_has_is_taken_back_by_all_that_stops(office: Office, retry: Step, verb: str) -> None:
    claimed = office.claim(retry)
    follow(office, verb, lead_of(office))

    ended = finish(office, claimed)

    assert (ended.state, ended.error_code, len(office.all(Call))) == ("skipped", "stopped", 1)
    assert (pending(office), len(facts(office, "cadence.stopped"))) == ([], 1)


@pytest.mark.parametrize(("verb", "is_taken"), DEEDS.items())
def test_the_call_that_they_asked_for_goes_unless_they_want_it_no_more(
    office: Office, retry: Step, verb: str, is_taken: bool
) -> None:
    follow(office, "after_wish", lead_of(office), Wish(clock.now(), "now please"))
    (asked,) = pending(office)
    claimed = office.claim(asked)
    follow(office, verb, lead_of(office))

    assert finish(office, claimed).state == ("skipped" if is_taken else "waiting")


def test_a_wish_that_is_newer_than_the_stop_goes(office: Office, retry: Step) -> None:
    follow(office, "after_called_back", lead_of(office))
    follow(office, "after_wish", lead_of(office), Wish(clock.now(), "now please"))

    (asked,) = pending(office)

    assert office.carry_out(asked).state == "waiting"


def test_a_first_call_goes_after_a_reply_as_it_would_have_waiting(office: Office, first: Step) -> None:
    claimed = office.claim(first)
    follow(office, "after_reply", lead_of(office))

    assert finish(office, claimed).state == "waiting"


def test_a_first_text_that_a_worker_has_is_not_sent_to_who_calls_us(office: Office, first: Step) -> None:
    office.connect("sms")
    lead = lead_of(office)
    claimed = office.claim(office.promise("sms", lead, key=plan.first_text(str(lead.pk)).key))
    follow(office, "after_called_back", lead)

    assert finish(office, claimed).error_code == "stopped"

    assert office.all(Message) == []


def test_what_a_person_replays_after_the_stop_goes(office: Office, retry: Step) -> None:
    office.set(retry, state="dead")
    follow(office, "after_called_back", lead_of(office))

    replayed(office, retry)

    assert office.carry_out(retry).state == "waiting"


def test_what_a_person_replayed_is_stopped_like_the_rest(office: Office, retry: Step) -> None:
    office.set(retry, state="dead")
    replayed(office, retry)
    claimed = office.claim(retry)
    follow(office, "after_called_back", lead_of(office))

    assert finish(office, claimed).error_code == "stopped"


def replayed(office: Office, step: Step) -> None:
    with access.as_tenant(office.tenant.pk):
        replay.step(office.tenant.pk, step.pk, now=clock.now(), by="Ada")


def test_a_ladder_that_ends_takes_nothing_back(office: Office, first: Step) -> None:
    placed(office, first)
    office.set(lead_of(office), state=State.BOOKED)
    follow(office, "after_wish", lead_of(office), Wish(clock.now(), "now please"))
    news.call_status(office.attempt(), CallNews("CA1", CallStatus.NO_ANSWER), now=clock.now())
    free_numbers(office)
    (asked,) = pending(office)

    assert facts(office, "cadence.stopped") == [{"reason": "booked"}]
    assert office.carry_out(asked).state == "waiting"
