"""The sweeper finds what no doorbell announced, and never runs out of hands."""

import threading
import time

import pytest
from django.db import OperationalError

from apps.core import clock
from apps.core.queues import DEFAULT, URGENT
from apps.outreach import claim, dispatch, sweep
from apps.outreach.models import Step
from apps.outreach.sweep import Sweeper

from .conftest import Office

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "GRACE_MS", 0)


def until_swept(office: Office, states: set[str]) -> None:
    sweeper = Sweeper(threads=2, clock=clock.now)
    thread = threading.Thread(target=sweeper.run)
    thread.start()
    deadline = time.monotonic() + 10
    while states_of(office) != states and time.monotonic() < deadline:
        time.sleep(0.05)
    sweeper.stop()
    thread.join(timeout=10)


def states_of(office: Office) -> set[str]:
    return {step.state for step in office.all(Step)}


def test_what_is_due_is_carried_out_in_both_queues(office: Office) -> None:
    for n in range(5):
        office.promise("call", office.lead(), queue=(URGENT, DEFAULT)[n % 2])

    until_swept(office, {"held"})

    assert states_of(office) == {"held"}


def test_a_dead_workers_step_is_swept_up(office: Office) -> None:
    step = office.claim(office.promise("call", office.lead()))
    office.set(step, lease_until="2020-01-01T00:00Z")

    until_swept(office, {"held"})

    assert office.now(step).state == "held"


def test_a_database_that_fails_costs_no_hand(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    sweeper = Sweeper(threads=1, clock=clock.now)
    step = office.promise("call", office.lead())

    def away(*_: object, **__: object) -> None:
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(claim, "next_due", away)
        for _ in range(3):
            with pytest.raises(OperationalError):
                sweeper.once()

    assert sweeper.once() == 1
    sweeper.stop()
    sweeper.run()
    assert office.now(step).state == "held"


def test_both_queues_call_for_hands_when_there_are_none(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[tuple[str, int]] = []
    monkeypatch.setattr(dispatch, "ring", rung.extend)
    due = {(queue, office.promise("call", office.lead(), queue=queue).pk) for queue in (URGENT, DEFAULT)}

    sweeper_without_hands().once()

    assert set(rung) == due


def sweeper_without_hands() -> Sweeper:
    sweeper = Sweeper(threads=1, clock=clock.now)
    assert sweeper._free.acquire(blocking=False)
    return sweeper
