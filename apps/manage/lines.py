"""Form fields for lists and pairs, typed as lines: "their field → ours" rather than JSON."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget

_ARROW = re.compile(r"\s*(?:→|->|=>)\s*")


class PairsField(forms.CharField):
    """A dict of texts, one "left → right" a line; "->" and "=" do as well."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4, "spellcheck": "false"}))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return "\n".join(f"{left} → {right}" for left, right in value.items())
        return value

    def to_python(self, value: Any) -> Any:
        return dict(_pair(line) for line in _lines(value))


class ListField(forms.CharField):
    """A list of texts, one a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "spellcheck": "false"}))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, Sequence) and not isinstance(value, str) else value

    def to_python(self, value: Any) -> Any:
        return [part for line in _lines(value) for part in re.split(r"[,\s]+", line) if part]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(self.prepare_value(initial)) != self.to_python(data))


def _lines(value: Any) -> list[str]:
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]


def _pair(line: str) -> tuple[str, str]:
    parts = _ARROW.split(line, maxsplit=1)
    left, right = parts if len(parts) == 2 else (part.strip() for part in line.rpartition("=")[::2])
    if not left or not right:
        raise forms.ValidationError(
            "Write one pair a line, e.g. Mobile number → phone. This is not one: %(line)s", params={"line": line[:60]}
        )
    return left, right
