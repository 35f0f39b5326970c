"""A tenant's engines: its connections in their order, and what speaks without a cloud behind them."""

import asyncio
from collections.abc import Sequence

import pytest
from pytest_django.fixtures import Settings

from apps.integrations.models import Connection, Family
from apps.voice.engines import offline
from apps.voice.engines.base import Engines
from apps.voice.engines.choosing import Choice
from apps.voice.engines.deepgram import Hearing as Deepgram


def connection(family: Family, vendor: str, **settings: str) -> Connection:
    return Connection(family=family, vendor=vendor, name=vendor, settings={"api_key": "key", **settings})


def chosen(*connections: Connection) -> Engines:
    async def choose(connections: Sequence[Connection]) -> Engines:
        return Choice().of(connections)

    return asyncio.run(choose(connections))


@pytest.fixture(autouse=True)
def speech(settings: Settings) -> None:
    settings.LEADHUB_SPEECH_URL = "http://127.0.0.1:1"


def test_without_connections_the_agent_speaks_offline() -> None:
    engines = chosen()

    assert engines.voices == ["offline:joe"]
    assert len(engines.hearings()) == 1


def test_the_first_connection_is_preferred_and_the_second_stands_behind_it() -> None:
    engines = chosen(
        connection(Family.SPEECH, "elevenlabs", voice="21m00"), connection(Family.SPEECH, "cartesia", voice="abc")
    )

    assert engines.voices == ["elevenlabs:eleven_flash_v2_5:21m00", "cartesia:sonic-3:abc"]


def test_behind_a_single_connection_stands_what_needs_no_cloud() -> None:
    engines = chosen(connection(Family.HEARING, "deepgram"), connection(Family.SPEECH, "elevenlabs", voice="21m00"))

    async def made() -> list[type]:
        engines = Choice().of([connection(Family.HEARING, "deepgram")])
        return [type(make()) for make in engines.hearings()]

    assert asyncio.run(made()) == [Deepgram, offline.Hearing]
    assert engines.voices[1:] == ["offline:joe"]


def test_a_voice_is_not_named_by_its_key() -> None:
    engines = chosen(connection(Family.SPEECH, "elevenlabs", voice="21m00", api_key="secret"))

    assert "secret" not in "".join(engines.voices)


@pytest.mark.parametrize("typed", [{"voice": ""}, {"voice": "21m00", "base_url": "https://listener.example"}])
def test_a_connection_that_can_not_be_used_is_left_out(typed: dict[str, str]) -> None:
    assert chosen(connection(Family.SPEECH, "elevenlabs", **typed)).voices == ["offline:joe"]


def test_in_production_nothing_offline_stands_behind(settings: Settings) -> None:
    settings.LEADHUB_SPEECH_URL = ""

    assert len(chosen(connection(Family.HEARING, "deepgram")).hearings()) == 1
