"""A tree's leaves: each value with the key it stands under, cut to what Postgres and a page can hold."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .text import MOST_TEXT, UNSTORABLE
from .tree import Tree

MOST_KEY = 1_000
# A field that describes itself, as Elementor, Tally, Meta, TikTok and Google send it: {"title", "value"}.
LABELS = ("title", "label", "question", "name", "key", "field", "column_name", "column_id", "id", "ref")
VALUES = ("value", "values", "string_value", "answer")
_REST = ("type", "raw_value", "required", "options", "choices", "description", "slug")
VOCABULARY = frozenset((*LABELS, *VALUES, *_REST))
_HINTS = ("id", "key", "name", "column_id", "ref", "type")


class Leaf(NamedTuple):
    """One value. `first` is the first of a list's texts (all of it where there is no list)."""

    path: str
    text: str
    first: str
    hints: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def parent(self) -> str:
        return self.path.rpartition(".")[0]


class Leaves(NamedTuple):
    """All leaves with a value; `unstorable`: NULs or lone surrogates went, `cut`: it was too long."""

    leaves: tuple[Leaf, ...]
    flags: frozenset[str]


def of(tree: Mapping[str, Tree]) -> Leaves:
    """The leaves in the order in which they were sent; values that say nothing are left out."""
    flags: set[str] = set()
    cleaned = [_short(_storable(leaf, flags), flags) for leaf in _walk(tree.items(), "") if leaf.text]
    return Leaves(tuple(leaf for leaf in cleaned if leaf.text), frozenset(flags))


def _storable(leaf: Leaf, flags: set[str]) -> Leaf:
    if not (UNSTORABLE.search(leaf.text) or UNSTORABLE.search(leaf.path)):
        return leaf
    flags.add("unstorable")
    path, text, first = (UNSTORABLE.sub("", part).strip() for part in (leaf.path, leaf.text, leaf.first))
    return Leaf(path, text, first, leaf.hints)


def _short(leaf: Leaf, flags: set[str]) -> Leaf:
    if len(leaf.text) <= MOST_TEXT and len(leaf.path) <= MOST_KEY:
        return leaf
    flags.add("cut")
    return Leaf(leaf.path[:MOST_KEY], leaf.text[:MOST_TEXT], leaf.first[:MOST_TEXT], leaf.hints)


def _walk(items: Iterable[tuple[str, Tree]], prefix: str) -> Iterator[Leaf]:
    for key, value in items:
        path = f"{prefix}.{key}" if prefix and key else prefix or key
        if isinstance(value, str):
            text = value.strip()
            yield Leaf(path, text, text)
        elif isinstance(value, dict):
            yield from _object(value, path)
        else:
            yield from _list(value, path)


def _object(value: dict[str, Tree], path: str) -> Iterator[Leaf]:
    label = next((text for key in LABELS if isinstance(text := value.get(key), str) and text), "")
    found = next((value[key] for key in VALUES if key in value), None)
    if not label or found is None or isinstance(found, dict) or not value.keys() <= VOCABULARY:
        yield from _walk(value.items(), path)
        return
    hints = tuple(hint[:MOST_KEY] for key in _HINTS if isinstance(hint := value.get(key), str))
    yield from (leaf._replace(hints=hints) for leaf in _walk([(label, found)], ""))


def _list(values: list[Tree], path: str) -> Iterator[Leaf]:
    texts = [value.strip() for value in values if isinstance(value, str)]
    if texts:
        yield Leaf(path, ", ".join(filter(None, texts)), next(filter(None, texts), ""))
    nested = ((str(place), value) for place, value in enumerate(values) if not isinstance(value, str))
    yield from _walk(nested, path)
