"""A lead whom a rep's own app calls: by the product as it runs, and a dialer that tells at one address what happens."""

import pytest

from apps.sandbox.rig import Rig
from apps.sandbox.seed.dialers import DIALERS
from tests.journeys.conftest import Scene

pytestmark = pytest.mark.long

WAY = ["call.requested", "call.placed", "call.ringing", "call.answered", "call.completed"]


@pytest.mark.parametrize("nth", range(len(DIALERS)), ids=DIALERS)
def test_a_lead_is_called_once_by_the_rep_and_texted(rig: Rig, nth: int) -> None:
    rig.mend()
    scene = Scene.of(rig, "--dialled-by", DIALERS[nth], "--number", f"+120255506{nth:02}")

    scene.post(firstName="Dana", phone=f"+121455506{nth:02}", email=f"dana6{nth}@example.com")

    scene.told("call.completed")
    scene.told("sms.delivered")
    [placed] = scene.seen_by_world("call.placed")
    assert (placed["vendor"], placed["facts"]["user"]) == (DIALERS[nth], "456")
    assert [kind for kind in scene.timeline() if kind in WAY] == WAY
    assert "call.abandoned" not in scene.timeline()


@pytest.mark.parametrize("nth", range(len(DIALERS)), ids=DIALERS)
def test_a_call_whose_answer_is_lost_is_known_by_its_news_and_not_made_twice(rig: Rig, nth: int) -> None:
    rig.mend()
    scene = Scene.of(rig, "--dialled-by", DIALERS[nth], "--number", f"+120255507{nth:02}", "--texting", "never")
    rig.fault(vendor=DIALERS[nth], mode="accept_then_drop", times=1)

    scene.post(firstName="Dana", phone=f"+121455507{nth:02}", email=f"dana7{nth}@example.com")

    scene.told("call.completed")
    assert [entry["kind"] for entry in scene.seen_by_world("call.placed")] == ["call.placed"]
