"""A file of people as lines of cells by heading: any delimiter, any encoding that a spreadsheet writes."""

import csv
from collections.abc import Mapping

from apps.compliance import dnc_csv
from apps.integrations.reading import shapes

MOST_LINES = 20_000
MOST_BYTES = 10 * 2**20
MOST_CELLS = 100
_DELIMITERS = (",", ";", "\t", "|")


class NoList(ValueError):
    """No list of people; `str()` says why."""


def lines(content: bytes) -> list[Mapping[str, str]]:
    """The cells of each line by its heading; a line that is all empty is none. Raises `NoList`."""
    if len(content) > MOST_BYTES:
        raise NoList("a file may have 10 MB; split it")
    table = _table(dnc_csv.as_text(content))
    if len(table) < 2:
        raise NoList("it has no line below its headings")
    if len(table) > MOST_LINES + 1:
        raise NoList(f"a file may have {MOST_LINES:,} lines; split it")
    heads = _heads(table[0])
    return [dict(zip(heads, row, strict=False)) for row in table[1:]]


def _table(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        # Spreadsheets write an apostrophe before what they would take for a formula.
        found = [[cell.strip().removeprefix("'") for cell in row[:MOST_CELLS]] for row in reader]
    except csv.Error as error:
        raise NoList(f"it is no table: {error}") from error
    return [row for row in found if any(row)]


def _heads(first: list[str]) -> list[str]:
    """The headings, each once. Raises `NoList` where the first line is somebody already."""
    if any(shapes.is_email(cell) or shapes.must_be_phone(cell) for cell in first):
        raise NoList("its first line must be headings, such as Name, Phone, E-mail")
    heads: list[str] = []
    for at, cell in enumerate(first):
        heads.append(cell if cell and cell not in heads else f"{cell or 'column'} {at + 1}")
    return heads
