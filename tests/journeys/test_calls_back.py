"""A lead whom we did not reach calls back, and every process is running."""

import requests

from apps.sandbox.rig import wait_until
from tests.journeys.conftest import Scene

PERSON = "+12145550164"


def call_us(scene: Scene, **wanted: str) -> None:
    answer = requests.post(f"{scene.rig.sandbox_url}/inbound-call", json={"from": PERSON} | wanted, timeout=10)
    answer.raise_for_status()


def test_who_calls_back_stops_the_cadence_and_is_not_called_again(scene: Scene) -> None:
    traits = {"number": PERSON, "behaviour": "no_answer", "ring_ms": 200}
    requests.post(f"{scene.rig.sandbox_url}/numbers", json=traits, timeout=10).raise_for_status()
    scene.post(firstName="Dana", phone=PERSON)
    scene.told("cadence.planned")

    call_us(scene)

    scene.told("call.missed")
    planned = "SELECT DISTINCT state FROM outreach_step WHERE tenant_id = %s AND key LIKE 'cadence:%%'"
    wait_until(lambda: scene.rows(planned, scene.tenant) == [("cancelled",)], seconds=30)
    calls = "SELECT direction, state FROM calls_call WHERE tenant_id = %s ORDER BY id"
    assert scene.rows(calls, scene.tenant) == [("out", "no_answer"), ("in", "no_answer")]


def test_a_pressed_nine_puts_them_on_the_list(scene: Scene) -> None:
    scene.post(firstName="Dana", phone=PERSON)
    scene.settled()

    call_us(scene, key="9")

    scene.told("optout.recorded")
    listed = "SELECT phone, closes FROM compliance_dncentry WHERE tenant_id = %s"
    assert scene.rows(listed, scene.tenant) == [(PERSON, "all")]
