"""The voice process dies in ten calls: each lead has an outcome and a next step, and nobody is called twice for it."""

import pytest

from apps.sandbox.rig import Rig, wait_until
from tests.journeys.conftest import Scene

from .conftest import Talking

pytestmark = pytest.mark.long

CALLS = 10
PHONES = [f"+1202555{5000 + nth}" for nth in range(CALLS)]


@pytest.fixture
def crashed(rig: Rig) -> Talking:
    """Ten leads are being talked to, and then nobody is."""
    talking = Talking(Scene.of(rig, "--talks-by", "solar", "--rungs", "call after 2 h"))
    for phone in PHONES:
        talking.call(phone, "cooperative")
    open_now = "SELECT count(*) FROM calls_conversation WHERE tenant_id = %s AND state = 'open'"
    wait_until(lambda: talking.scene.rows(open_now, talking.scene.tenant) == [(CALLS,)], seconds=60)
    rig.kill("voice")
    rig.start("voice")
    return talking


def test_every_lead_has_an_outcome_and_a_next_step(crashed: Talking) -> None:
    kept = [crashed.over(phone) for phone in PHONES]

    assert {each["disposition"] for each in kept} == {"failed"}
    planned = (
        "SELECT count(DISTINCT lead_id) FROM outreach_step WHERE tenant_id = %s AND kind = 'call' AND state = 'ready'"
    )
    wait_until(lambda: crashed.scene.rows(planned, crashed.scene.tenant) == [(CALLS,)], seconds=60)
    assert len(crashed.scene.seen_by_world("call.placed")) == CALLS
    told = [each["facts"]["twiml"] for each in crashed.scene.seen_by_world("call.instructed")]
    assert sum("colleague will call you back" in str(twiml) for twiml in told) == CALLS
