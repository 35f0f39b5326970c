"""A lead who is missed on the phone is written to, and leaves by one click: over a real mail server, as processes."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from apps.sandbox.rig import wait_until
from tests.journeys.conftest import Scene
from tests.journeys.test_the_cadence import planned, wait_for_morning

pytestmark = pytest.mark.long

DANA = "dana@example.com"
AWAY = {"number": "+12025550712", "behaviour": "no_answer", "ring_ms": 300}
RUNGS = (
    "email after 15 min: {first_name}, your quote\n  Hi {first_name},\n  we just missed you.\n"
    "email after 1 h: Still there?\n  Hi {first_name}.\n"
    "call after 2 h"
)


@pytest.fixture
def day(demo: Callable[..., Scene]) -> Scene:
    """Its tenant writes e-mails to somebody who is never at home."""
    scene = demo("--rungs", RUNGS)
    requests.post(f"{scene.rig.sandbox_url}/numbers", json=AWAY, timeout=10).raise_for_status()
    return scene


def letters(scene: Scene) -> list[dict[str, Any]]:
    """What the mail server took for the lead."""
    return [each["facts"] for each in scene.rig.journal("email.sent") if each["facts"]["to"] == [DANA]]


def states(scene: Scene) -> list[tuple[str, str]]:
    """How the cadence's attempts stand, by their time."""
    sql = "SELECT kind, state FROM outreach_step WHERE tenant_id = %s AND key LIKE 'cadence:%%' ORDER BY due_at"
    return scene.rows(sql, scene.tenant)


def test_a_lead_who_is_missed_is_written_to_and_leaves_by_one_click(day: Scene) -> None:
    day.post(firstName="Dana", phone=str(AWAY["number"]), email=DANA)
    wait_until(lambda: len(planned(day)) == 3, seconds=30)
    wait_for_morning(day, planned(day)[0])
    wait_until(lambda: len(letters(day)) == 1, seconds=30)
    [letter] = letters(day)

    seen = requests.get(letter["unsubscribe"], timeout=10)
    before = day.timeline()
    left = requests.post(letter["unsubscribe"], data={"List-Unsubscribe": "One-Click"}, timeout=10)

    assert letter["subject"] == "Dana, your quote"
    assert ("No more e-mails?" in seen.text, "email.unsubscribed" in before) == (True, False)
    assert (left.status_code, "You are unsubscribed" in left.text) == (200, True)
    assert "email.unsubscribed" in day.timeline()
    assert states(day) == [("email", "done"), ("email", "cancelled"), ("call", "ready")]
