"""The shape that every body is brought to: text, objects of text, and lists of them."""

from collections.abc import Mapping, Sequence

MOST_DEPTH = 32
MOST_VALUES = 10_000

type Tree = str | dict[str, Tree] | list[Tree]
type Pairs = Sequence[tuple[str, str]]


def branch(tree: Mapping[str, Tree], *keys: str) -> dict[str, Tree]:
    """The object under these keys, {} where there is none."""
    found: Tree = dict(tree)
    for key in keys:
        found = found.get(key, "") if isinstance(found, dict) else ""
    return found if isinstance(found, dict) else {}


def objects(tree: Mapping[str, Tree], *keys: str) -> list[dict[str, Tree]]:
    """The objects in the list under these keys, [] where there is none."""
    found = branch(tree, *keys[:-1]).get(keys[-1], "")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text(tree: Mapping[str, Tree], *keys: str) -> str:
    """The text under these keys, "" where there is none."""
    found = branch(tree, *keys[:-1]).get(keys[-1], "")
    return found if isinstance(found, str) else ""
