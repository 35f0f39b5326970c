"""The call that a lead asked for is made: whatever else was planned, taken back or asked for again."""

from datetime import timedelta

import pytest

from apps.calls.models import Call
from apps.core import clock
from apps.intake import news
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.outreach import follow_up
from apps.outreach.cadence.history import Wish
from apps.outreach.models import Step
from apps.tenants import access

from .conftest import Office
from .test_follow_up import MINUTE, first, follow, lead_of, missed, pending

__all__ = ["first"]
GONE = [(verb, "cancelled") for verb in ("after_called_back", "after_booking", "after_opt_out")]


def test_the_same_time_asked_for_again_is_still_one_call(office: Office, first: Step) -> None:
    missed(office, first)
    wish = Wish(clock.now() + timedelta(hours=5), "call me at five")
    follow(office, "after_wish", lead_of(office), wish)

    follow(office, "after_wish", lead_of(office), wish)

    assert [each.due_at for each in pending(office)] == [wish.earliest]


def test_a_wish_that_is_told_twice_is_one_call(office: Office, first: Step) -> None:
    missed(office, first)
    lead, now = lead_of(office), clock.now()
    wish = Wish(now + timedelta(hours=5), "call me at five")

    with access.as_tenant(office.tenant.pk):
        for _ in range(2):
            follow_up.after_wish(lead, wish, now=now)

    assert [each.due_at for each in pending(office)] == [wish.earliest]


def test_the_cadence_goes_on_when_an_asked_for_call_is_not_made(office: Office, first: Step) -> None:
    missed(office, first)
    follow(office, "after_wish", lead_of(office), Wish(clock.now(), "now please"))
    (asked,) = pending(office)

    skipped = office.carry_out(asked)

    assert (skipped.state, skipped.error_code) == ("skipped", "just_called")
    assert [(each.kind, each.params["position"]) for each in pending(office)] == [("call", 1)]


def test_old_news_of_a_call_brings_back_nothing_that_a_wish_replaced(office: Office, first: Step) -> None:
    at = missed(office, first)
    follow(office, "after_wish", lead_of(office), Wish(at + timedelta(hours=5), "call me at five"))

    news.call_status(office.attempt(), CallNews("CA1", CallStatus.NO_ANSWER), now=at + MINUTE)

    assert [each.due_at for each in pending(office)] == [at + timedelta(hours=5)]


@pytest.mark.parametrize(("verb", "state"), [("after_reply", "ready"), ("after_refusal", "cancelled"), *GONE])
def test_all_but_a_mere_reply_takes_back_what_the_lead_asked_for(
    office: Office, first: Step, verb: str, state: str
) -> None:
    missed(office, first)
    follow(office, "after_wish", lead_of(office), Wish(clock.now() + timedelta(hours=5), "call me at five"))
    (asked,) = pending(office)

    follow(office, verb, lead_of(office))

    assert office.now(asked).state == state


def test_after_a_mere_reply_the_asked_for_call_is_the_last(office: Office, first: Step) -> None:
    missed(office, first)
    follow(office, "after_wish", lead_of(office), Wish(clock.now(), "now please"))
    follow(office, "after_reply", lead_of(office))
    (asked,) = pending(office)

    missed(office, asked)

    assert (len(office.all(Call)), pending(office)) == (2, [])
