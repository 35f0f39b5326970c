"""What is wrong with a set of rules although each of them is well formed. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .actions import Actions, AnsweredBy
from .implying import implies, never
from .rules import Rule, RuleSet


class Code(StrEnum):
    UNREACHABLE = "unreachable"
    NEVER = "never"
    NO_CATCH_ALL = "no_catch_all"
    NOT_THERE = "not_there"


@dataclass(frozen=True)
class Finding:
    """`rule` is the key of the rule that it is about, "" where it is about all of them."""

    code: Code
    rule: str
    says: str


@dataclass(frozen=True)
class Active:
    """What rules may point at today."""

    teams: frozenset[int] = frozenset()
    reps: frozenset[int] = frozenset()
    cadences: frozenset[str] = frozenset()
    scripts: frozenset[str] = frozenset()


def findings(rules: RuleSet, *, active: Active) -> list[Finding]:
    """Everything that a manager should look at before publishing, in the order of the rules."""
    enabled = rules.enabled()
    found = [finding for place, rule in enumerate(enabled) for finding in _of(rule, enabled[:place], active)]
    if not any(rule.is_catch_all for rule in enabled):
        says = "No rule takes everybody: leads that none of them matches are treated as the playbook says."
        found.append(Finding(Code.NO_CATCH_ALL, "", says))
    return found


def _of(rule: Rule, before: tuple[Rule, ...], active: Active) -> Iterator[Finding]:
    if never(rule.when):
        yield Finding(Code.NEVER, rule.key, "No lead can match: its conditions contradict each other.")
    elif shadow := next((earlier for earlier in before if implies(rule.when, earlier.when)), None):
        says = f"It is never reached: “{shadow.name}” before it takes every lead that would match."
        yield Finding(Code.UNREACHABLE, rule.key, says)
    yield from (Finding(Code.NOT_THERE, rule.key, says) for says in _absent(rule.then, active))


def _absent(then: Actions, active: Active) -> Iterator[str]:
    if then.answered_by is AnsweredBy.TEAM and then.team not in active.teams:
        yield "Its team is switched off or gone: the AI agent would answer."
    if then.answered_by is AnsweredBy.REP and then.rep not in active.reps:
        yield "Its rep is switched off or gone: the AI agent would answer."
    if then.cadence and then.cadence not in active.cadences:
        yield f"There is no cadence “{then.cadence}” in use: the usual one would be followed."
    if then.script and then.script not in active.scripts:
        yield f"There is no script “{then.script}” in use: the usual one would be followed."
