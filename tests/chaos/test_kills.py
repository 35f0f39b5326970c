"""`kill -9` of workers and of the web process under load: nothing acknowledged is lost, nobody is called twice."""

from collections import Counter

import pytest

from tests.chaos.campaign import Campaign, settled
from tests.chaos.conftest import Stage
from tests.journeys.conftest import Scene

# What a cadence plans for later is nobody's work yet.
OPEN = """
SELECT count(*) FROM outreach_step
WHERE tenant_id = %s AND state IN ('ready', 'leased', 'unknown') AND key NOT LIKE 'cadence:%%'
"""


def judge(scene: Scene, campaign: Campaign, *, seconds: float) -> None:
    """Compare what we acknowledged, what the database has and what the world saw."""
    assert settled(lambda: scene.rows(OPEN, scene.tenant) == [(0,)], seconds=seconds), "steps are stuck"
    kept = {phone: str(lead) for phone, lead in scene.rows("SELECT phone, id FROM leads_lead")}
    calls = Counter(entry["facts"]["to"] for entry in scene.rig.journal("call.placed"))
    lost = [phone for phone, lead in campaign.acknowledged.items() if kept.get(phone) != lead]
    twice = [phone for phone, times in calls.items() if times > 1]
    never = [phone for phone in campaign.acknowledged if not calls[phone]]
    print(f"{len(campaign.acknowledged)} acknowledged, {campaign.refused} refused, killed {dict(campaign.killed)}")
    assert (lost, twice, never) == ([], [], [])


def test_a_few_kills_lose_no_lead_and_call_nobody_twice(stage: Stage) -> None:
    scene = stage(LEADHUB_LEASE_SECONDS="5", LEADHUB_SETTLE_SECONDS="3")
    campaign = Campaign(scene.rig, scene.hook, leads_a_second=10, kills=12, seed=1)

    campaign.run()

    judge(scene, campaign, seconds=60)


@pytest.mark.chaos
def test_two_hundred_kills_lose_no_lead_and_call_nobody_twice(stage: Stage) -> None:
    scene = stage()
    campaign = Campaign(scene.rig, scene.hook, leads_a_second=20, kills=200, seed=42)

    campaign.run()

    judge(scene, campaign, seconds=180)
