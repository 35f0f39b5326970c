"""How fast a CRM makes records is told from the timelines, and a slow one is told of once a day."""

from datetime import timedelta

import pytest

from apps.core import clock
from apps.core.queues import DEFAULT
from apps.integrations.models import Connection
from apps.outreach import crm_speed
from apps.outreach.models import Step
from apps.outreach.sweep import Sweeper
from apps.tenants import access

from .conftest import Office


@pytest.fixture
def crm(office: Office) -> Connection:
    return office.connect("crm", "hubspot", access_token="key", base_url=office.peer.url)


def made(office: Office, crm: Connection, *took_ms: int, is_new: bool = True, ago: timedelta = timedelta()) -> None:
    """Records that took so long, after a first attempt that failed a minute before."""
    now = clock.now() - ago
    for ms in took_ms:
        lead = office.lead()
        step = office.promise(
            "crm", lead, queue=DEFAULT, connection_id=crm.pk, state=Step.State.DONE, done_at=now, fence=2
        )
        started = now - timedelta(milliseconds=ms)
        with access.as_tenant(office.tenant.pk):
            for fence, at in ((1, started - timedelta(minutes=1)), (2, started)):
                lead.tell("step.started", at=at, origin=f"step:{step.pk}:{fence}", step=step.pk, step_kind="crm")
            lead.tell("crm.written", at=now, origin=f"step:{step.pk}", vendor="hubspot", is_new=is_new)


def speed(office: Office) -> crm_speed.Speed:
    [found] = crm_speed.of_tenant(office.tenant.pk, now=clock.now())
    return found


def test_a_crm_that_made_nothing_has_no_speed(office: Office, crm: Connection) -> None:
    found = speed(office)

    assert (found.connection_id, found.count, found.average_ms, found.is_compromised) == (crm.pk, 0, None, False)


def test_the_attempt_that_was_answered_is_what_counts(office: Office, crm: Connection) -> None:
    made(office, crm, 100, 200, 300, 400, 1000)

    found = speed(office)

    assert found.count == 5
    assert [found.average_ms, found.p50_ms, found.p95_ms] == pytest.approx([400, 300, 880])
    assert not found.is_compromised


@pytest.mark.parametrize(("took_ms", "is_slow"), [(2_000, False), (2_001, True)])
def test_more_than_two_seconds_on_average_is_compromised(
    office: Office, crm: Connection, took_ms: int, is_slow: bool
) -> None:
    made(office, crm, *[took_ms] * crm_speed.FEWEST)

    assert speed(office).is_compromised is is_slow


def test_a_few_slow_ones_say_nothing_yet(office: Office, crm: Connection) -> None:
    made(office, crm, *[9_000] * (crm_speed.FEWEST - 1))

    assert not speed(office).is_compromised


def test_updates_and_what_is_long_past_are_left_out(office: Office, crm: Connection) -> None:
    made(office, crm, 9_000, is_new=False)
    made(office, crm, 9_000, ago=crm_speed.SINCE + timedelta(minutes=1))

    assert speed(office).count == 0


def test_only_the_last_ones_count(office: Office, crm: Connection) -> None:
    made(office, crm, *[9_000] * 10, ago=timedelta(hours=1))
    made(office, crm, *[100] * crm_speed.MOST)

    assert speed(office).average_ms == pytest.approx(100)


def test_the_team_is_told_once_a_day(office: Office, crm: Connection) -> None:
    office.connect_slack()
    made(office, crm, *[3_000] * crm_speed.FEWEST)

    for now in (clock.now(), clock.now(), clock.now() + timedelta(hours=20)):
        crm_speed.watch(now=now)

    alerts = office.all(Step, kind="alert")
    assert {alert.params["about"] for alert in alerts} == {"crm_slow"}
    assert len(alerts) == len({f"{each.key}" for each in alerts}) <= 2
    office.peer.replies(200, "ok")
    assert office.carry_out(alerts[0]).state == "done"
    assert b"3000 ms on average" in office.peer.requests[0].body


def test_a_sweeper_watches(office: Office, crm: Connection) -> None:
    office.connect_slack()
    made(office, crm, *[3_000] * crm_speed.FEWEST)

    Sweeper(threads=1, clock=clock.now).look_after()

    assert {alert.params["about"] for alert in office.all(Step, kind="alert")} == {"crm_slow"}


def test_a_fast_one_is_not_told_of(office: Office, crm: Connection) -> None:
    office.connect_slack()
    made(office, crm, *[300] * crm_speed.FEWEST)

    assert crm_speed.watch(now=clock.now()) == 0
    assert office.all(Step, kind="alert") == []
