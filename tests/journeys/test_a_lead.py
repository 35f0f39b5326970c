"""From a form post to a ringing phone."""

from apps.sandbox.rig import wait_until
from tests.journeys.conftest import Scene


def test_a_lead_is_called_texted_and_kept_once(scene: Scene) -> None:
    answer = scene.post(firstName="Dana", lastName="Reyes", phone="+12145550123", email="dana@example.com")
    scene.settled()

    assert answer.json()["status"] == "received"
    seen = scene.rig.journal("call.placed", "sms.sent", "crm.written")
    assert sorted(entry["kind"] for entry in seen) == ["call.placed", "crm.written", "sms.sent"]
