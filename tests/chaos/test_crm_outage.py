"""A CRM that is down for minutes: calls do not notice, and afterwards it has every lead once."""

import time
from collections import Counter

import pytest
import requests

from apps.sandbox.rig import wait_until
from tests.chaos.campaign import phone
from tests.chaos.conftest import Stage
from tests.journeys.conftest import Scene

OUTAGE_SECONDS = 300
LEADS = 200
P95 = """
SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM asked.occurred_at - came.occurred_at) * 1000)
FROM leads_event came JOIN leads_event asked USING (tenant_id, lead_id)
WHERE came.kind = 'lead.received' AND asked.kind = 'call.requested' AND came.occurred_at > %s
"""


def send(scene: Scene, *, first: int, count: int) -> float:
    """Send leads at 5 a second; the p95 from their reception to the request at the carrier, in ms."""
    ((began,),) = scene.rows("SELECT clock_timestamp()")
    for nth in range(first, first + count):
        lead = {"firstName": "Dana", "phone": phone(nth), "email": f"{nth}@example.com"}
        assert requests.post(scene.hook, json=lead, timeout=15).status_code == 200
        time.sleep(0.2)
    wait_until(lambda: len(scene.rig.journal("call.placed")) >= first + count, seconds=60)
    ((p95,),) = scene.rows(P95, began)
    return float(p95)


def written(scene: Scene) -> Counter[str]:
    return Counter(entry["facts"]["phone"] for entry in scene.rig.journal("crm.written"))


@pytest.mark.chaos
def test_a_crm_that_is_down_for_minutes_delays_no_call_and_gets_each_lead_once(stage: Stage) -> None:
    scene = stage()
    usual = send(scene, first=0, count=100)

    scene.rig.fault(vendor="hubspot", status=503, seconds=3_600)
    down_since = time.monotonic()
    during = send(scene, first=100, count=LEADS)
    time.sleep(max(0.0, OUTAGE_SECONDS - (time.monotonic() - down_since)))
    assert not set(written(scene)) & {phone(nth) for nth in range(101, 100 + LEADS)}
    scene.rig.mend()
    back = time.monotonic()
    wait_until(lambda: len(written(scene)) == 100 + LEADS, seconds=60)

    print(f"p95 to the carrier: {usual:.0f} ms, with the CRM down {during:.0f} ms")
    print(f"all {LEADS} in the CRM {time.monotonic() - back:.1f} s after its return")
    assert set(written(scene).values()) == {1}
    assert during < usual * 1.5 + 20
