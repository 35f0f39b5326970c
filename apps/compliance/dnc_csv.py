"""A table of numbers in any layout: which column is the number, which the reason, and is the first line a header?"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_DELIMITERS = (",", ";", "\t", "|")
_NUMBER = re.compile(r"^[\s'\"+(]*\d[\d\s().\-/+]{5,20}(?:\s*(?:x|ext\.?)\s*\d+)?[\s'\"]*$", re.IGNORECASE)
_PHONE_WORDS = re.compile(r"phone|mobile|cell|number|tel|msisdn|numero|número|celular", re.IGNORECASE)
_REASON_WORDS = re.compile(r"reason|note|comment|why|motivo|nota|grund", re.IGNORECASE)
_SAMPLE_LINES = 50
MOST_COLUMNS = 100
NO_COLUMN = -1


@dataclass(frozen=True)
class Layout:
    """How to read the lines; `columns` are their names, or what stands in the first line."""

    delimiter: str
    has_header: bool
    phone_column: int
    reason_column: int
    columns: tuple[str, ...]


class Unreadable(ValueError):
    """No table of numbers; `str()` says why."""


def as_text(content: bytes) -> str:
    """The file with plain line ends, whatever wrote it: UTF-8, UTF-16 (Excel's "Unicode text") or Windows' own."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def guess(text: str) -> Layout:
    """The likeliest layout. Raises `Unreadable` when no column looks like numbers."""
    lines = [line for line in text[:200_000].split("\n")[: _SAMPLE_LINES + 1] if line.strip()]
    for delimiter in sorted(_DELIMITERS, key=lambda each: -min((line.count(each) for line in lines), default=0)):
        rows = [row[:MOST_COLUMNS] for row in _split("\n".join(lines), delimiter)]
        if rows and (phone := _phone_column(rows)) is not None:
            return _layout(rows, delimiter, phone)
    raise Unreadable("no column of the file looks like phone numbers")


def rows(text: str, layout: Layout) -> Iterator[tuple[str, str]]:
    """The number and the reason of each line, as they stand; a line that is all empty is none."""
    for row in _split(text, layout.delimiter):
        yield _cell(row, layout.phone_column), _cell(row, layout.reason_column)


def piece(content: bytes, *, is_last: bool) -> bytes:
    """As much of the start as is whole lines: a line end within quotation marks ends no line."""
    if is_last:
        return content
    end = content.rfind(b"\n")
    while end > 0 and content.count(b'"', 0, end) % 2:
        end = content.rfind(b"\n", 0, end)
    return content[: end + 1] if end > 0 else content


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    # Lenient: a stray quotation mark is a character.
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    return (row for row in reader if any(cell.strip() for cell in row))


def _cell(row: Sequence[str], column: int) -> str:
    return row[column].strip() if 0 <= column < len(row) else ""


def _phone_column(table: Sequence[Sequence[str]]) -> int | None:
    """Where most cells look like a number; a telling header decides between two such columns."""
    body = table[1:] or table
    best, most = None, 0.0
    for column in range(max(map(len, table))):
        hits = sum(bool(_NUMBER.match(_cell(row, column))) and _digits(_cell(row, column)) >= 7 for row in body)
        score = hits + (0.5 if hits and _PHONE_WORDS.search(_cell(table[0], column)) else 0)
        if score > most:
            best, most = column, score
    return best


def _digits(cell: str) -> int:
    return sum(map(str.isdigit, cell))


def _layout(table: Sequence[Sequence[str]], delimiter: str, phone: int) -> Layout:
    first = [cell.strip() for cell in table[0]]
    has_header = _digits(_cell(first, phone)) < 7
    reasons = [at for at, name in enumerate(first) if at != phone and has_header and _REASON_WORDS.search(name)]
    return Layout(delimiter, has_header, phone, reasons[0] if reasons else NO_COLUMN, tuple(first))
