"""A lead calls back, and the agent answers aloud with the lead's context."""

import pytest
import requests

from apps.sandbox.rig import Rig
from tests.journeys.conftest import Scene

from .conftest import Talking

pytestmark = pytest.mark.long

PERSON, OURS = "+12145550171", "+12145550190"


@pytest.fixture
def talking(rig: Rig) -> Talking:
    """A tenant with a number that no other one has."""
    return Talking(Scene.of(rig, "--talks-by", "solar", "--number", OURS))


def test_the_agent_talks_with_who_calls_back(rig: Rig, talking: Talking) -> None:
    person = {"number": PERSON, "behaviour": "no_answer", "ring_ms": 200}
    requests.post(f"{rig.sandbox_url}/numbers", json=person, timeout=10).raise_for_status()
    talking.scene.post(name="Ada Lovelace", phone=PERSON).raise_for_status()
    talking.scene.told("cadence.planned")
    requests.post(f"{rig.sandbox_url}/numbers", json=person | {"behaviour": "opt_out"}, timeout=10).raise_for_status()

    requests.post(f"{rig.sandbox_url}/inbound-call", json={"from": PERSON}, timeout=10).raise_for_status()

    kept = talking.over(PERSON)
    said = " ".join(talking.said(kept, "agent"))
    assert "Hello Ada, thanks for calling Acme Solar" in said
    assert kept["disposition"] == "opted_out"
    talking.scene.told("call.finished")
