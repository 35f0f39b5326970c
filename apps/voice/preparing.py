"""While a phone rings: the greeting of its lead, by name, and then what its script always says."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import redis.asyncio as redis
import structlog

from apps.outreach import talks

from . import books, rendering, sentences
from .answering import House
from .engines.base import Engines
from .phrases import LIFE_SECONDS, PERSONAL_SECONDS, Phrases
from .policy.brief import Brief
from .policy.dialogue import Dialogue
from .policy.moves import Line
from .policy.speech import Speech
from .threads import in_thread

log = structlog.get_logger(__name__)

_BLOCK_SECONDS = 5
_REST_SECONDS = 1.0


@dataclass(frozen=True)
class Ringing:
    """A call that may be answered any moment."""

    tenant_id: int
    brief: Brief


async def for_ever(store: redis.Redis, house: House) -> None:
    """Take one hint after the other; whichever process takes it, all find the audio in Redis."""
    while True:
        try:
            if hint := await store.blpop([talks.RINGING], timeout=_BLOCK_SECONDS):
                await _prepare(_text(hint[1]), house)
        except redis.RedisError:
            await asyncio.sleep(_REST_SECONDS)
        except Exception as error:  # the outermost loop of this task: a dead one would prepare nothing any more
            log.warning("voice.unprepared", exception=type(error).__name__)


async def _prepare(hint: str, house: House) -> None:
    tenant_id, _, call_id = hint.partition(":")
    ringing = await in_thread(_ringing, int(tenant_id), call_id)
    if ringing is None:
        return
    engines = (await house.equipment_of(ringing.tenant_id)).engines
    for lines in (Dialogue(ringing.brief).begin().lines, at_hand(ringing.brief), usual(ringing.brief)):
        await render(lines, engines, house.phrases)


async def render(lines: Sequence[Line], engines: Engines, phrases: Phrases) -> None:
    """Each line for its own time: what names a person is gone soon, what the script always says is not.

    In the order in which they are said: a run of lines of one kind is one rendering.
    """
    for is_fixed, run in groupby(lines, key=lambda line: line.is_fixed):
        texts = [text for line in run for text in sentences.of(line.text)]
        await rendering.render(texts, engines, phrases, seconds=LIFE_SECONDS if is_fixed else PERSONAL_SECONDS)


def at_hand(brief: Brief) -> list[Line]:
    """What is said where an engine is late or gone: by then it can't be rendered any more."""
    speech, lines = Speech.of(brief), brief.script.lines
    return [speech.line(text) for text in (lines.one_moment, lines.engine_failed)]


def usual(brief: Brief) -> list[Line]:
    speech = Speech.of(brief)
    return [speech.line(question.ask) for question in brief.script.questions]


def _ringing(tenant_id: int, call_id: str, *, now: datetime) -> Ringing | None:
    brief = books.brief_of(tenant_id, call_id, now=now)
    return Ringing(tenant_id, brief) if brief else None


def _text(hint: bytes | str) -> str:
    return hint.decode() if isinstance(hint, bytes) else hint
