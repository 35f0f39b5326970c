"""A tenant's own program hears of a lead as it happens: signed, once each, and after an outage all the same."""

from typing import Any

import pytest

from apps.sandbox.rig import wait_until
from tests.journeys.conftest import Scene

pytestmark = pytest.mark.long

ANSWERS = "+12145550199"


@pytest.fixture
def heard(scene: Scene) -> Scene:
    """A tenant whose program is told what happens."""
    return Scene.of(scene.rig, "--has-program", "--number", "+12025550377")


def told(scene: Scene, lead_id: str) -> list[dict[str, Any]]:
    """What the program took about this lead."""
    return [each["facts"] for each in scene.rig.journal("event.received") if lead_id in each["facts"]["body"]]


def test_a_program_hears_of_a_lead_from_its_form_to_its_crm(heard: Scene) -> None:
    lead_id = heard.post(firstName="Dana", phone=ANSWERS, email="dana@example.com").json()["lead"]

    wait_until(lambda: {"lead.received", "crm.written"} <= {each["type"] for each in told(heard, lead_id)}, seconds=40)

    ids = [each["headers"]["webhook-id"] for each in told(heard, lead_id)]
    assert len(ids) == len(set(ids))


def test_what_could_not_be_told_is_told_when_the_program_is_back(scene: Scene) -> None:
    # Of one kind only: several at once in vain, and an endpoint is left in peace for minutes.
    heard = Scene.of(scene.rig, "--has-program", "--program-hears", "lead.received", "--number", "+12025550378")
    heard.rig.fault(vendor="receiver", status=503)
    lead_id = heard.post(firstName="Dan", phone="+12145550198", email="dan@example.com").json()["lead"]
    failed = "SELECT count(*) FROM outreach_attempt WHERE tenant_id = %s AND NOT is_taken"
    wait_until(lambda: heard.rows(failed, heard.tenant)[0][0] > 0, seconds=40)

    heard.rig.mend()

    wait_until(lambda: "lead.received" in {each["type"] for each in told(heard, lead_id)}, seconds=60)
    calls = heard.rig.journal("call.placed")
    assert any(each["facts"]["to"] == "+12145550198" for each in calls)
