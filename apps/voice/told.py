"""What other programs tell of calls while they are talked in: the carrier's word of who picked up."""

import asyncio
from typing import Any

import redis.asyncio as redis
import structlog

from apps.integrations.telephony.base import Met
from apps.outreach import talks

from .answering import House

log = structlog.get_logger(__name__)

_REST_SECONDS = 1.0


async def for_ever(store: redis.Redis, house: House) -> None:
    """Every process hears all of it, and takes what is of its own calls; lost without harm."""
    while True:
        try:
            async with store.pubsub() as listening:
                await listening.subscribe(talks.MET)
                async for message in listening.listen():
                    await _take(message, house)
        except redis.RedisError:
            await asyncio.sleep(_REST_SECONDS)
        except Exception as error:  # the outermost loop of this task: a dead one would hear nothing any more
            log.warning("voice.untold", exception=type(error).__name__)
            await asyncio.sleep(_REST_SECONDS)


async def _take(message: dict[str, Any], house: House) -> None:
    if message["type"] != "message":
        return
    call_id, _, who = message["data"].decode().partition(":")
    if who in set(Met):
        await house.met(call_id, Met(who))
