"""A lead who is called and texted by a carrier that is not Twilio: the product does not know the difference."""

import pytest

from apps.sandbox.rig import Rig
from apps.sandbox.seed.carriers import OTHERS
from tests.journeys.conftest import Scene

pytestmark = pytest.mark.long

# Telnyx tells no ringing.
WAY = ["call.requested", "call.placed", "call.answered", "call.completed"]


@pytest.mark.parametrize("nth", range(len(OTHERS)), ids=OTHERS)
def test_a_lead_is_called_and_texted(rig: Rig, nth: int) -> None:
    rig.mend()
    scene = Scene.of(rig, "--by", OTHERS[nth], "--number", f"+120255504{nth:02}")

    scene.post(firstName="Dana", phone=f"+121455504{nth:02}", email=f"dana{nth}@example.com")
    scene.settled()

    scene.told("call.completed")
    scene.told("sms.delivered")
    seen = scene.seen_by_world("call.placed", "sms.sent")
    assert sorted(entry["kind"] for entry in seen) == ["call.placed", "sms.sent"]
    assert {entry["vendor"] for entry in seen} == {OTHERS[nth]}
    assert [kind for kind in scene.timeline() if kind in WAY] == WAY


@pytest.mark.parametrize("nth", range(len(OTHERS)), ids=OTHERS)
def test_a_call_whose_answer_is_lost_is_found_and_not_placed_twice(rig: Rig, nth: int) -> None:
    rig.mend()
    scene = Scene.of(rig, "--by", OTHERS[nth], "--number", f"+120255505{nth:02}", "--texting", "never")
    rig.fault(vendor=OTHERS[nth], mode="accept_then_drop", times=1)

    scene.post(firstName="Dana", phone=f"+121455505{nth:02}", email=f"dana5{nth}@example.com")

    scene.told("call.completed")
    assert [entry["kind"] for entry in scene.seen_by_world("call.placed")] == ["call.placed"]
