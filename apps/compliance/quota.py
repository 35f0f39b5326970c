"""What the tenant's plan has no more room for: it is held, and goes by itself once there is room again."""

from collections.abc import Iterator

from .facts import Facts, UsedUp
from .verdict import Reason

# Of reasons that end neither by waiting until an instant nor by a person's word at the tenant.
CODES = frozenset(UsedUp) - {UsedUp.NOT}
_SAYS = {
    UsedUp.LEADS: "your plan's leads of this month are used up",
    UsedUp.CALLS: "your plan's calls of this month are used up",
    UsedUp.MINUTES: "your agent's minutes of this month are used up",
}
_THEN = "it goes on when the month turns, or when LeadHub raises the limit"


def broken(facts: Facts) -> Iterator[Reason]:
    """What is used up, if this contact would need it."""
    if facts.used_up:
        yield Reason(facts.used_up.value, f"{_SAYS[facts.used_up]}: {_THEN}")
