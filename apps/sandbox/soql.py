"""Enough SOQL for a lookup: SELECT … FROM … WHERE … LIMIT n, with = and IN, AND and OR."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

QUERY = re.compile(
    r"\s*SELECT\s+(?P<fields>.+?)\s+FROM\s+(?P<kind>\w+)"
    r"(?:\s+WHERE\s+(?P<where>.+?))?(?:\s+ORDER\s+BY\s+.+?)?(?:\s+LIMIT\s+(?P<limit>\d+))?\s*",
    re.IGNORECASE | re.DOTALL,
)
STRING = r"'(?:[^'\\]|\\.)*'"
TOKEN = re.compile(rf"\s*({STRING}|\(|\)|,|=|[\w.]+)")

type Row = dict[str, Any]
type Test = Callable[[Row], bool]


class Malformed(Exception):
    """It isn't SOQL that we read."""


@dataclass(frozen=True)
class Query:
    fields: list[str]
    kind: str
    where: Test
    limit: int


def parse(text: str) -> Query:
    """Raises `Malformed`."""
    found = QUERY.fullmatch(text)
    if found is None:
        raise Malformed("unexpected token: " + text[:40])
    fields = [name.strip() for name in found["fields"].split(",")]
    where = _Condition(found["where"]).parsed() if found["where"] else _always
    return Query(fields, found["kind"], where, int(found["limit"] or 2000))


def _always(row: Row) -> bool:
    return True


class _Condition:
    """A descent through alternatives, then conjunctions, then single comparisons."""

    def __init__(self, text: str) -> None:
        self._tokens = TOKEN.findall(text)
        if "".join(self._tokens) != re.sub(rf"({STRING})|\s+", lambda m: m[1] or "", text):
            raise Malformed("unexpected token: " + text)

    def parsed(self) -> Test:
        test = self._any()
        if self._tokens:
            raise Malformed("unexpected token: " + self._tokens[0])
        return test

    def _any(self) -> Test:
        tests = [self._all()]
        while self._next_is("OR"):
            tests.append(self._all())
        return lambda row: any(test(row) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._next_is("AND"):
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._next_is("("):
            test = self._any()
            self._expect(")")
            return test
        name = self._take()
        values = self._values()
        return lambda row: _plain(row.get(name)) in values

    def _values(self) -> set[str]:
        if self._next_is("="):
            return {_literal(self._take())}
        self._expect("IN")
        self._expect("(")
        values = {_literal(self._take())}
        while self._next_is(","):
            values.add(_literal(self._take()))
        self._expect(")")
        return values

    def _next_is(self, word: str) -> bool:
        if not self._tokens or self._tokens[0].upper() != word:
            return False
        self._tokens.pop(0)
        return True

    def _expect(self, word: str) -> None:
        if not self._next_is(word):
            raise Malformed("expected " + word)

    def _take(self) -> str:
        if not self._tokens:
            raise Malformed("unexpected end")
        return str(self._tokens.pop(0))


def _literal(token: str) -> str:
    return _plain(re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith("'") else token)


def _plain(value: object) -> str:
    """Text compares without case; what isn't there is null."""
    return "null" if value is None else str(value).casefold()
