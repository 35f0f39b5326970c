"""A tool that is carried out while we talk: what came of it, or that it failed."""

import asyncio

import structlog

from .policy.moves import Result, Tool, ToolFailed
from .voice import Perform

log = structlog.get_logger(__name__)

# Nobody waits longer.
TOOL_SECONDS = 8.0


async def performed(tool: Tool, *, by: Perform) -> Result:
    """What it brought, in any case."""
    try:
        async with asyncio.timeout(TOOL_SECONDS):
            return await by(tool)
    except TimeoutError:
        return ToolFailed("it took too long")
    except Exception as error:  # whatever it is, the lead is on the line, and somebody must go on speaking with them
        reason = type(error).__name__
        log.warning("tool.failed", tool=type(tool).__name__, exception=reason)
        return ToolFailed(reason)
