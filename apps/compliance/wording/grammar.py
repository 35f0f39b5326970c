"""Phrases as a tree of words, matched in one pass: no regular expression, no backtracking, linear in the text.

A phrase is written as words. CAPITALS name a class of words, `a/b` is a choice, `word?` may be missing, `|` is the edge
of a clause, `..` stands for up to three words of the same clause and `~` for up to eight words or edges.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from .rules import Rule
from .tokens import BOOK, EDGE, Token

WORD, ANYTHING = "*", "~"
_GAPS = {"..": [[WORD] * count for count in range(4)], "~": [[ANYTHING] * count for count in range(9)]}


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase that was found, as the range of tokens it covers."""

    rule: Rule
    first: int
    last: int

    def touches(self, other: "Match") -> bool:
        return self.first <= other.last and other.first <= self.last


@dataclass(slots=True)
class _Node:
    branches: dict[str, "_Node"] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)


class Grammar:
    """Rules over classes of words, made into one tree."""

    def __init__(self, rules: Sequence[Rule], classes: Mapping[str, Sequence[str]]) -> None:
        self._root = _Node()
        self._classes: dict[str, tuple[str, ...]] = {}
        for name, words in classes.items():
            for word in words:
                self._classes[word] = (*self._classes.get(word, ()), name)
        for rule in rules:
            for phrase in rule.phrases:
                self._plant(phrase, rule)

    def find(self, tokens: Sequence[Token]) -> list[Match]:
        """The longest match of each rule from each token."""
        symbols = [self._symbols(token) for token in tokens]
        found: list[Match] = []
        for start, names in enumerate(symbols):
            if any(name in self._root.branches for name in names):
                found.extend(self._from(start, symbols))
        return found

    def _from(self, start: int, symbols: Sequence[tuple[str, ...]]) -> Iterator[Match]:
        ends: dict[Rule, Match] = {}
        nodes = [self._root]
        for at in range(start, len(symbols)):
            names = symbols[at]
            nodes = [branch for node in nodes for name in names if (branch := node.branches.get(name))]
            if not nodes:
                break
            for node in nodes:
                for rule in node.rules:
                    ends[rule] = Match(rule, start, at)
        return iter(ends.values())

    def _symbols(self, token: Token) -> tuple[str, ...]:
        if token.word == EDGE:
            return (EDGE, ANYTHING)
        return (token.word, *self._classes.get(token.word, ()), WORD, ANYTHING)

    def _plant(self, phrase: str, rule: Rule) -> None:
        for words in product(*map(_alternatives, phrase.split())):
            node = self._root
            for word in (word for part in words for word in part):
                node = node.branches.setdefault(word, _Node())
            if rule not in node.rules:
                node.rules.append(rule)


def _alternatives(element: str) -> list[list[str]]:
    """The sequences of symbols that one element of a phrase stands for."""
    if element in _GAPS:
        return _GAPS[element]
    choices = [[word] for word in element.rstrip("?").split("/") if word not in BOOK.fillers]
    # Fillers are not among the tokens, so a phrase may have them where people do.
    return [*choices, []] if element.endswith("?") or not choices else choices
