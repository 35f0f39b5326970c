"""Each vendor's engine, as its own server on a socket sees it: what is asked, and what comes of its answers."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial

import aiohttp
import pytest
from pipecat.services.stt_service import STTService
from pydantic import BaseModel

from apps.core import plugins
from apps.integrations import catalog
from apps.voice import engines, rendering, talk
from apps.voice.engines import scripted
from apps.voice.engines.fallback import Engines, Speaker
from apps.voice.phrases import Phrases
from tests.contracts.peer import Peer

from .failing import hears, speaks
from .test_session import GREETING, QUESTION, Call, after
from .vendors import TONE, Deepgram, speaks_in_lines, speaks_raw

KEY = "key-0123456789"
SPEAKERS = [("cartesia", speaks_raw), ("deepgram", speaks_raw), ("elevenlabs", speaks_in_lines)]


@pytest.fixture(autouse=True, scope="module")
def hurry() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scripted, "LETTERS_A_SECOND", 30)
        patch.setattr(talk, "SILENCE_SECONDS", 2.5)
        patch.setattr(talk, "HELLO_SECONDS", 0.0)
        yield


def typed(family: str, vendor: str, url: str) -> BaseModel:
    kind = catalog.vendor_class(family, vendor).Settings
    settings: BaseModel = kind.model_validate({"api_key": KEY, "base_url": url, "voice": "21m00"})
    return settings


async def rendered(vendor: str, url: str) -> bytes | None:
    async with aiohttp.ClientSession() as session:
        make = partial(plugins.load(engines, vendor, "Speech"), typed("speech", vendor, url), session)
        phrases = Phrases(None)
        await rendering.render(["Hello there."], Engines([], [Speaker(vendor, make)]), phrases)
        return await phrases.get(vendor, "Hello there.")


async def heard(vendor: str, url: str, *spares: Callable[[], STTService]) -> Call:
    """A call in which the lead says "Yes, sure." once the greeting is over."""
    async with aiohttp.ClientSession() as session:
        make = partial(plugins.load(engines, vendor, "Hearing"), typed("hearing", vendor, url), session)
        call = Call(GREETING, QUESTION, engines=Engines([make, *spares], [Speaker("scripted", speaks)]))
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until="silent"))
            group.create_task(after(2.8, call.line))
        return call


async def heard_by_deepgram(deepgram: Deepgram, *spares: Callable[[], STTService]) -> Call:
    url = await deepgram.start()
    try:
        return await heard("deepgram", url, *spares)
    finally:
        await deepgram.stop()


@pytest.mark.parametrize(("vendor", "speak"), SPEAKERS)
def test_a_sentence_is_rendered_as_telephone_audio(vendor: str, speak: Callable[[Peer], None]) -> None:
    with Peer() as peer:
        speak(peer)

        pcm = asyncio.run(rendered(vendor, peer.url))

    assert pcm == TONE
    [request] = peer.requests
    assert "Hello there." in request.body.decode()
    assert "8000" in request.body.decode() + str(request.query)
    assert any(KEY in value for value in request.headers.values())


@pytest.mark.parametrize(("vendor", "speak"), SPEAKERS)
def test_a_voice_that_refuses_leaves_nothing_behind(vendor: str, speak: Callable[[Peer], None]) -> None:
    with Peer() as peer:
        peer.replies(401, "no")

        assert asyncio.run(rendered(vendor, peer.url)) is None


def test_deepgrams_pieces_are_one_stretch_of_speech() -> None:
    deepgram = Deepgram()

    call = asyncio.run(heard_by_deepgram(deepgram))

    assert call.policy.calls[:2] == ["begin", ("Yes, sure.", None)]
    assert deepgram.bytes_heard > 16_000
    assert deepgram.authorization.endswith(KEY)
    assert "sample_rate=8000" in deepgram.asked


def test_what_deepgram_does_not_confirm_is_heard_all_the_same() -> None:
    call = asyncio.run(heard_by_deepgram(Deepgram(confirms=False)))

    assert call.policy.calls[:2] == ["begin", ("Yes, sure.", None)]


def test_a_noise_is_no_stall_of_deepgrams() -> None:
    call = asyncio.run(heard_by_deepgram(Deepgram(pieces=()), hears("never")))

    assert call.policy.calls == ["begin", "silent"]


def test_a_deepgram_that_writes_nothing_is_replaced_in_the_call() -> None:
    call = asyncio.run(heard_by_deepgram(Deepgram(pieces=(), confirms=False), hears("Sure.")))

    assert call.policy.calls[:2] == ["begin", ("Sure.", None)]


def test_a_deepgram_that_refuses_the_key_is_replaced_in_the_call() -> None:
    with Peer() as peer:
        peer.replies(401, "no")

        call = asyncio.run(heard("deepgram", peer.url, hears("Sure.")))

    assert call.policy.calls[:2] == ["begin", ("Sure.", None)]


@pytest.mark.parametrize(("text", "calls"), [("Yes, sure.", ("Yes, sure.", None)), ("", "silent")])
def test_assemblyai_hears_a_stretch_of_speech_or_none(text: str, calls: object) -> None:
    with Peer() as peer:
        peer.replies(200, {"text": text})

        call = asyncio.run(heard("assemblyai", peer.url, hears("never")))

    assert call.policy.calls[1] == calls
    assert peer.requests[-1].path == "/v1/transcribe"
    assert peer.requests[-1].headers["authorization"] == KEY
