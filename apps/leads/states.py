"""Where a lead stands, and which moves there are."""

from django.db import models


class State(models.TextChoices):
    NEW = "new", "New"
    CONTACTING = "contacting", "Contacting"
    ENGAGED = "engaged", "Engaged"
    QUALIFIED = "qualified", "Qualified"
    BOOKED = "booked", "Booked"
    LOST = "lost", "Lost"
    UNREACHABLE = "unreachable", "Unreachable"
    BLOCKED = "blocked", "Blocked"


_ENDS = frozenset({State.LOST, State.UNREACHABLE, State.BLOCKED})
MOVES: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.CONTACTING, State.ENGAGED}) | _ENDS,
    State.CONTACTING: frozenset({State.ENGAGED}) | _ENDS,
    State.ENGAGED: frozenset({State.QUALIFIED, State.BOOKED}) | _ENDS,
    State.QUALIFIED: frozenset({State.BOOKED}) | _ENDS,
    State.BOOKED: _ENDS,
    # They called back, or wrote: the door opens again.
    State.LOST: frozenset({State.ENGAGED}),
    State.UNREACHABLE: frozenset({State.CONTACTING, State.ENGAGED}),
    State.BLOCKED: frozenset({State.ENGAGED}),
}


def may_move(current: State, *, to: State) -> bool:
    return to in MOVES[current]


def leading_to(state: State) -> list[State]:
    """The states from which a lead may move there."""
    return [before for before, targets in MOVES.items() if state in targets]
