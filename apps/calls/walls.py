"""The fraud walls at one call or text: who was contacted and what was spent before, and whether there is room.

Read with the gate's other facts, and asked once more in the statement that writes the intent, behind locks: two
workers that both saw room for the last number of a prefix don't both get it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from apps.compliance.facts import Budget, Velocity
from apps.tenants import access

from .dials import Walls
from .prices import Fare

HOUR = timedelta(hours=1)
YOUNG = timedelta(days=7)
# With so many dials left nobody needs to wait for anybody: workers have fewer under way between question and intent.
AMPLE = 32
ALERT_SHARE = 0.8
_NUMBERS_OF_A_YOUNG_SOURCE = 30


class Around(NamedTuple):
    """What `COLUMNS` read, in their order; the tenant's own walls are None where it set none."""

    source_id: int
    pause: str | None
    is_demo: bool
    tenant_since: datetime
    zone: str
    is_over_plan: bool | None
    calls_held: str
    countries: list[str] | None
    numbers_per_prefix: int | None
    numbers_per_source: int | None
    numbers_when_new: int | None
    call_micros: int | None
    hour_micros: int | None
    day_micros: int | None
    is_cleared: bool
    was_contacted: bool
    prefix_numbers: int
    source_numbers: int
    tenant_numbers: int
    hour_spent: int
    day_spent: int
    platform_spent: int


@dataclass(frozen=True)
class Room:
    """What the walls leave for one call or text. `velocities` bind it, `budgets` are those that somebody set."""

    source_id: int
    prefix: str
    is_new: bool
    velocities: tuple[Velocity, ...]
    budgets: tuple[Budget, ...]
    rate_micros: int
    cost_micros: int
    hour_from: datetime
    day_from: datetime
    platform_from: datetime

    def short(self) -> Iterator[Budget]:
        """Budgets of which this contact leaves less than a fifth."""
        for each in self.budgets:
            if each.resets_at and each.spent_micros + self.cost_micros >= ALERT_SHARE * each.most_micros:
                yield each

    def narrow(self) -> Mapping[str, int]:
        """The walls that are asked once more with the intent, and what they allow.

        The prefix's always, the wider ones where it gets narrow.
        """
        numbers = {
            each.code: each.most
            for each in self.velocities
            if each.code == "prefix_velocity" or each.most - each.numbers <= AMPLE
        }
        micros = {
            each.name: each.most_micros
            for each in self.budgets
            if each.resets_at and each.most_micros - each.spent_micros <= AMPLE * self.cost_micros
        }
        return numbers | micros

    def locks(self, tenant_id: int) -> list[int]:
        """Whoever writes the intent holds these, so that what it asks once more is true until it commits."""
        names = {
            "prefix_velocity": f"wall:{tenant_id}:{self.prefix}",
            "source_velocity": f"wall:{tenant_id}:source:{self.source_id}",
            "platform": "wall",
        }
        return [access.lock(name) for name in {names.get(each, f"wall:{tenant_id}") for each in self.narrow()}]

    def params(self) -> Mapping[str, object]:
        """What `HAS_ROOM` and the ledger's row ask for, beside the step's own; 0 is no wall."""
        most = self.narrow()
        return {
            "source": self.source_id,
            "prefix": self.prefix,
            "is_new": self.is_new,
            "rate": self.rate_micros,
            "cost": self.cost_micros,
            "most_prefix": most.get("prefix_velocity", 0),
            "most_source": most.get("source_velocity", 0),
            "most_tenant": most.get("tenant_velocity", 0),
            "most_hour": most.get("hour", 0),
            "most_day": most.get("day", 0),
            "most_platform": most.get("platform", 0),
            "hour_from": self.hour_from,
            "day_from": self.day_from,
        }


def room(around: Around, phone: str, fare: Fare, *, at: datetime, platform_micros: int) -> Room:
    """What the tenant's walls, or our defaults, leave for a contact of this fare to this number now."""
    walls = in_force(around, at=at)
    hour_from, day_from = hour_of(at), day_of(at, around.zone)
    budgets = [
        Budget(fare.budget, walls.call_micros, 0, None),
        Budget("hour", walls.hour_micros, around.hour_spent, hour_from + HOUR),
        Budget("day", walls.day_micros, around.day_spent, day_of(day_from + 26 * HOUR, around.zone)),
        Budget("platform", platform_micros, around.platform_spent, day_of(at, "UTC") + 24 * HOUR),
    ]
    is_new = not around.was_contacted
    return Room(
        source_id=around.source_id,
        prefix=prefix_of(phone),
        is_new=is_new,
        velocities=tuple(_velocities(around, walls, at=at)) if is_new and not around.is_cleared else (),
        budgets=tuple(each for each in budgets if each.most_micros),
        rate_micros=fare.rate_micros,
        cost_micros=fare.most_micros,
        hour_from=hour_from,
        day_from=day_from,
        platform_from=day_of(at, "UTC"),
    )


def in_force(around: Around, *, at: datetime) -> Walls:
    """The tenant's own walls, or the defaults of its age."""
    if around.numbers_per_prefix is None:
        return defaults(is_demo=around.is_demo, is_young=at - around.tenant_since < YOUNG)
    own = {name: getattr(around, name) for name in OWN}
    return Walls(**own)


def defaults(*, is_demo: bool, is_young: bool) -> Walls:
    """Where a tenant set nothing. A demo's numbers are fiction: an area shares a prefix, and nobody earns by it."""
    if is_demo:
        return Walls(**dict.fromkeys(OWN, 0) | {"countries": []})
    return Walls(numbers_per_source=_NUMBERS_OF_A_YOUNG_SOURCE) if is_young else Walls()


def prefix_of(phone: str) -> str:
    """The number without its last four digits."""
    return phone[:-4]


def hour_of(at: datetime) -> datetime:
    """When the hour began."""
    return at.replace(minute=0, second=0, microsecond=0)


def day_of(at: datetime, zone: str) -> datetime:
    """When the day began there."""
    return at.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(at.tzinfo)


def _velocities(around: Around, walls: Walls, *, at: datetime) -> Iterator[Velocity]:
    is_young = at - around.tenant_since < YOUNG
    counted = [
        Velocity("prefix_velocity", around.prefix_numbers, walls.numbers_per_prefix),
        Velocity("source_velocity", around.source_numbers, walls.numbers_per_source),
        Velocity("tenant_velocity", around.tenant_numbers, walls.numbers_when_new if is_young else 0),
    ]
    yield from (each for each in counted if each.most)


OWN = (
    "countries",
    "numbers_per_prefix",
    "numbers_per_source",
    "numbers_when_new",
    "call_micros",
    "hour_micros",
    "day_micros",
)
