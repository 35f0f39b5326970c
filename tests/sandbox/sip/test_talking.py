"""The people at the far end of a trunk have voices, where there is a speech server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sandbox.conftest import Start
from tests.sandbox.sip.conftest import calling

pytestmark = pytest.mark.long


def test_a_person_says_hello(speech_url: str, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADHUB_SPEECH_URL", speech_url)
    talking = start(tmp_path / "journal.jsonl")
    trunk = talking.get("/sip/_trunk").json()

    with calling(trunk, certificate=trunk["certificate"]) as caller:
        outcome = caller.dial("+12025550127", speak_seconds=0, talk_seconds=3)

    facts = talking.wait_for("call.ended", id=outcome.id)["facts"]
    assert outcome.level > 100
    assert facts["transcript"] == [{"by": "lead", "text": "Hello?"}]
