"""A table as a CSV file that no spreadsheet mistakes for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """With a byte order mark, so that Excel reads it as UTF-8."""
    written = io.StringIO()
    csv.writer(written).writerows([[_harmless(cell) for cell in row] for row in [headings, *rows]])
    return f"\N{BYTE ORDER MARK}{written.getvalue()}"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_BEGINS_FORMULA) else cell
