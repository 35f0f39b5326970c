"""Numbers that the pretend carriers have for sale: a few of each area code, all of them fiction."""

from __future__ import annotations

from collections.abc import Container

PLACE = "Springfield"
# Of an area's 555-0100 to -0199, beyond those of the cast and of the demo's leads.
_FOR_SALE = range(180, 190)


def of_area(code: str, *, taken: Container[str]) -> list[str]:
    """What is left of an area code; nothing where the code is none."""
    if len(code) != 3 or not code.isdigit() or code[0] in "01":
        return []
    return [number for n in _FOR_SALE if (number := f"+1{code}5550{n}") not in taken]
