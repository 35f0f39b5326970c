"""A sheet made into a document: each field read by its widget, every mistake said beside its field."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from apps.core import phones
from apps.scripts.document import Kind, Script
from apps.tenants.models import Tenant

from . import layout
from .fields import Field, Rows, Widget
from .sheet import Row

_LONGEST_ID = 40
_SAID = {
    "string_too_long": "At most {max_length} characters.",
    "too_long": "At most {max_length} of them.",
    "greater_than_equal": "At least {ge}.",
    "less_than_equal": "At most {le}.",
    "int_parsing": "A whole number, e.g. 30.",
    "enum": "Choose one of these.",
    "literal_error": "Choose one of these.",
    "string_pattern_mismatch": "That doesn't look right; compare it with the example.",
}
# Of what a row's short name is made.
_NAMED_BY = ("ask", "label", "phrases", "topics")


def document(sheet: Row, *, tenant: Tenant) -> Script | None:
    """The script; None where something can't be read, and the sheet then says what."""
    sheet.errors.clear()
    told = _told(sheet, layout.FIELDS, layout.ROWS, tenant)
    try:
        script = Script.model_validate(told)
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            row, name = _place(sheet, problem["loc"])
            row.errors.setdefault(name, _says(problem["type"], problem["msg"], problem.get("ctx", {})))
        return None
    return None if _has_errors(sheet) else script


def _told(row: Row, fields: Iterable[Field], specs: Iterable[Rows], tenant: Tenant) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for each in fields:
        value = _value(each, row, tenant)
        if value is not None:
            holder, _, name = each.name.rpartition("-")
            (told.setdefault(holder, {}) if holder else told)[name] = value
    for spec in specs:
        told[spec.name] = [_told(inner, spec.fields, spec.rows, tenant) for inner in row.rows[spec.name]]
        _name(told[spec.name], spec)
        if spec.name == "criteria":
            _compare(told["criteria"], told.get("kind"))
    return told


def _value(each: Field, row: Row, tenant: Tenant) -> Any:
    """None for what the document has a default for."""
    typed = row.typed.get(each.name, "").strip()
    match each.widget:
        case Widget.CHECK:
            return bool(typed)
        case Widget.LINES:
            return _lines(typed)
        case Widget.CHOICES:
            return [_choice(line) for line in _lines(typed)]
        case Widget.PHONE:
            return _phone(each, row, tenant, typed)
    is_wanted = each.name in ("ask", "answer", "label", "id")
    return typed if typed or is_wanted else None


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


def _choice(line: str) -> dict[str, Any]:
    value, _, also = line.partition(":")
    return {"value": value.strip(), "also": [each.strip() for each in also.split(",") if each.strip()]}


def _phone(each: Field, row: Row, tenant: Tenant, typed: str) -> str:
    try:
        return phones.read(typed, region=tenant.region, allow_fiction=tenant.is_demo).e164
    except phones.NotDialable as error:
        row.errors[each.name] = f"Not a number that can be called: {error}." if typed else "Write a phone number."
        return "+10000000"


def _name(rows: list[dict[str, Any]], spec: Rows) -> None:
    """Give each row a short name that no other has; what was typed is made one, and doubles are the lint's to find."""
    if not any(each.name == "id" for each in spec.fields):
        return
    for row in rows:
        row["id"] = _slug(row["id"])
    taken = {row["id"] for row in rows}
    for row in rows:
        if not row["id"]:
            row["id"] = _free(_slug(_words(row)) or spec.one, taken)
            taken.add(row["id"])


def _words(row: dict[str, Any]) -> str:
    words = next((row[name] for name in _NAMED_BY if row.get(name)), "")
    return words if isinstance(words, str) else words[0]


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).lstrip("_0123456789")[:_LONGEST_ID].strip("_")


def _free(wanted: str, taken: set[str]) -> str:
    names: Iterator[str] = (f"{wanted[: _LONGEST_ID - 3]}_{number}" for number in range(2, 100))
    return wanted if wanted not in taken else next(name for name in names if name not in taken)


def _compare(criteria: list[dict[str, Any]], kind: Any) -> None:
    """A criterion's value as the question's kind of answer."""
    for each in criteria:
        typed = each.pop("value", None)
        if typed is not None and each.get("when") != "is_answered":
            each["value"] = _compared(typed, kind)


def _compared(typed: str, kind: Any) -> bool | float | str:
    if kind == Kind.YES_NO and typed.lower() in ("yes", "no"):
        return typed.lower() == "yes"
    if kind in (Kind.NUMBER, Kind.MONEY) and re.fullmatch(r"[$€£]?\s?-?\d[\d,]*(\.\d+)?", typed):
        return float(re.sub(r"[^\d.-]", "", typed))
    return typed


def _place(sheet: Row, loc: tuple[int | str, ...]) -> tuple[Row, str]:
    """The row and field of an error; of what is deeper than a field, the field."""
    row, parts = sheet, list(loc)
    while len(parts) > 2 and isinstance(parts[1], int) and str(parts[0]) in row.rows:
        row, parts = row.rows[str(parts[0])][parts[1]], parts[2:]
    inner = f"{parts[0]}-{parts[1]}" if len(parts) > 1 else ""
    return row, inner if inner in row.typed else str(parts[0])


def _says(kind: str, message: str, bounds: dict[str, Any]) -> str:
    return _SAID[kind].format(**bounds) if kind in _SAID else f"{message}."


def _has_errors(row: Row) -> bool:
    return bool(row.errors) or any(_has_errors(inner) for rows in row.rows.values() for inner in rows)
