"""The do-not-call list as CSV that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable

from apps.compliance.models import DncEntry

HEADER = ("phone", "in force", "closes", "origin", "reason", "source", "added by", "added at", "lifted at")
# OWASP, CSV injection: a cell that begins so is evaluated.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(entries: Iterable[DncEntry]) -> str:
    """One row an entry, the header first."""
    page = io.StringIO()
    rows = csv.writer(page)
    rows.writerow(HEADER)
    rows.writerows([tame(cell) for cell in _row(entry)] for entry in entries)
    return page.getvalue()


def tame(cell: str) -> str:
    """Text that stays text: what could be a formula begins with an apostrophe, as spreadsheets write it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_RISKY) else cell


def _row(entry: DncEntry) -> tuple[str, ...]:
    lifted_at = entry.lifted_at.isoformat() if entry.lifted_at else ""
    in_force = "no" if entry.lifted_at else "yes"
    return (
        entry.phone,
        in_force,
        entry.closes,
        entry.origin,
        entry.reason,
        entry.source,
        entry.added_by,
        entry.created_at.isoformat(),
        lifted_at,
    )
