"""All that the first call of a process would wait for, done before there is one."""

import asyncio
import gc

import structlog

from .pipeline.mouth import Way
from .policy.port import Policy
from .session import Means, Session

log = structlog.get_logger(__name__)

# The first pipeline of a process kept the loop busy for 0.7 s: a greeting would be late by as much.
_FRAMES, _FRAME_SECONDS = 75, 0.005
_MOST_SECONDS = 10
_SILENCE = b"\xff" * 160


async def run(policy: Policy, means: Means) -> None:
    """Talk to nobody for a moment."""
    session = Session(policy, means, Way(_nowhere, _nowhere, _nothing), hang_up=_nothing)
    try:
        async with asyncio.timeout(_MOST_SECONDS):
            await session.start()
            for _ in range(_FRAMES):
                await session.hear(_SILENCE)
                await asyncio.sleep(_FRAME_SECONDS)
    except TimeoutError:
        log.warning("voice.cold", reason="the engines did not answer")
    finally:
        await session.stop()
    gc.collect()
    gc.freeze()


async def _nowhere(_: object) -> None:
    return None


async def _nothing() -> None:
    return None
