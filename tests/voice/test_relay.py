"""ConversationRelay: the same agent by words, on a real socket: its door, its messages, what was interrupted."""

import asyncio
import json
import time
from collections.abc import Sequence
from typing import Any

import pytest
from pytest_django.fixtures import Settings
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from apps.sandbox.callee import characters, relayed
from apps.scripts import samples
from apps.voice import relay
from tests.outreach.conftest import Office, office, peer

from .house import Ringing, house, served
from .relays import calls, hello, hurry, kept, said

__all__ = ["hurry", "office", "peer"]

pytestmark = pytest.mark.usefixtures("hurry")


class Wire:
    """Twilio's side by hand: what was heard so far, in tokens."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.told: list[dict[str, Any]] = []

    async def tell(self, **told: object) -> None:
        await self._socket.send(json.dumps(told))

    async def utterance(self) -> str:
        """All that is said in one go."""
        words = ""
        async with asyncio.timeout(10):
            async for message in self._socket:
                self.told.append(json.loads(message))
                words += self.told[-1].get("token", "")
                if self.told[-1].get("last") or self.told[-1]["type"] == "end":
                    break
        return words


def by_hand(office: Office, call: Ringing, work: Any) -> Wire:
    async def worked(url: str) -> Wire:
        async with connect(f"{url}/relay/twilio/{call.ticket}", compression=None, proxy=None) as socket:
            wire = Wire(socket)
            await wire.tell(**hello(call))
            await work(wire)
            return wire

    with served(house()) as url:
        return asyncio.run(worked(url))


@pytest.fixture
def call(office: Office, settings: Settings) -> Ringing:
    return calls(office, settings, "solar", phones=1, calendar=None)[0]


def test_the_first_words_are_the_greeting_and_the_last_token_says_so(office: Office, call: Ringing) -> None:
    async def work(wire: Wire) -> None:
        assert (await wire.utterance()).startswith("Hi Dana, this is Alex from Acme Solar. I'm an AI assistant.")

    wire = by_hand(office, call, work)

    assert [each["type"] for each in wire.told] == ["text"] * len(wire.told)
    assert [each["last"] for each in wire.told] == [False] * (len(wire.told) - 1) + [True]


def test_what_was_interrupted_is_remembered_by_the_carrier_s_word(office: Office, call: Ringing) -> None:
    async def work(wire: Wire) -> None:
        await wire.utterance()
        await wire.tell(type="interrupt", utteranceUntilInterrupt="Hi Dana, this is", durationUntilInterruptMs="900")
        await wire.tell(type="prompt", voicePrompt="Yes?", lang="en-US", last=True)
        # The disclosure was not heard, so it is owed.
        assert "I'm an AI assistant." in await wire.utterance()

    by_hand(office, call, work)

    first, *_ = said(office, call, "agent")
    assert first.was_interrupted


def test_a_question_that_came_out_whole_is_answered_by_a_yes(office: Office, call: Ringing) -> None:
    async def work(wire: Wire) -> None:
        greeting = await wire.utterance()
        await wire.tell(type="interrupt", utteranceUntilInterrupt=greeting, durationUntilInterruptMs=900)
        await wire.tell(type="prompt", voicePrompt="Yes.", lang="en-US", last=True)
        assert await wire.utterance() == samples.load("solar").questions[0].ask

    by_hand(office, call, work)


def test_who_is_still_speaking_is_not_asked_whether_they_are_there(office: Office, call: Ringing) -> None:
    async def work(wire: Wire) -> None:
        await wire.utterance()
        for _ in range(8):
            await wire.tell(type="prompt", voicePrompt="well you see", lang="en-US", last=False)
            await asyncio.sleep(0.25)
        await wire.tell(type="prompt", voicePrompt="Yes.", lang="en-US", last=True)
        assert "still there" not in await wire.utterance()

    by_hand(office, call, work)


def test_a_goodbye_is_heard_before_the_end(office: Office, call: Ringing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "LETTERS_A_SECOND", 60)
    ended: list[float] = []

    async def work(wire: Wire) -> None:
        await wire.utterance()
        await wire.tell(type="prompt", voicePrompt="Take me off your list.", lang="en-US", last=True)
        await wire.utterance()
        ended.append(time.monotonic())
        await wire.utterance()
        ended.append(time.monotonic())

    wire = by_hand(office, call, work)

    assert wire.told[-1] == {"type": "end"}
    assert ended[1] - ended[0] > 0.5
    assert kept(office, call).disposition == "opted_out"


def test_an_error_of_the_carrier_s_ends_nothing_and_its_words_are_not_logged(
    office: Office, call: Ringing, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(wire: Wire) -> None:
        await wire.utterance()
        await wire.tell(type="error", description="64107: invalid message about Dana +12145550000")
        await wire.tell(type="prompt", voicePrompt="Yes.", lang="en-US", last=True)
        assert await wire.utterance()

    by_hand(office, call, work)

    assert "64107" in caplog.text
    assert "Dana" not in caplog.text


@pytest.mark.parametrize(
    "messages", [["{"], ['{"type": "prompt"}'], ["x" * 70_000], ['{"type": "setup", "sessionId": "VX1"}']]
)
def test_who_does_not_speak_it_is_turned_away(office: Office, call: Ringing, messages: Sequence[str]) -> None:
    async def knock(url: str) -> float:
        began = time.monotonic()
        async with connect(f"{url}/relay/twilio/{call.ticket}", compression=None, proxy=None) as socket:
            for message in messages:
                await socket.send(message)
            with pytest.raises(ConnectionClosed):
                async with asyncio.timeout(5):
                    await socket.recv()
        return time.monotonic() - began

    with served(house()) as url:
        assert asyncio.run(knock(url)) < 3


def test_another_call_s_ticket_is_none(office: Office, call: Ringing) -> None:
    async def knock(url: str) -> str:
        async with connect(f"{url}/relay/twilio/{call.ticket}", compression=None, proxy=None) as socket:
            await socket.send(json.dumps(hello(call) | {"callSid": "CA-of-somebody-else"}))
            try:
                return str(await socket.recv())
            except ConnectionClosed:
                return ""

    with served(house()) as url:
        assert asyncio.run(knock(url)) == ""


def test_a_person_of_the_sandbox_says_how_far_they_listened() -> None:
    told: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        told.append(message)

    async def talked() -> None:
        person = relayed.Relayed(characters.Character(hello="Hello?"), send, letters_a_second=20)
        person.take({"type": "text", "token": "Hello, this is Alex from Acme.", "last": True})
        living = asyncio.create_task(person.live())
        await asyncio.sleep(0.4)
        living.cancel()

    asyncio.run(talked())

    interrupt, prompt = told
    assert (interrupt["type"], prompt["voicePrompt"]) == ("interrupt", "Hello?")
    assert "Hello, this is Alex".startswith(str(interrupt["utteranceUntilInterrupt"]))
