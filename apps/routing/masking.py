"""How a lead's values are shown in a trace: enough to understand the decision, too little to reach the person."""

from datetime import datetime

from apps.core import phones

from .subject import ANSWER, CAMPAIGN, Value

MISSING = "nothing"
_MOST = 80
_PRIVATE = frozenset({"name", "first_name", "last_name", "found.caller_name", "found.profile"})


def shown(field: str, value: Value) -> str:
    """The value in a word; numbers, addresses and names are masked."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%a %H:%M}"
    return _text(field, value)


def _text(field: str, value: str) -> str:
    if field == "phone":
        return phones.masked(value)
    if field == "email":
        return f"•••@{value.rpartition('@')[2]}"
    if field in _PRIVATE:
        return f"{value[:1]}•••"
    if field.startswith((ANSWER, CAMPAIGN)) and _is_contact(value):
        return "•••"
    return value if len(value) <= _MOST else f"{value[: _MOST - 1]}…"


def _is_contact(value: str) -> bool:
    """An answer may be a second number or address."""
    return "@" in value or sum(map(str.isdigit, value)) >= 7
