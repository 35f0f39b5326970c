"""Use case: which rule takes a lead, and why. Pure: from the published rules, no look at the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from apps.leads.capture import Captured
from apps.leads.models import Lead, Source

from . import actions, compiling, conditions, subject
from .actions import Actions
from .compiling import Checked, Probe, Test
from .rules import CATCH_ALL, Rule, RuleSet
from .subject import FOUND, Person, Subject

_NOTHING: Mapping[str, str] = {}
# So many rules that were passed over are told of on the timeline.
MOST_TOLD = 20


@dataclass(frozen=True)
class Ready:
    """A rule that can be asked."""

    rule: Rule
    passes: Test
    probes: tuple[Probe, ...]

    def trace(self, asked: Subject) -> "RuleTrace":
        """Everything that the rule found in a lead."""
        checks = tuple([probe.look(asked) for probe in self.probes])
        return RuleTrace(self.rule.key, self.rule.name, self.passes(asked), checks)

    def objection(self, asked: Subject) -> "RuleTrace":
        """The first that speaks against the rule, which does not take the lead."""
        against = next((probe for probe in self.probes if probe.passes(asked) is probe.negated), None)
        return RuleTrace(self.rule.key, self.rule.name, passed=False, checks=(against.look(asked),) if against else ())


@dataclass(frozen=True)
class Compiled:
    """The enabled rules of one version; `version` is 0 where nothing is published."""

    version: int
    rules: tuple[Ready, ...]
    # Facts of services that some rule asks for: see `enrichment.base.FACTS`.
    needs: frozenset[str] = frozenset()

    def first(self, asked: Subject) -> Rule:
        """The rule that takes the lead; the catch-all that everybody has, if none does."""
        for ready in self.rules:
            if ready.passes(asked):
                return ready.rule
        return CATCH_ALL


@dataclass(frozen=True)
class RuleTrace:
    """What became of one rule."""

    key: str
    name: str
    passed: bool
    checks: tuple[Checked, ...]


@dataclass(frozen=True)
class Routed:
    """The decision, with what a timeline needs to tell it; the winner is the last of the trace."""

    actions: Actions
    version: int
    rule_key: str
    rule_name: str
    trace: tuple[RuleTrace, ...]

    @property
    def is_built_in(self) -> bool:
        """No rule of the tenant took the lead: the playbook alone decides."""
        return self.rule_key == CATCH_ALL.key

    def facts(self) -> Mapping[str, object]:
        """For the event `lead.routed`: version, rule, actions, why this rule and why not those before it."""
        *passed_over, winner = self.trace
        return {
            "version": self.version,
            "rule": self.rule_key,
            "rule_name": self.rule_name,
            "actions": actions.carried(self.actions),
            "because": [check.facts() for check in winner.checks],
            "passed_over": [_failed(rule) for rule in passed_over[:MOST_TOLD]],
        }


def compiled(rules: RuleSet, *, version: int) -> Compiled:
    """Make the rules ready, about 30 µs a rule."""
    ready = [Ready(rule, compiling.test(rule.when), compiling.probes(rule.when)) for rule in rules.enabled()]
    return Compiled(version, tuple(ready), _needs(rules))


def _needs(rules: RuleSet) -> frozenset[str]:
    asked = (leaf.field for rule in rules.enabled() for leaf in conditions.leaves(rule.when))
    return frozenset(field.removeprefix(FOUND) for field in asked if field.startswith(FOUND))


NOTHING_PUBLISHED = Compiled(0, ())


def for_lead(rules: Compiled, captured: Captured, *, source: Source, zone: ZoneInfo, now: datetime) -> Routed:
    """Decide for a lead that has just come in; the same call answers "what would happen", for nothing is done."""
    return of(rules, as_asked(captured, source=source, zone=zone, now=now))


def as_asked(captured: Captured, *, source: Source, zone: ZoneInfo, now: datetime) -> Subject:
    """A lead as it comes in; `zone` is that of the tenant."""
    return subject.at(_person(captured), source=source.slug, source_kind=source.kind, now=now, zone=zone)


def as_kept(lead: Lead, *, zone: ZoneInfo, now: datetime, found: Mapping[str, str] = _NOTHING) -> Subject:
    """A lead that is kept, as it would come in at this instant: give `received_at` for how it was."""
    source = lead.source
    return subject.at(_person(lead, found), source=source.slug, source_kind=source.kind, now=now, zone=zone)


def _person(of: Captured | Lead, found: Mapping[str, str] = _NOTHING) -> Person:
    return Person(
        first_name=of.first_name,
        last_name=of.last_name,
        email=of.email,
        phone=of.phone,
        answers=of.answers,
        campaign=of.campaign,
        is_test=of.is_test,
        found=found,
    )


def of(rules: Compiled, asked: Subject) -> Routed:
    """Decide; of the rules before the winner, the trace has the first objection each."""
    trace: list[RuleTrace] = []
    for ready in rules.rules:
        if ready.passes(asked):
            return _routed(ready.rule, rules.version, [*trace, ready.trace(asked)])
        trace.append(ready.objection(asked))
    return _routed(CATCH_ALL, rules.version, [*trace, _NOTHING_ASKED])


def explain(rules: Compiled, asked: Subject) -> tuple[RuleTrace, ...]:
    """Every enabled rule with all that it found, also those after the winner."""
    return tuple(ready.trace(asked) for ready in rules.rules)


_NOTHING_ASKED = RuleTrace(CATCH_ALL.key, CATCH_ALL.name, passed=True, checks=())


def _routed(rule: Rule, version: int, trace: list[RuleTrace]) -> Routed:
    return Routed(rule.then, version, rule.key, rule.name, tuple(trace))


def _failed(rule: RuleTrace) -> dict[str, object]:
    failed = rule.checks[0].facts() if rule.checks else None
    return {"rule": rule.key, "rule_name": rule.name, "failed": failed}
