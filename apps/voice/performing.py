"""A tool that is carried out while we talk: what came of it, or that it failed."""

import asyncio

from .policy.moves import Result, Tool, ToolFailed
from .voice import Perform

# Nobody waits longer.
TOOL_SECONDS = 8.0


async def performed(tool: Tool, *, by: Perform) -> Result:
    """What it brought, in any case."""
    try:
        async with asyncio.timeout(TOOL_SECONDS):
            return await by(tool)
    except TimeoutError:
        return ToolFailed("it took too long")
