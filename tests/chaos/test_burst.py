"""A burst on an account of one call a second: none is lost, all go out in the computed time, nobody else waits."""

import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count

import pytest

from apps.calls import pacing
from apps.calls.pacing import Limit, Scope
from apps.sandbox.rig import wait_until
from bench.figures import percentile
from tests.chaos.campaign import phone
from tests.chaos.conftest import Stage
from tests.journeys.conftest import Scene

BURST = 50
ONE_A_SECOND = Limit(Scope.CONNECTION, per_second=1)
# The other tenant's, all through a burst: the burst is a tenth of the work, and p95 hangs on no few leads.
LEADS, LEADS_A_SECOND = 550, 10
ROUNDS = 3
# A step comes back by the sweeper's beat.
BEAT_SECONDS = 1.0
# Who waited behind the burst would wait up to 49 s. What is left is the machine's, whose cores carry the burst's calls,
# too. The aim is 1.10, on a machine with cores to spare; docs/pacing.md has what was measured.
MOST_SHARED = 2.0
PACE = """
INSERT INTO calls_pace (tenant_id, connection_id, calls_per_second, calls_at_once, number_calls_per_second,
                        number_calls_at_once)
SELECT tenant_id, id, 1, 0, 0, 0 FROM integrations_connection WHERE tenant_id = %s AND family = 'telephony' RETURNING id
"""
_numbers = count()


def some(many: int) -> list[str]:
    """Numbers that nobody has used."""
    return [phone(next(_numbers)) for _ in range(many)]


def post(scene: Scene, number: str) -> None:
    assert scene.post(firstName="Dana", phone=number, email=f"n{number[1:]}@example.com").status_code == 200


def placed(scene: Scene, numbers: list[str]) -> dict[str, datetime]:
    """When the carrier had each of these, once all are there."""
    wanted = set(numbers)

    def found() -> list[tuple[str, datetime]]:
        calls = [(each["facts"]["to"], datetime.fromisoformat(each["at"])) for each in scene.rig.journal("call.placed")]
        return [call for call in calls if call[0] in wanted]

    wait_until(lambda: len(found()) >= len(wanted), seconds=120, every=1)
    calls = found()
    assert len(calls) == len(dict(calls)), "somebody was called twice"
    return dict(calls)


def steady(scene: Scene) -> float:
    """Send leads at a low rate, out of step with the burst; p95 of the seconds from their reception to the carrier."""
    numbers, began, chance = some(LEADS), time.monotonic(), random.Random(3)
    with ThreadPoolExecutor(8) as clients:
        for nth, number in enumerate(numbers):
            at = (nth + chance.random()) / LEADS_A_SECOND
            time.sleep(max(0.0, began + at - time.monotonic()))
            clients.submit(post, scene, number)
    calls = placed(scene, numbers)
    sql = "SELECT phone, received_at FROM leads_lead WHERE tenant_id = %s"
    received = dict(scene.rows(sql, scene.tenant))
    return percentile([(calls[each] - received[each]).total_seconds() for each in numbers], 0.95)


def steady_beside(scene: Scene, crowded: Scene) -> float:
    """The same, while another tenant's burst comes in at its beginning and goes out at its pace."""
    numbers = some(BURST)
    with ThreadPoolExecutor(BURST) as clients:
        sent = [clients.submit(post, crowded, number) for number in numbers]
        p95 = steady(scene)
    for each in sent:
        each.result()
    at = sorted(placed(crowded, numbers).values())
    after = [(each - at[0]).total_seconds() for each in at]
    computed = pacing.burst_seconds(BURST, [ONE_A_SECOND])
    print(f"burst of {BURST}: {after[-1]:.1f} s, computed {computed:.0f} s")
    assert after[-1] <= computed + BEAT_SECONDS
    assert all(seconds >= nth - BEAT_SECONDS for nth, seconds in enumerate(after)), "faster than its pace"
    return p95


@pytest.mark.chaos
def test_a_burst_is_placed_at_its_pace_and_leaves_another_tenant_alone(stage: Stage) -> None:
    scene = stage()
    crowded = Scene.of(scene.rig, "--no-alerts")
    crowded.rows(PACE, crowded.tenant)
    steady(scene)  # warms up

    alone, beside = [], []
    for _ in range(ROUNDS):
        alone.append(steady(scene))
        beside.append(steady_beside(scene, crowded))
        print(f"p95 alone {1_000 * alone[-1]:.0f} ms, beside a burst {1_000 * beside[-1]:.0f} ms", flush=True)

    ratio = statistics.median(beside) / statistics.median(alone)
    print(f"medians of p95: {ratio:.2f} of what it is alone")
    assert ratio <= MOST_SHARED
