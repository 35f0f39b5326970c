"""How the engines of one call do: each trouble is told at once, and at the end who served well."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from apps.outreach import engine_health

from .threads import in_thread

# pipecat's categories of an error that a person must mend; the families' `Unauthorized` is named so, too.
_REFUSED = frozenset(("authentication", "authorization", "Unauthorized"))


@dataclass
class Health:
    """`connections`: their ids by family, in the order in which they take over; 0 is what speaks offline."""

    tenant_id: int = 0
    connections: Mapping[str, Sequence[int]] = field(default_factory=dict)
    _failed: set[int] = field(default_factory=set)
    _telling: set[asyncio.Task[None]] = field(default_factory=set)

    def failed(self, family: str, place: int, reason: str) -> None:
        """The one in that place of the family's order; told while the call goes on."""
        ids = self.connections.get(family, ())
        if place >= len(ids) or not ids[place]:
            return
        self._failed.add(ids[place])
        task = asyncio.ensure_future(self._tell(ids[place], reason))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def over(self) -> None:
        """The call has come to its end, in which both sides spoke."""
        await asyncio.gather(*self._telling, return_exceptions=True)
        firsts = {ids[0] for ids in self.connections.values() if ids and ids[0]}
        if served := firsts - self._failed:
            await in_thread(engine_health.worked, self.tenant_id, sorted(served))

    async def _tell(self, connection_id: int, reason: str) -> None:
        if reason in _REFUSED:
            await in_thread(engine_health.refused, self.tenant_id, connection_id)
        else:
            await in_thread(engine_health.failed, self.tenant_id, connection_id, reason=reason)
