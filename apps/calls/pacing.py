"""How many calls a second and at once a connection, a number, a tenant and the platform may place. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Retries leave a fifth of the lines, and of the pace, to fresh leads.
HEADROOM = 0.2


class Scope(StrEnum):
    CONNECTION = "connection"
    NUMBER = "number"
    TENANT = "tenant"
    PLATFORM = "platform"


@dataclass(frozen=True)
class Limit:
    """0 means none. `connection_id` where the scope is a connection, or a number of it."""

    scope: Scope
    per_second: float = 0
    at_once: int = 0
    connection_id: int | None = None

    @property
    def binds(self) -> bool:
        return self.per_second > 0 or self.at_once > 0

    @property
    def interval_seconds(self) -> float:
        """Between two calls."""
        return 1 / self.per_second if self.per_second else 0.0

    @property
    def at_once_for_retries(self) -> int:
        """A single line is shared: nothing can be left of it."""
        return self.at_once - max(1, int(self.at_once * HEADROOM)) if self.at_once > 1 else self.at_once


@dataclass(frozen=True)
class Route:
    """A way out: a carrier's connection, and the number that the call shows."""

    connection_id: int
    caller_id: str


def binding(limits: Sequence[Limit], routes: Sequence[Route]) -> list[Limit]:
    """The limits that matter to any of the routes; none where calls may go as they come."""
    used = {None, *(route.connection_id for route in routes)}
    return [limit for limit in limits if limit.binds and limit.connection_id in used]


def burst_seconds(leads: int, limits: Sequence[Limit]) -> float:
    """When the last of so many leads of one instant is called, after the first, by one route's slowest limit."""
    return max(0, leads - 1) * max((limit.interval_seconds for limit in limits), default=0.0)


def locks(limits: Sequence[Limit], *, tenant_id: int, routes: Sequence[Route]) -> Iterator[str]:
    """What must be held while a line is taken, by name: whoever could take the same waits."""
    scopes = {limit.scope for limit in limits}
    yield f"lines:tenant:{tenant_id}"
    if Scope.PLATFORM in scopes:
        yield "lines:platform"
    yield from (f"lines:connection:{route.connection_id}" for route in routes)
