"""A carrier's news in any order, doubled or late, comes to one end."""

import os
from datetime import UTC, datetime, timedelta
from itertools import permutations

import psycopg
import pytest
from django.conf import settings

from apps.calls.models import Call, CallAttempt
from apps.core import clock
from apps.intake import news
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.leads.models import Lead
from apps.outreach import progress
from apps.outreach.models import Step
from apps.tenants import access
from tests.integrations.telephony.test_twilio import SID, call, listing

from .conftest import Office

RINGING, ANSWERED, COMPLETED = CallStatus.RINGING, CallStatus.ANSWERED, CallStatus.COMPLETED
NOON, SECOND = datetime(2026, 11, 22, 12, tzinfo=UTC), timedelta(seconds=1)
NEWS = ["call.ringing", "call.answered", "call.completed", "lead.engaged"]
ORDERS = list(permutations([CallStatus.QUEUED, RINGING, ANSWERED, COMPLETED]))


@pytest.fixture
def step(office: Office) -> Step:
    office.connect("telephony")
    return office.promise("call", office.lead())


def told(office: Office, *statuses: CallStatus, attempt: CallAttempt | None = None, sid: str = SID) -> None:
    attempt = attempt or office.attempt()
    for status in statuses:
        news.call_status(attempt, CallNews(sid, status), now=clock.now())


def end(office: Office, step: Step) -> tuple[str, ...]:
    [ours] = office.all(Call)
    [lead] = office.all(Step, pk=step.pk)
    texts = len(office.all(Step, kind="sms"))
    with access.as_tenant(office.tenant.pk):
        stands = Lead.objects.get().state
    return ours.state, lead.state, stands, *sorted(set(office.timeline()) - {"step.started"}), str(texts)


@pytest.mark.parametrize("texting", ["always", "unanswered", "never"])
def test_every_order_of_news_comes_to_the_same_end(office: Office, step: Step, texting: str) -> None:
    office.play(texting=texting)
    office.peer.replies(201, call())
    office.carry_out(step)
    ends = set()
    for order in ORDERS:
        restart(office, step)
        told(office, *order, *order)
        ends.add(end(office, step))

    assert len(ends) == 1
    assert {"completed", "done", "engaged"} <= set(ends.pop())


def restart(office: Office, step: Step) -> None:
    """As it was when the carrier had just taken the call."""
    [ours], [lead] = office.all(Call), office.all(Step, pk=step.pk)
    office.set(ours, state="queued", ringing_at=None, answered_at=None, ended_at=None)
    office.set(lead, state="waiting")
    with access.as_tenant(office.tenant.pk):
        Lead.objects.update(state="contacting")
        Step.objects.filter(kind="sms").delete()
    # The application itself can't take an event back.
    server = os.environ["TEST_SUPERUSER_URL"].rpartition("/")[0]
    with psycopg.connect(f"{server}/{settings.DATABASES['default']['NAME']}") as database:
        database.execute("DELETE FROM leads_event WHERE kind = ANY(%s)", [NEWS])


def test_an_adopted_call_is_waited_for_by_its_step(office: Office, step: Step) -> None:
    office.peer.reset()
    office.carry_out(step)

    told(office, RINGING)

    assert (office.now(step).state, office.now(step).external_id) == ("waiting", SID)


def test_a_call_that_ended_before_its_step_heard_of_it_is_done(office: Office, step: Step) -> None:
    office.peer.reset()
    office.carry_out(step)

    told(office, CallStatus.BUSY)

    assert office.now(step).state == "done"


def given_up(office: Office, step: Step) -> CallAttempt:
    """Place the call a second time, the first being lost; returns the first attempt."""
    office.peer.reset()
    office.peer.replies(200, listing())
    office.peer.replies(200, listing())
    office.peer.replies(201, call("CA2"))
    office.carry_out(step)
    first = office.attempt()
    for _ in range(3):
        office.carry_out(step)
    return first


def test_a_stray_call_is_hung_up_and_told(office: Office, step: Step) -> None:
    first = given_up(office, step)

    told(office, RINGING, attempt=first, sid="CA1")

    assert [each.params["provider_id"] for each in office.all(Step, kind="hang_up")] == ["CA1"]
    assert office.timeline("call.suppressed", "call.ringing") == ["call.suppressed"]


def test_a_stray_call_that_has_ended_needs_no_hanging_up(office: Office, step: Step) -> None:
    first = given_up(office, step)

    told(office, COMPLETED, attempt=first, sid="CA1")

    assert office.all(Step, kind="hang_up") == []


def test_a_late_call_to_a_number_that_is_in_another_call_is_a_stray(office: Office, step: Step) -> None:
    office.peer.replies(429)
    office.peer.replies(201, call("CA2"))
    office.carry_out(step)
    first = office.attempt()
    office.carry_out(office.promise("call", office.lead()))

    told(office, RINGING, attempt=first, sid="CA1")

    assert len(office.all(Step, kind="hang_up")) == 1
    assert [each.provider_id for each in office.all(Call)] == ["", "CA2"]


def test_a_talk_whose_answer_we_never_heard_of_is_no_missed_call(office: Office, step: Step) -> None:
    office.play(texting="unanswered")
    office.peer.replies(201, call())
    office.carry_out(step)

    told(office, COMPLETED)

    assert office.all(Step, kind="sms") == []


def test_a_missed_call_is_followed_by_a_text(office: Office, step: Step) -> None:
    office.play(texting="unanswered")
    office.peer.replies(201, call())
    office.carry_out(step)

    told(office, RINGING, CallStatus.NO_ANSWER)

    assert len(office.all(Step, kind="sms")) == 1


def test_a_machine_is_no_conversation(office: Office, step: Step) -> None:
    office.peer.replies(201, call())
    office.carry_out(step)

    news.call_status(office.attempt(), CallNews(SID, ANSWERED, answered_by="machine_start"), now=clock.now())

    with access.as_tenant(office.tenant.pk):
        assert Lead.objects.get().state == "contacting"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (None, NOON),
        (NOON, NOON),
        (NOON - SECOND, NOON - SECOND / 1000),
        (NOON - SECOND / 2, NOON - SECOND / 2),
        (NOON + SECOND, NOON),
    ],
)
def test_a_time_in_whole_seconds_is_the_latest_it_can_mean(said: datetime | None, meant: datetime) -> None:
    assert progress.instant(said, now=NOON) == meant
