"""What every part of the pretend world shares, and where each keeps its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

from starlette.requests import Request

from apps.sandbox.clock import Clock
from apps.sandbox.faults import Faults
from apps.sandbox.journal import Journal
from apps.sandbox.numbers import People


@dataclass
class World:
    """One pretend outside world."""

    clock: Clock
    journal: Journal
    people: People
    faults: Faults
    chance: Random
    _parts: dict[object, object] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def of[Part](self, part: Callable[[World], Part]) -> Part:
        """The world's one `part`, made when first asked for."""
        if part not in self._parts:
            self._parts[part] = part(self)
        return cast(Part, self._parts[part])

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let something happen by itself."""
        task = asyncio.get_running_loop().create_task(work)
        # The loop holds tasks only weakly.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def of(request: Request) -> World:
    return cast(World, request.app.state.world)
