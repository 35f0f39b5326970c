"""What the speech server remembers, and for how long."""

import asyncio

import pytest

from apps.sandbox.speech.memory import Memory


def test_what_was_asked_for_longest_ago_is_forgotten_first() -> None:
    memory: Memory[str] = Memory(most_bytes=10)
    for key in ("old", "asked again"):
        asyncio.run(memory.made(key, lambda: said(b"12345")))
    memory.recalled("old")

    asyncio.run(memory.made("new", lambda: said(b"12345")))

    assert [memory.recalled(key) for key in ("old", "asked again", "new")] == [b"12345", None, b"12345"]


def test_a_sound_that_fails_can_be_asked_for_again() -> None:
    memory: Memory[str] = Memory(most_bytes=10)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(memory.made("key", failing))

    assert asyncio.run(memory.made("key", lambda: said(b"1"))) == b"1"


async def said(sound: bytes) -> bytes:
    return sound


async def failing() -> bytes:
    raise ZeroDivisionError
