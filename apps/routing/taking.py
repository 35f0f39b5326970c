"""The two ways to give a rep a lead: for good, in one statement that no other can get between, or only to see who."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from django.db import connection

from . import turns
from .models import Rep
from .turns import Seat


class Taker(Protocol):
    """Gives a lead away among reps who are there."""

    def by_turn(self, team_id: int, reps: Sequence[Rep]) -> int | None:
        """The rep whose turn it is; None if meanwhile all have had their share of today."""

    def directly(self, rep: Rep) -> bool:
        """This rep, turn or not; it costs no turn."""


class Looking:
    """Tells who would take the lead, and changes nothing."""

    def by_turn(self, team_id: int, reps: Sequence[Rep]) -> int | None:
        """The rep whose turn it is."""
        return turns.next_up([Seat(rep.pk, rep.weight, rep.credit) for rep in reps]).rep_id

    def directly(self, rep: Rep) -> bool:
        """Whoever is there could."""
        return True


class Taking:
    """Gives the lead away and keeps the credits. One at a time in a team, until the caller's transaction ends.

    Rows alone would be locked in no fair order: in a rush some waited longer than the lock time-out.
    """

    def __init__(self, *, tenant_id: int, today: date) -> None:
        self._scope: dict[str, Any] = {"tenant": tenant_id, "today": today}

    def by_turn(self, team_id: int, reps: Sequence[Rep]) -> int | None:
        """The rep whose turn it is; None if meanwhile all have had their share of today."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TURNS, team_id % 2**31])
            cursor.execute(_TURN, self._scope | {"reps": [rep.pk for rep in reps]})
            return next((rep_id for rep_id, is_chosen in cursor.fetchall() if is_chosen), None)

    def directly(self, rep: Rep) -> bool:
        """Count the lead; False if they have had their share of today."""
        with connection.cursor() as cursor:
            cursor.execute(_DIRECTLY, self._scope | {"rep": rep.pk})
            return bool(cursor.fetchall())


# Advisory locks of two numbers are apart from those of one, which the intake takes.
TURNS = 7_001
_HAS_ROOM = "(most_a_day = 0 OR taken_on IS DISTINCT FROM %(today)s OR taken < most_a_day)"
# The snapshot is taken after the lock. The rows are locked too: a manager may be saving one of them.
_TURN = f"""
WITH pool AS MATERIALIZED (
    SELECT id, weight, credit, taken, taken_on FROM routing_rep
    WHERE tenant_id = %(tenant)s AND id = ANY(%(reps)s) AND {_HAS_ROOM}
    ORDER BY id FOR UPDATE
), chosen AS MATERIALIZED (
    SELECT id FROM pool ORDER BY credit + weight DESC, id LIMIT 1
)
UPDATE routing_rep r SET
    credit = p.credit + p.weight - CASE WHEN p.id = chosen.id THEN (SELECT sum(weight) FROM pool) ELSE 0 END,
    taken = CASE WHEN p.id <> chosen.id THEN p.taken WHEN p.taken_on = %(today)s THEN p.taken + 1 ELSE 1 END,
    taken_on = CASE WHEN p.id = chosen.id THEN %(today)s ELSE p.taken_on END
FROM pool p CROSS JOIN chosen
WHERE r.tenant_id = %(tenant)s AND r.id = p.id
RETURNING r.id, r.id = chosen.id
"""  # noqa: S608 - made of constants
_DIRECTLY = f"""
UPDATE routing_rep SET taken = CASE WHEN taken_on = %(today)s THEN taken + 1 ELSE 1 END, taken_on = %(today)s
WHERE tenant_id = %(tenant)s AND id = %(rep)s AND {_HAS_ROOM}
RETURNING id
"""  # noqa: S608 - made of constants
