"""A script as it stands in the editor: all as typed, rows in their order; read from a form or from a document."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.scripts.document import Script

from . import layout
from .fields import Field, Rows, Widget

_DEED = re.compile(r"(?P<path>[a-z0-9-]+?)-(?P<deed>add|up|down|remove)")
_DEFAULT = Script()


@dataclass
class Row:
    """`typed` by field, `rows` by list; `key` is the row's number in the form, `errors` stand beside the fields."""

    key: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list["Row"]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read(posted: Mapping[str, str]) -> Row:
    """What was posted. Rows come in the order in which they stand in the form, whatever their numbers."""
    return _read(posted, "", layout.FIELDS, layout.ROWS, key="")


def filled(document: Script) -> Row:
    """What the editor shows of a document: what is as by default is left empty."""
    return _filled(document, layout.FIELDS, layout.ROWS, key="")


def blank(rows: Rows, *, key: str) -> Row:
    """A row to be filled in."""
    typed = {"is_required": "on"} if rows.name == "questions" else {}
    return Row(key, typed, {inner.name: [] for inner in rows.rows})


def act(sheet: Row, deed: str) -> bool:
    """Add, move or remove a row, as a button of the form asks: "questions-add", "questions-2-criteria-0-up"."""
    asked = _DEED.fullmatch(deed)
    if not asked:
        return False
    holder, specs, parts = sheet, layout.ROWS, asked["path"].split("-")
    while len(parts) > 2:
        spec, row = _spec(specs, parts[0]), _find(holder, parts[0], parts[1])
        if not spec or not row:
            return False
        holder, specs, parts = row, spec.rows, parts[2:]
    spec = _spec(specs, parts[0])
    return spec is not None and _done(holder.rows[spec.name], spec, asked["deed"], parts[1:])


def _done(rows: list[Row], spec: Rows, deed: str, keys: list[str]) -> bool:
    if deed == "add":
        rows.append(blank(spec, key=str(1 + max((int(row.key) for row in rows), default=-1))))
        return True
    at = next((at for at, row in enumerate(rows) if [row.key] == keys), None)
    if at is None:
        return False
    row = rows.pop(at)
    if deed != "remove":
        rows.insert(max(0, at + (-1 if deed == "up" else 1)), row)
    return True


def _spec(specs: Iterable[Rows], name: str) -> Rows | None:
    return next((spec for spec in specs if spec.name == name), None)


def _find(holder: Row, name: str, key: str) -> Row | None:
    return next((row for row in holder.rows.get(name, []) if row.key == key), None)


def _read(posted: Mapping[str, str], prefix: str, fields: Iterable[Field], specs: Iterable[Rows], *, key: str) -> Row:
    typed = {each.name: posted.get(prefix + each.name, "") for each in fields}
    rows = {}
    for spec in specs:
        start = f"{prefix}{spec.name}-"
        keys = dict.fromkeys(
            found[1] for name in posted if (found := re.match(rf"{re.escape(start)}(\d{{1,4}})-", name))
        )
        rows[spec.name] = [
            _read(posted, f"{start}{each}-", spec.fields, spec.rows, key=each) for each in list(keys)[: spec.most + 1]
        ]
    return Row(key, typed, rows)


def _filled(part: Any, fields: Iterable[Field], specs: Iterable[Rows], *, key: str) -> Row:
    typed = {each.name: _typed(each, _value(part, each.name), _value(_DEFAULT, each.name)) for each in fields}
    rows = {
        spec.name: [
            _filled(each, spec.fields, spec.rows, key=str(at)) for at, each in enumerate(getattr(part, spec.name))
        ]
        for spec in specs
    }
    return Row(key, typed, rows)


def _value(part: Any, name: str) -> Any:
    for each in name.split("-"):
        part = getattr(part, each, None)
    return part


def _typed(each: Field, value: Any, default: Any) -> str:
    if isinstance(value, bool):
        shown = "on" if value else ""
        return {"on": "yes", "": "no"}[shown] if each.widget is Widget.VALUE else shown
    if each.widget is Widget.LINES:
        return "\n".join(value)
    if each.widget is Widget.CHOICES:
        return "\n".join(
            f"{choice.value}: {', '.join(choice.also)}" if choice.also else choice.value for choice in value
        )
    if value is None or (value == default and each.placeholder):
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
