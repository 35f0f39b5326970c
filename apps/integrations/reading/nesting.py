"""Form fields as a tree: PHP's `a[b][]` and repeated keys, as every form builder nests."""

import re

from apps.integrations.errors import Unreadable

from .tree import MOST_DEPTH, Pairs, Tree

_STEP = re.compile(r"\[([^\[\]]*)\]")


def nested(pairs: Pairs) -> dict[str, Tree]:
    """`a[b]=1` as {"a": {"b": "1"}}; `a[]` and repeated keys as lists. Raises `Unreadable` past 32 levels."""
    tree: dict[str, Tree] = {}
    for key, value in pairs:
        if "[" in key:
            _put(tree, _steps(key), value)
        else:
            _add(tree, key, value)
    return tree


def _steps(key: str) -> list[str]:
    """The key's steps; a key that is not well nested is one step, as it stands."""
    head, bracket, rest = key.partition("[")
    steps = _STEP.findall(bracket + rest)
    if not head or len(bracket + rest) != sum(len(step) + 2 for step in steps):
        return [key]
    if len(steps) >= MOST_DEPTH:
        raise Unreadable(f"nested deeper than {MOST_DEPTH} levels")
    return [head, *steps]


def _put(tree: dict[str, Tree], steps: list[str], value: str) -> None:
    while steps and steps[-1] == "":
        steps.pop()  # `services[]` is a list, and repeated keys are lists already
    for step in steps[:-1]:
        child = tree.setdefault(step, {})
        if not isinstance(child, dict):
            # `a=1&a[b]=2`: the plain value moves in under an empty name.
            child = tree[step] = {"": child}
        tree = child
    _add(tree, steps[-1], value)


def _add(tree: dict[str, Tree], key: str, value: str) -> None:
    present = tree.get(key)
    if present is None:
        tree[key] = value
    elif isinstance(present, dict):
        _add(present, "", value)
    elif isinstance(present, list):
        present.append(value)
    else:
        tree[key] = [present, value]
