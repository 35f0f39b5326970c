"""What fails beside the talk: a tool, the database, the health of engines; the lead is not left in a silent line."""

import asyncio
import threading
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from websockets.asyncio.client import connect

from apps.voice import books, threads
from apps.voice.equipping import Equipment
from apps.voice.health import Health
from apps.voice.policy.moves import Expects, Line, Move, Result, TakeNote, Tool, ToolDone, ToolFailed
from tests.outreach.conftest import Office, office, peer

from . import relays
from .house import EQUIPMENT, Ringing, house, served
from .relays import hello, kept
from .test_relay import Wire, call
from .test_session import GREETING, QUESTION, Call, hurry

__all__ = ["call", "hurry", "office", "peer"]

fast = relays.hurry
WAITING = Move(GREETING.lines, Expects.NOTHING, TakeNote("asks for a ladder"))
ALL_THREADS = 8


class Broken(Call):
    """Its tools raise."""

    async def _perform(self, tool: Tool) -> Result:
        await super()._perform(tool)
        raise LookupError("no such row")


class Stuck(Call):
    """Its tools never end."""

    async def _perform(self, tool: Tool) -> Result:
        await asyncio.sleep(60)
        return ToolDone()


class Untold(Health):
    async def over(self) -> None:
        raise ConnectionError


async def unwell(tenant_id: int) -> Equipment:
    return replace(EQUIPMENT, health=Untold())


def test_a_tool_that_raises_has_failed_and_the_talk_goes_on() -> None:
    call = Broken(WAITING, QUESTION)

    asyncio.run(call.live(until="silent"))

    assert call.policy.calls == ["begin", ToolFailed("LookupError"), "silent"]


def test_who_waits_for_a_tool_is_not_left_in_silence() -> None:
    call = Stuck(WAITING, Move((Line("One moment."),), Expects.NOTHING))

    asyncio.run(call.live(until="silent"))

    assert call.policy.calls == ["begin", "silent"]


def test_a_connection_that_broke_meanwhile_is_not_used(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "RESTED_SECONDS", 0.0, raising=False)
    together = threading.Barrier(ALL_THREADS)

    def backend(*, now: datetime) -> int:
        together.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    async def backends() -> set[int]:
        return set(await asyncio.gather(*(threads.in_thread(backend) for _ in range(ALL_THREADS))))

    before = asyncio.run(backends())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) pid", [list(before)])

    after = asyncio.run(backends())

    assert len(after) == ALL_THREADS
    assert not after & before


async def talked(url: str, call: Ringing) -> None:
    async with connect(f"{url}/relay/twilio/{call.ticket}", compression=None, proxy=None) as socket:
        wire = Wire(socket)
        await wire.tell(**hello(call))
        await wire.utterance()
        await wire.tell(type="prompt", voicePrompt="Yes.", lang="en-US", last=True)
        await wire.utterance()


def test_what_was_said_is_on_record_though_nobody_can_tell_how_the_engines_did(
    office: Office, fast: None, call: Ringing
) -> None:
    with served(house(equipment_of=unwell)) as url:
        asyncio.run(talked(url, call))

    assert kept(office, call).state == "over"


def test_what_was_said_is_put_on_record_again_where_the_database_gave_up_the_first_time(
    office: Office, fast: None, call: Ringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    close, given_up = books.close, threading.Event()

    def victim(*args: Any, **kwargs: Any) -> None:
        close(*args, **kwargs)
        if not given_up.is_set():
            given_up.set()
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$")

    monkeypatch.setattr(books, "close", victim)

    with served(house()) as url:
        asyncio.run(talked(url, call))

    assert given_up.is_set()
    assert kept(office, call).state == "over"
