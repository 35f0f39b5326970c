"""A night's ladder in seconds: the demo's clock is moved, and the carrier sees each attempt when it is due."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests

from apps.sandbox.rig import wait_until
from tests.journeys.conftest import Scene

NOBODY_HOME = "+12025550112"
EASTERN = ZoneInfo("America/New_York")
SOON = timedelta(seconds=60)


@pytest.fixture
def night(demo: Callable[..., Scene]) -> Scene:
    return demo()


def planned(scene: Scene) -> list[datetime]:
    """When the attempts are due that the timeline has been told of, the latest last."""
    sql = "SELECT facts ->> 'due_at' FROM leads_event WHERE tenant_id = %s AND kind = 'cadence.planned' ORDER BY id"
    return [datetime.fromisoformat(due_at) for (due_at,) in scene.rows(sql, scene.tenant)]


def wait_for_morning(scene: Scene, at: datetime) -> None:
    """Move every process's clock to just before an instant."""
    moment = {"now": (at - timedelta(seconds=1)).isoformat()}
    requests.post(f"{scene.rig.sandbox_url}/clock", json=moment, timeout=10).raise_for_status()


def test_nobody_answers_and_the_phone_rings_again_after_15_min_2_h_and_next_morning(night: Scene) -> None:
    night.post(firstName="Dana", phone=NOBODY_HOME, email="dana@example.com")
    for attempt in range(1, 4):
        wait_until(lambda attempt=attempt: len(planned(night)) == attempt, seconds=60)
        wait_for_morning(night, planned(night)[-1])
        wait_until(lambda attempt=attempt: len(night.seen_by_world("call.placed")) == attempt + 1, seconds=60)

    wait_until(lambda: "lead.unreachable" in night.timeline(), seconds=60)
    placed = [datetime.fromisoformat(each["at"]) for each in night.seen_by_world("call.placed")]
    assert timedelta(minutes=15) <= placed[1] - placed[0] < timedelta(minutes=15) + SOON
    assert timedelta(hours=2) <= placed[2] - placed[1] < timedelta(hours=2) + SOON
    assert 0 <= (placed[3].astimezone(EASTERN) - nine_of(placed[3])).total_seconds() < 600 + SOON.seconds
    assert night.timeline().count("cadence.planned") == 3


def nine_of(day: datetime) -> datetime:
    return day.astimezone(EASTERN).replace(hour=9, minute=0, second=0, microsecond=0)
