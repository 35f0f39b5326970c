"""A rep's call is recorded, brought home and deleted at the carrier's; what a call was charged settles the ledger."""

from collections.abc import Callable

import pytest
import requests

from apps.sandbox.rig import wait_until

from .conftest import Scene

pytestmark = pytest.mark.long

# New York, which asks for one party's consent, as Texas does.
REP = "+12125550110"


def test_a_reps_call_is_recorded_brought_home_and_deleted_there(scene: Scene) -> None:
    wish = "UPDATE outreach_playbook SET rep_phone = %s, rep_recording = 'announced' WHERE tenant_id = %s RETURNING id"
    scene.rows(wish, REP, scene.tenant)

    scene.post(firstName="Dana", phone="+12145550161", email="dana@example.com")
    scene.told("recording.kept")
    scene.settled()

    kept = "SELECT provider_id, name <> '', is_at_carrier FROM calls_recording WHERE tenant_id = %s"
    [(provider_id, is_ours, is_at_carrier)] = scene.rows(kept, scene.tenant)
    seen = scene.rig.journal("recording.made", "recording.fetched", "recording.deleted")
    assert (is_ours, is_at_carrier) == (True, False)
    assert [entry["kind"] for entry in seen if entry["facts"]["id"] == provider_id] == [
        "recording.made",
        "recording.fetched",
        "recording.deleted",
    ]


def test_what_a_call_was_charged_takes_the_estimates_place(demo: Callable[..., Scene]) -> None:
    scene = demo()
    scene.post(firstName="Dana", phone="+12145550162", email="dana@example.com")
    scene.told("call.completed")
    costs = "SELECT state FROM calls_cost WHERE tenant_id = %s AND service = 'call'"
    wait_until(lambda: scene.rows(costs, scene.tenant) == [("estimated",)], seconds=60)

    requests.post(f"{scene.rig.sandbox_url}/clock", json={"offset_seconds": 400}, timeout=10).raise_for_status()
    wait_until(lambda: scene.rows(costs, scene.tenant) == [("reported",)], seconds=90)

    told = (
        "SELECT k.micros, d.settled_micros FROM calls_cost k JOIN calls_call c ON c.id = k.call_id"
        " JOIN calls_dial d ON d.tenant_id = c.tenant_id AND d.step_id = c.step_id WHERE k.tenant_id = %s"
    )
    assert scene.rows(told, scene.tenant) == [(14_000, 14_000)]
