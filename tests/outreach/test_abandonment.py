"""Who answers and is left alone: counted, shown, and at last paused until a manager lets calls go again."""

from datetime import datetime, timedelta

import pytest

from apps.calls.models import Call, Conversation
from apps.core import clock
from apps.leads.models import Event, Lead
from apps.outreach import abandonment, kit
from apps.outreach.abandonment import Share
from apps.outreach.models import Step
from apps.tenants import access
from tests.integrations.telephony.test_twilio import call as placed

from .conftest import Office

ANSWERED = timedelta(seconds=10)


@pytest.fixture
def lead(office: Office) -> Lead:
    office.connect("telephony")
    office.play()
    return office.lead()


def over(
    office: Office, lead: Lead, *, spoken_after: float | None, ago: timedelta = ANSWERED, answered_by: str = ""
) -> Call:
    """A call that was answered so long ago, is over by now, and is judged."""
    answered_at = clock.now() - ago
    with access.as_tenant(office.tenant.pk):
        count = Call.objects.count()
        call = Call.objects.create(
            tenant=office.tenant,
            lead=lead,
            step_id=9_000 + count,
            connection=office.connections["telephony"],
            phone=f"+1214555{count:04}",
            reserved_for=(answered_at, answered_at + timedelta(seconds=1)),
            answered_at=answered_at,
            ended_at=clock.now(),
            spoken_to_at=None if spoken_after is None else answered_at + timedelta(seconds=spoken_after),
            state="completed",
            answered_by=answered_by,
        )
        abandonment.judge(call, now=clock.now())
        return Call.objects.get(pk=call.pk)


def share(office: Office) -> Share:
    return abandonment.share(office.tenant.pk, now=clock.now())


def paused_at(office: Office) -> datetime | None:
    kit.forget()
    return kit.of(office.tenant.pk, now=clock.now()).playbook.rep_calls_paused_at


@pytest.mark.parametrize(
    ("spoken_after", "was_abandoned"), [(None, True), (2.5, True), (2.0, False), (0.1, False), (-0.4, False)]
)
def test_two_seconds_decide(office: Office, lead: Lead, spoken_after: float | None, was_abandoned: bool) -> None:
    assert over(office, lead, spoken_after=spoken_after).was_abandoned is was_abandoned


@pytest.mark.parametrize("answered_by", ["machine_start", "fax"])
def test_a_machine_is_left_alone_by_nobody(office: Office, lead: Lead, answered_by: str) -> None:
    assert over(office, lead, spoken_after=None, answered_by=answered_by).was_abandoned is None


def test_the_agent_who_talks_is_somebody(office: Office, lead: Lead) -> None:
    call = over(office, lead, spoken_after=None)
    office.set(call, was_abandoned=None)
    with access.as_tenant(office.tenant.pk):
        began = {"ticket_until": clock.now(), "created_at": clock.now(), "opened_at": call.answered_at}
        Conversation.objects.create(tenant=office.tenant, lead=lead, call=call, **began)
        call.was_abandoned = None
        abandonment.judge(call, now=clock.now())

    assert office.now(call).was_abandoned is False


def test_the_timeline_says_so_once(office: Office, lead: Lead) -> None:
    call = over(office, lead, spoken_after=None)
    with access.as_tenant(office.tenant.pk):
        abandonment.judge(call, now=clock.now())

    assert len(office.all(Event, kind="call.abandoned")) == 1


def test_only_thirty_days_count(office: Office, lead: Lead) -> None:
    over(office, lead, spoken_after=None, ago=timedelta(days=31))
    over(office, lead, spoken_after=0.1)

    assert share(office) == Share(answered=1, abandoned=0)


@pytest.mark.parametrize(
    ("answered", "abandoned", "is_too_much"),
    [(0, 0, False), (10, 1, False), (100, 3, False), (100, 4, True), (20, 2, True), (1000, 30, False)],
)
def test_three_of_a_hundred_may_be(answered: int, abandoned: int, is_too_much: bool) -> None:
    assert Share(answered, abandoned).is_too_much is is_too_much


def test_beyond_it_calls_for_reps_alone_are_held_and_the_team_is_told(office: Office, lead: Lead) -> None:
    office.connect_slack()
    over(office, lead, spoken_after=None)
    was_paused = paused_at(office)
    over(office, lead, spoken_after=None)

    step = office.carry_out(office.promise("call", office.lead("+12145550199")))

    assert (was_paused, paused_at(office) is not None) == (None, True)
    assert (step.state, step.error_code) == ("held", "abandonment")
    assert office.peer.sent("/Calls.json") == 0
    assert [alert.params["abandoned"] for alert in office.all(Step, kind="alert")] == [2]


def test_a_manager_lets_them_go_and_the_next_abandoned_call_pauses_again(office: Office, lead: Lead) -> None:
    for _ in range(2):
        over(office, lead, spoken_after=None)
    abandonment.release(office.tenant.pk, now=clock.now())
    office.peer.replies(201, placed())

    step = office.carry_out(office.promise("call", office.lead("+12145550199")))
    over(office, lead, spoken_after=None)
    after_an_old_one = paused_at(office)
    over(office, lead, spoken_after=None, ago=timedelta(seconds=-1))

    assert (step.state, after_an_old_one) == ("waiting", None)
    assert paused_at(office) is not None


def test_what_was_never_paused_is_not_released(office: Office, lead: Lead) -> None:
    assert not abandonment.release(office.tenant.pk, now=clock.now())
