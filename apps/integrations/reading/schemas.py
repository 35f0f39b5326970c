"""Labels that stand in a schema, far from the values: {"labels": {"i1": "Phone"}, "values": {"i1": "…"}}."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from . import fields
from .fields import Object
from .tree import Tree

_BAGS = frozenset(
    (
        "labels", "titles", "fieldlabels", "fieldnames", "questions", "legend", "etiquetas", "libelles", "etichette",
        "bezeichnungen", "rotulos",
    )
)  # fmt: skip

type Labels = Mapping[str, str]


def labels(tree: Object) -> Labels:
    """The labels that schemas in the tree give, by an id that a value somewhere stands under."""
    found = list(_labels(tree))
    if not found:
        return {}
    # A bag of labels has the ids as its own keys: somebody else must have them as well.
    seen = Counter(_ids(tree))
    return {name: label for name, label, own in found if seen[name] > own}


def is_one(key: str, value: Tree, known: Labels) -> bool:
    """Whether this is a schema whose labels have gone to their values."""
    return bool(known) and any(name in known for name, _, _ in _told(key, value))


def _labels(tree: Tree | Object, key: str = "") -> Iterator[tuple[str, str, int]]:
    yield from _told(key, tree)
    if isinstance(tree, list):
        for each in tree:
            yield from _labels(each)
    elif isinstance(tree, Mapping):
        for name, each in tree.items():
            yield from _labels(each, name)


def _told(key: str, tree: Tree | Object) -> Iterator[tuple[str, str, int]]:
    """What this very list or object tells of fields: id, label, and how often it has the id as a key itself."""
    if isinstance(tree, list):
        described = [each for each in tree if isinstance(each, dict)]
        if described and all(_is_description(each) and fields.text(each, fields.ID) for each in described):
            yield from ((fields.text(each, fields.ID), fields.text(each, fields.LABEL), 0) for each in described)
    elif isinstance(tree, Mapping) and fields.spoken(key) in _BAGS:
        yield from ((name, said, 1) for name, said in tree.items() if isinstance(said, str) and said)
    elif isinstance(tree, Mapping) and len(tree) > 1:
        bags = [each for each in tree.values() if isinstance(each, dict) and _is_description(each)]
        if len(bags) == len(tree):
            yield from ((name, fields.text(each, fields.LABEL), 1) for name, each in zip(tree, bags, strict=True))


def _is_description(tree: Object) -> bool:
    """Whether it tells a field's label, and no value."""
    label = fields.text(tree, fields.LABEL[:-5])
    return bool(label) and not fields.key(tree, fields.VALUE[:-1]) and fields.text(tree, fields.ID) != label


def _ids(tree: Tree | Object) -> Iterator[str]:
    """Every key, and every id that a value refers to."""
    if isinstance(tree, list):
        for each in tree:
            yield from _ids(each)
    elif isinstance(tree, Mapping):
        yield from tree
        if fields.key(tree, fields.VALUE):
            yield from _references(tree, fields.REFERENCE)
        for each in tree.values():
            yield from _ids(each)


def _references(tree: Object, spellings: Sequence[str]) -> Iterator[str]:
    yield from {said for each, said in tree.items() if isinstance(said, str) and fields.spoken(each) in spellings}
