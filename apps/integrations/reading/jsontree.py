"""JSON as senders write it: numbers kept to the letter, doubled keys seen, sloppy line breaks let pass.

The standard library's scanner reads a lead in 3 µs with these hooks; orjson's 1 µs would cost the digits of
long ids, the doubled keys, and a second parser for every odd body (two parsers may disagree: ASVS 1.5.3).
"""

import json
from typing import Any

from apps.integrations.errors import Unreadable

from .tree import MOST_DEPTH, MOST_VALUES, Tree

_WORDS = {True: "true", False: "false", None: ""}


def parse(text: str) -> tuple[Tree, bool]:
    """The tree, and whether an object had a key twice (the last one counts). Raises `Unreadable`."""
    counter = _Counter()
    decoder = json.JSONDecoder(
        object_pairs_hook=counter.made, parse_int=str, parse_float=str, parse_constant=str, strict=False
    )
    try:
        found = decoder.decode(text)
    except ValueError as error:
        raise Unreadable(f"the body is not JSON: {error}") from error
    except RecursionError as error:
        raise Unreadable("the JSON is nested too deep") from error
    return _as_text(found, depth=1), counter.doubled


class _Counter:
    """Makes the objects of one body, and remembers what a plain dict would forget."""

    def __init__(self) -> None:
        self.values = 0
        self.doubled = False

    def made(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        self.doubled = self.doubled or len(made) != len(pairs)
        self.values += len(pairs)
        if self.values > MOST_VALUES:
            raise Unreadable(f"more than {MOST_VALUES:,} values")
        return made


def _as_text(value: Any, *, depth: int) -> Tree:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if depth > MOST_DEPTH:
        raise Unreadable(f"nested deeper than {MOST_DEPTH} levels")
    if isinstance(value, dict):
        return {key: _as_text(child, depth=depth + 1) for key, child in value.items()}
    return [_as_text(child, depth=depth + 1) for child in value]
