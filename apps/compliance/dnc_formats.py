"""Files of registries: what one line says. Pure, and quick enough for a million lines in seconds.

The national registry's full file has `areacode,number` a line, its change file `areacode,number,date,A|D` (A: added, D:
deleted). States give ten digits a line, in any spelling, or a table whose first such column counts (wire/
compliance-apis.md H1, H5). Numbers are kept as an integer: the country code 1 and ten digits.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

# North American: area code and exchange begin with 2 to 9.
_LINE = re.compile(r'^\s*"?(?:\+?1[-. ]?)?\(?([2-9]\d\d)\)?"?[-.,; \t]*"?([2-9]\d\d)[-. ]?(\d{4})"?\s*(?:[,;\t|].*)?$')
_CELL = re.compile(r'[,;\t|]\s*"?(?:\+?1[-. ]?)?\(?([2-9]\d\d)\)?[-. ]?([2-9]\d\d)[-. ]?(\d{4})"?\s*(?=[,;\t|]|$)')
_CHANGE = re.compile(r'^\s*"?([2-9]\d\d)"?,"?([2-9]\d\d)[-. ]?(\d{4})"?,"?(\d{4}-\d\d-\d\d)"?,"?([AD])"?\s*$')
_MOST_SHOWN = 20


@dataclass
class Refused:
    """Lines that no number could be read from: how many, and the first of them with their numbers."""

    count: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)

    def add(self, number: int, line: str) -> None:
        self.count += 1
        if len(self.first) < _MOST_SHOWN:
            self.first.append((number, line.strip()[:80]))


@dataclass(frozen=True)
class Change:
    """One line of a change file."""

    phone: int
    on: date
    is_added: bool


def full(lines: Iterable[str], refused: Refused) -> Iterator[int]:
    """The numbers of a whole list, in the file's order; a first line without a number is its header."""
    for number, line in enumerate(lines, start=1):
        found = _LINE.match(line) or _CELL.search(line)
        if found:
            yield int("1" + found[1] + found[2] + found[3])
        elif line.strip() and not (number == 1 and _is_header(line)):
            refused.add(number, line)


def changes(lines: Iterable[str], refused: Refused) -> Iterator[Change]:
    """What has come and gone since the last file."""
    for number, line in enumerate(lines, start=1):
        found = _CHANGE.match(line)
        if found:
            try:
                yield Change(int("1" + found[1] + found[2] + found[3]), date.fromisoformat(found[4]), found[5] == "A")
            except ValueError:
                refused.add(number, line)
        elif line.strip() and not (number == 1 and _is_header(line)):
            refused.add(number, line)


def _is_header(line: str) -> bool:
    return not any(letter.isdigit() for letter in line)
