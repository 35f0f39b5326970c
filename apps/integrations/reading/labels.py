"""Labels brought to their values: form builders keep them beside, above or far from each other, in any language."""

from collections.abc import Iterable, Sequence

from . import fields, schemas
from .fields import Object
from .leaves import LABELS, VALUES, VOCABULARY
from .schemas import Labels
from .tree import Tree

_HEADS = frozenset(("columns", "headers", "header", "head", "keys", "fields", "spalten", "columnas", "colonnes"))
_ROWS = frozenset(("rows", "row", "values", "data", "cells", "records", "zeilen", "filas", "lignes"))


def joined(tree: Object) -> Object:
    """The tree with each value under its label, where a schema, a list or a table kept them apart."""
    if not any(isinstance(value, dict | list) for value in tree.values()):
        return tree
    return _object(tree, schemas.labels(tree))


def _object(tree: Object, labels: Labels) -> dict[str, Tree]:
    if found := _table(tree) or _alone(tree):
        return found
    told: dict[str, Tree] = {}
    for key, value in tree.items():
        if schemas.is_one(key, value, labels):
            continue
        name = labels.get(key, key) if not isinstance(value, dict) else key
        told[name if name not in told and name not in tree else key] = _any(value, labels)
    return told


def _any(value: Tree, labels: Labels) -> Tree:
    if isinstance(value, dict):
        return _object(value, labels)
    return _list(value, labels) if isinstance(value, list) else value


def _alone(tree: Object) -> dict[str, Tree]:
    """An object that is one field, its label and its value in whatever language; {} for any other."""
    label, value = fields.key(tree, fields.PLAIN), fields.key(tree, fields.VALUE[:-1])
    if not label or not value or label == value or not isinstance(tree[label], str):
        return {}
    if any(key not in (label, value) and fields.spoken(key) not in fields.DROPPED for key in tree):
        return {}  # something else was said as well
    said = _said(tree[value])
    return {} if isinstance(said, dict) or not tree[label] else {"title": tree[label], "value": said, **_hints(tree)}


def _hints(item: Object) -> dict[str, Tree]:
    return {key: item[key] for key in ("id", "type") if isinstance(item.get(key), str)}


def _said(value: Tree) -> Tree:
    """A list of answers that are objects, as the texts of these."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return value
    return [
        text for each in value if isinstance(each, dict) and (text := fields.text(each, (*fields.VALUE, *fields.LABEL)))
    ]


def _list(values: list[Tree], labels: Labels) -> list[Tree]:
    pairs = [each for each in values if isinstance(each, list) and len(each) == 2 and isinstance(each[0], str)]
    if len(pairs) > 1 and len(pairs) == len(values):
        return [{"title": label, "value": value} for label, value in pairs]
    described = [each for each in values if isinstance(each, dict)]
    if len(described) != len(values) or not described:
        return [_any(each, labels) for each in values]
    label, value = _common(described, fields.LABEL), _common(described, fields.VALUE)
    return [part for each in described for part in _field(each, label, value, labels)]


def _field(item: dict[str, Tree], label: str, value: str, labels: Labels) -> Iterable[Tree]:
    """One field of a list as {"title", "value"}, and after it what else was said of it."""
    known = labels.get(fields.text(item, fields.REFERENCE), "")
    said = known or (item.get(label) if label != value else "")
    is_plain = item.keys() <= VOCABULARY and any(key in item for key in LABELS) and any(key in item for key in VALUES)
    if not value or value not in item or not isinstance(said, str) or not said or isinstance(item[value], dict):
        return [_object(item, labels)]
    if is_plain and not known:
        return [item]
    hints = {key: hint for key, hint in _hints(item).items() if key not in (label, value)}
    more = {
        key: each
        for key, each in item.items()
        if key not in (label, value) and fields.spoken(key) not in fields.DROPPED
    }
    return [{"title": said, "value": _said(item[value]), **hints}, *([_object(more, labels)] if more else [])]


def _common(described: Sequence[Object], spellings: Sequence[str]) -> str:
    """The plainest of these keys that all have, and that tells them apart if it is text everywhere."""
    keys = [fields.key(each, spellings) for each in described]
    if keys[0] and set(keys) == {keys[0]}:
        return keys[0]
    return next((key for key in keys if key and sum(key in each for each in described) * 2 > len(described)), "")


def _table(tree: Object) -> dict[str, Tree]:
    """A head and its only row as an object, {} where this is no table."""
    heads = [each for key, each in tree.items() if fields.spoken(key) in _HEADS]
    rows = [each for key, each in tree.items() if fields.spoken(key) in _ROWS]
    for head in heads:
        for row in rows:
            cells = row[0] if isinstance(row, list) and len(row) == 1 else row
            if _are_texts(head) and _are_texts(cells) and head is not row and len(head) == len(cells) > 1:
                return dict(zip(map(str, head), cells, strict=True))
    return {}


def _are_texts(value: Tree) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
