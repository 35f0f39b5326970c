"""All that the first call of a process would wait for, done before there is one."""

import asyncio
import gc

import structlog

from .answering import House
from .engines import choosing
from .pipeline.mouth import Wire as Way
from .policy.brief import Brief
from .policy.dialogue import Dialogue
from .policy.moves import Result, Tool, ToolDone
from .session import Means, Session

log = structlog.get_logger(__name__)

# The first pipeline of a process kept the loop busy for 0.7 s: a greeting would be late by as much.
_SECONDS = 1.5
_SILENCE = b"\xff" * 160


async def run(house: House) -> None:
    """Talk to nobody for a moment."""
    choosing.preload()
    means = Means(house.default.engines, house.phrases, house.default.reader, _perform)
    session = Session(Dialogue(Brief.sample()), means, Way(_nowhere, _nowhere, _nothing), hang_up=_nothing)
    try:
        async with asyncio.timeout(10):
            await session.start()
            for _ in range(int(_SECONDS * 50)):
                await session.hear(_SILENCE)
                await asyncio.sleep(0.005)
    except TimeoutError:
        log.warning("voice.cold", reason="the engines did not answer")
    finally:
        await session.stop()
    gc.collect()
    gc.freeze()


async def _perform(tool: Tool) -> Result:
    return ToolDone()


async def _nowhere(_: object) -> None:
    return None


async def _nothing() -> None:
    return None
