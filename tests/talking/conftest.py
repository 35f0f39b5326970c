"""The whole product with an agent that really speaks, and pretend leads who really answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from apps.sandbox.rig import Rig, wait_until
from tests.journeys.conftest import Scene, own_environment, show_logs

# A call takes as long as it takes to say; many at once share two cores.
MOST_SECONDS = 240


@dataclass
class Talking:
    """A tenant whose agent answers, and the people that it calls."""

    scene: Scene

    def call(self, phone: str, behaviour: str, **lead: str) -> None:
        """Somebody of that character fills in the form."""
        traits = {"number": phone, "behaviour": behaviour, "ring_ms": 300}
        requests.post(f"{self.scene.rig.sandbox_url}/numbers", json=traits, timeout=10).raise_for_status()
        self.scene.post(name="Ada Lovelace", phone=phone, **lead).raise_for_status()

    def over(self, phone: str) -> dict[str, Any]:
        """Wait until the conversation with them is on record; what the product knows of it."""
        wait_until(lambda: self._kept(phone) is not None, seconds=MOST_SECONDS, every=0.5)
        kept = self._kept(phone)
        assert kept
        return kept

    def far_end(self, phone: str) -> dict[str, Any]:
        """What the phone at the other end measured and understood."""
        wait_until(lambda: self._ended(phone), seconds=30, every=0.2)
        return dict(self._ended(phone)[0]["facts"])

    def said(self, kept: dict[str, Any], speaker: str) -> list[str]:
        sql = "SELECT text FROM calls_turn WHERE conversation_id = %s AND speaker = %s ORDER BY number"
        return [text for (text,) in self.scene.rows(sql, kept["id"], speaker)]

    def _ended(self, phone: str) -> list[dict[str, Any]]:
        return [each for each in self.scene.rig.journal("stream.ended") if each["facts"]["to"] == phone]

    def _kept(self, phone: str) -> dict[str, Any] | None:
        rows = self.scene.rows(_KEPT, self.scene.tenant, phone)
        return dict(zip(_NAMES, rows[0], strict=True)) if rows else None


_NAMES = ("id", "lead_id", "disposition", "score", "is_qualified", "answers", "summary", "recording", "lead_state")
_KEPT = """
SELECT v.id, v.lead_id, v.disposition, v.score, v.is_qualified, v.answers, v.summary, v.recording, l.state
FROM calls_conversation v JOIN leads_lead l ON l.id = v.lead_id
WHERE v.tenant_id = %s AND l.phone = %s AND v.closed_at IS NOT NULL
"""


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory, speech_url: str) -> Iterator[Rig]:
    made = Rig(tmp_path_factory.mktemp("talking"), own_environment(), speech_url=speech_url)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        show_logs(made.directory)


@pytest.fixture(scope="session")
def talking(rig: Rig) -> dict[str, Talking]:
    """A tenant for each script."""
    return {script: Talking(Scene.of(rig, "--talks-by", script)) for script in ("solar", "dental", "roofing")}
