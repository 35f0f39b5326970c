"""Whose turn it is: smooth weighted round robin. Pure; `taking` does the same within one statement of Postgres.

Everybody who is there is credited their weight; who has most takes the lead and pays what all were credited. So each
gets the share of their weight, as evenly spread as can be; who is away is credited nothing and owes nothing later.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Seat:
    """A rep who could take the lead."""

    rep_id: int
    weight: int
    credit: int


def next_up(seats: Sequence[Seat]) -> Seat:
    """Whose turn it is; of equals the one who has been here longest. `seats` has at least one."""
    return max(seats, key=lambda seat: (seat.credit + seat.weight, -seat.rep_id))


def after(seats: Sequence[Seat], *, taken_by: Seat) -> list[Seat]:
    """The credits once that one has taken the lead."""
    total = sum(seat.weight for seat in seats)
    return [
        replace(seat, credit=seat.credit + seat.weight - (total if seat.rep_id == taken_by.rep_id else 0))
        for seat in seats
    ]
