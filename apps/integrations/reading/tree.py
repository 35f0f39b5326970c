"""The shape that every body is brought to: text, objects of text, and lists of them."""

from collections.abc import Sequence

MOST_DEPTH = 32
MOST_VALUES = 10_000

type Tree = str | dict[str, Tree] | list[Tree]
type Pairs = Sequence[tuple[str, str]]
