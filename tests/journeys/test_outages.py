"""What users do not notice: vendors, Redis and workers that go away and come back."""

import time

import pytest

from apps.sandbox.rig import wait_until
from tests.journeys.conftest import Scene

SOME = 30


def post_some(scene: Scene, *, area: int, some: int = SOME) -> None:
    for n in range(some):
        answer = scene.post(firstName="Dana", phone=f"+1{area}55501{n:02}", email=f"dana{n}@example.com")
        assert answer.status_code == 200


def test_a_crm_that_is_down_delays_no_call_and_gets_every_lead_once_it_is_back(scene: Scene) -> None:
    scene.rig.fault(vendor="hubspot", status=503, seconds=600)

    post_some(scene, area=469)
    wait_until(lambda: len(scene.seen_by_world("call.placed")) == SOME, seconds=60)
    assert not scene.seen_by_world("crm.written")

    scene.rig.mend()
    wait_until(lambda: len(scene.seen_by_world("crm.written")) == SOME, seconds=60)
    scene.settled()
    assert len(scene.seen_by_world("crm.written")) == SOME
    assert len(scene.seen_by_world("call.placed")) == SOME


def test_a_reply_that_is_lost_after_the_carrier_took_the_call_is_adopted(scene: Scene) -> None:
    scene.rig.fault(vendor="twilio", mode="accept_then_drop", path="Calls.json", seconds=600)

    scene.post(firstName="Dana", phone="+12145550150", email="dana@example.com")
    wait_until(lambda: scene.seen_by_world("call.answered"), seconds=60)
    scene.rig.mend()
    scene.settled()

    assert len(scene.seen_by_world("call.placed")) == 1
    assert scene.rows("SELECT state FROM calls_call WHERE tenant_id = %s", scene.tenant) == [("completed",)]


def test_a_carrier_that_refuses_connections_is_called_again_and_rings_once(scene: Scene) -> None:
    scene.rig.fault(vendor="twilio", status=429, path="Calls.json", seconds=2)

    scene.post(firstName="Dana", phone="+12145550151", email="dana@example.com")
    wait_until(lambda: scene.seen_by_world("call.answered"), seconds=60)
    scene.settled()

    assert len(scene.seen_by_world("call.placed")) == 1
    assert "step.retried" in scene.timeline()


@pytest.mark.parametrize("mode", ["duplicate_callbacks", "shuffle_callbacks"])
def test_callbacks_in_any_order_and_number_end_in_the_same_state(scene: Scene, mode: str) -> None:
    scene.rig.fault(vendor="twilio", mode=mode, seconds=60)

    scene.post(firstName="Dana", phone="+12145550152", email="dana@example.com")
    scene.told("call.completed")
    scene.told("sms.delivered")
    scene.settled()

    kinds = scene.timeline()
    assert [kinds.count(kind) for kind in ("call.ringing", "call.answered", "call.completed")] == [1, 1, 1]
    assert scene.rows("SELECT state FROM calls_call WHERE tenant_id = %s", scene.tenant) == [("completed",)]


def test_a_flushed_redis_loses_no_step_and_doubles_none(scene: Scene) -> None:
    everybody = ("worker-urgent", "worker-default", "sweeper")
    scene.rig.pause(*everybody)
    post_some(scene, area=303, some=70)
    scene.rig.flush_redis()

    began = time.monotonic()
    scene.rig.resume(*everybody)
    claimed = "SELECT count(*) FROM outreach_step WHERE tenant_id = %s AND attempt = 0 AND state = 'ready'"
    wait_until(lambda: scene.rows(claimed, scene.tenant) == [(0,)], seconds=60)
    print(f"claimed within {time.monotonic() - began:.1f} s")
    scene.settled()

    for kind in ("call.placed", "sms.sent", "crm.written"):
        assert len(scene.seen_by_world(kind)) == 70


def test_without_redis_leads_are_taken_and_called(scene: Scene) -> None:
    scene.rig.end("redis")

    post_some(scene, area=720, some=5)
    wait_until(lambda: len(scene.seen_by_world("call.placed")) == 5, seconds=60)

    scene.rig.start("redis")
    scene.settled()
    assert len(scene.seen_by_world("call.placed")) == 5
    assert len(scene.seen_by_world("sms.sent")) == 5
