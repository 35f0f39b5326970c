"""What changed between two sets of rules, in words."""

from collections.abc import Iterator

from . import sentences
from .rules import Rule, RuleSet
from .sentences import Names


def words(before: RuleSet, after: RuleSet, *, names: Names) -> list[str]:
    """One sentence a change; nothing where both treat every lead alike and look alike."""
    old, new = _by_key(before), _by_key(after)
    said = [f"Taken away: “{rule.name}”." for key, rule in old.items() if key not in new]
    for key, rule in new.items():
        said += _changes(old[key], rule, names) if key in old else [f"New: “{rule.name}”. {_reads(rule, names)}"]
    return said + list(_moves(before, after))


def _by_key(rules: RuleSet) -> dict[str, Rule]:
    return {rule.key: rule for rule in rules.rules}


def _changes(old: Rule, new: Rule, names: Names) -> Iterator[str]:
    if old.name != new.name:
        yield f"Renamed: “{old.name}” is now “{new.name}”."
    if old.is_enabled != new.is_enabled:
        yield f"Switched {'on' if new.is_enabled else 'off'}: “{new.name}”."
    if old.when != new.when or old.then != new.then:
        yield f"Changed: “{new.name}”. Before: {_reads(old, names)} Now: {_reads(new, names)}"


def _reads(rule: Rule, names: Names) -> str:
    return sentences.rule(rule, names=names)


def _moves(before: RuleSet, after: RuleSet) -> Iterator[str]:
    """Which of the rules that are in both have changed places, by as few words as a person would use."""
    old = [rule.key for rule in before.rules if rule.key in _by_key(after)]
    new = [rule.key for rule in after.rules if rule.key in _by_key(before)]
    stayed = _longest_in_order([old.index(key) for key in new])
    for place, rule in enumerate(after.rules, start=1):
        if rule.key in old and old.index(rule.key) not in stayed:
            yield f"Moved: “{rule.name}” is now number {place}."


def _longest_in_order(places: list[int]) -> set[int]:
    """The longest rising run, gaps allowed: what needs no word."""
    best: list[list[int]] = []
    for at, place in enumerate(places):
        before = [best[earlier] for earlier in range(at) if places[earlier] < place]
        best.append([*_longest(before), place])
    return set(_longest(best))


def _longest(runs: list[list[int]]) -> list[int]:
    return max(runs, key=len, default=[])
