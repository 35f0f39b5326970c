"""While a phone rings: the greeting of its lead, by name, and then what its script always says."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import redis.asyncio as redis
import structlog

from apps.outreach import talks

from . import books, rendering, sentences
from .answering import House
from .policy.brief import Brief
from .policy.dialogue import Dialogue
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
    greeting = [text for line in Dialogue(ringing.brief).begin().lines for text in sentences.of(line.text)]
    await rendering.render(greeting, engines, house.phrases)
    await rendering.render(_at_hand(ringing.brief), engines, house.phrases)
    usual = [text for question in ringing.brief.script.questions for text in sentences.of(question.ask)]
    await rendering.render(usual, engines, house.phrases)


def _at_hand(brief: Brief) -> list[str]:
    """What is said where an engine is late or gone: by then it can't be rendered any more."""
    speech, lines = Speech.of(brief), brief.script.lines
    return [text for line in (lines.one_moment, lines.engine_failed) for text in sentences.of(speech.line(line).text)]


def _ringing(tenant_id: int, call_id: str, *, now: datetime) -> Ringing | None:
    brief = books.brief_of(tenant_id, call_id, now=now)
    return Ringing(tenant_id, brief) if brief else None


def _text(hint: bytes | str) -> str:
    return hint.decode() if isinstance(hint, bytes) else hint
