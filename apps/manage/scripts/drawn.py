"""The editor's page as its template wants it: every name, id, value, error and finding in its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apps.scripts.lint import Finding

from . import layout
from .fields import Field, Rows, Widget
from .sheet import Row, blank

# Stands for a row's number in what `scripts.js` makes new rows of.
NEW = "__new__"


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Input:
    """One field on the page."""

    spec: Field
    name: str
    typed: str
    error: str
    options: tuple[Option, ...]

    @property
    def id(self) -> str:
        return f"id_{self.name}"

    @property
    def widget(self) -> str:
        return self.spec.widget.value

    @property
    def is_text(self) -> bool:
        return self.spec.widget in (Widget.TEXT, Widget.PHONE, Widget.VALUE)

    @property
    def is_area(self) -> bool:
        return self.spec.widget in (Widget.AREA, Widget.LINES, Widget.CHOICES)

    @property
    def lines(self) -> int:
        """How high the area is."""
        least = 2 if self.spec.widget is Widget.AREA else 3
        return min(10, max(least, self.typed.count("\n") + 1, len(self.typed) // 60 + 1))


@dataclass(frozen=True)
class Line:
    """One row of a list."""

    path: str
    title: str
    inputs: tuple[Input, ...]
    rare: tuple[Input, ...]
    lists: tuple["List", ...]
    findings: tuple[Finding, ...]

    @property
    def is_open(self) -> bool:
        """Whether what is folded away has something to say."""
        return any(each.error for each in self.rare)


@dataclass(frozen=True)
class List:
    """`new` is the row that others are made of."""

    spec: Rows
    path: str
    lines: tuple[Line, ...]
    new: Line
    error: str


@dataclass(frozen=True)
class Block:
    """One section of the page."""

    id: str
    title: str
    help: str
    inputs: tuple[Input, ...]
    lists: tuple[List, ...]
    findings: tuple[Finding, ...]
    is_rare: bool

    @property
    def is_open(self) -> bool:
        return bool(self.findings) or any(each.error for each in self.inputs)


def blocks(sheet: Row, findings: Iterable[Finding]) -> list[Block]:
    """The whole editor."""
    found = tuple(findings)
    return [
        Block(
            section.id,
            section.title,
            section.help,
            tuple(_input(each, sheet, "") for each in section.fields),
            tuple(_list(each, sheet, "", found) for each in section.rows),
            tuple(each for each in found if each.row < 0 and _is_in(each, section.fields, section.rows)),
            section.is_rare,
        )
        for section in layout.SECTIONS
    ]


def place_of(finding: Finding) -> str:
    """The id of the row or section that it is about, for a link."""
    if finding.row >= 0:
        return f"{finding.part}-{finding.row}"
    return next((each.id for each in layout.SECTIONS if _is_in(finding, each.fields, each.rows)), "")


def _is_in(finding: Finding, fields: Iterable[Field], rows: Iterable[Rows]) -> bool:
    part = finding.part
    is_field = any(each.name == part or each.name.startswith(f"{part}-") for each in fields)
    return is_field or any(each.name == part for each in rows)


def _list(spec: Rows, holder: Row, prefix: str, found: tuple[Finding, ...]) -> List:
    path = prefix + spec.name
    of_rows: Mapping[int, tuple[Finding, ...]] = {
        at: tuple(each for each in found if (each.part, each.row) == (spec.name, at))
        for at in range(len(holder.rows[spec.name]))
    }
    lines = tuple(_line(spec, row, f"{path}-{row.key}", of_rows[at]) for at, row in enumerate(holder.rows[spec.name]))
    new = _line(spec, blank(spec, key=NEW), f"{path}-{NEW}", ())
    return List(spec, path, lines, new, holder.errors.get(spec.name, ""))


def _line(spec: Rows, row: Row, path: str, found: tuple[Finding, ...]) -> Line:
    inputs = [_input(each, row, f"{path}-") for each in spec.fields]
    return Line(
        path=path,
        title=spec.one.capitalize(),
        inputs=tuple(each for each in inputs if not each.spec.is_rare),
        rare=tuple(each for each in inputs if each.spec.is_rare),
        lists=tuple(_list(inner, row, f"{path}-", ()) for inner in spec.rows),
        findings=found,
    )


def _input(spec: Field, row: Row, prefix: str) -> Input:
    typed = row.typed.get(spec.name, "")
    options = tuple(Option(str(value), label, str(value) == typed) for value, label in spec.options)
    return Input(spec, prefix + spec.name, typed, row.errors.get(spec.name, ""), options)
