"""The speech server, as its client sees it."""

import pytest

from tests.sandbox.speech.studio import Studio


@pytest.fixture(scope="session")
def studio(speech_url: str) -> Studio:
    return Studio(speech_url)
