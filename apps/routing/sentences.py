"""Says a rule in plain English ("READS AS"), so that a manager can check what was clicked together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from . import compiling, fields
from .actions import Actions, AnsweredBy, Priority
from .conditions import Comparison, Condition, Every, InHours, Negated, OneOf, Presence, Some, TextTest
from .rules import Rule


@dataclass(frozen=True)
class Names:
    """What people call the things that rules know by id or short name."""

    teams: Mapping[int, str] = field(default_factory=dict)
    reps: Mapping[int, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def team(self, team_id: int | None) -> str:
        return self.teams.get(team_id or 0, "a team that is not there")

    def rep(self, rep_id: int | None) -> str:
        return self.reps.get(rep_id or 0, "a rep who is not there")


def rule(of: Rule, *, names: Names) -> str:
    """ "If source is Website form and state is one of TX or OK: ring a rep of Sales, first of all." """
    return f"{when(of, names=names)}: {then(of.then, names=names)}."


def when(of: Rule, *, names: Names) -> str:
    """The first half, without a colon."""
    return "Every lead that gets here" if of.is_catch_all else f"If {condition(of.when, names=names)}"


def condition(of: Condition, *, names: Names) -> str:
    """The condition within a sentence."""
    match of:
        case Every(of=parts):
            return _joined(parts, "and", names) if parts else "anything"
        case Some(of=parts):
            return _joined(parts, "or", names)
        case Negated(of=Presence(op=op, field=name)):
            return _presence(name, is_there=op == "missing")
        case Negated(of=part):
            return f"it is not so that {_bracketed(part, names)}"
    return _comparison(of, names)


def then(of: Actions, *, names: Names) -> str:
    """The actions within a sentence."""
    said = [_answered(of, names)]
    if of.priority is not Priority.NORMAL:
        said.append("before other calls" if of.priority is Priority.FIRST else "after other calls")
    said += [f"CRM owner {of.crm_owner}"] if of.crm_owner else []
    said += [f"tell {of.channel}"] if of.channel else []
    said += [f"follow up by “{of.cadence}”"] if of.cadence else []
    return ", ".join(said)


def listed(words: Sequence[str], last: str) -> str:
    """ "TX", "TX or OK", "TX, OK or LA"; a long list is cut short."""
    shown = [*words[:6], f"{len(words) - 6} more"] if len(words) > 7 else list(words)
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}" if len(shown) > 1 else "".join(shown)


def _answered(of: Actions, names: Names) -> str:
    agent = f"AI agent{f' {of.agent}' if of.agent else ''}{f' with the script “{of.script}”' if of.script else ''}"
    return {
        AnsweredBy.PLAYBOOK: "call as the playbook says",
        AnsweredBy.AI_AGENT: f"call by the {agent}",
        AnsweredBy.TEAM: f"call, and put through to a rep of {names.team(of.team)}",
        AnsweredBy.REP: f"call, and put through to {names.rep(of.rep)}",
        AnsweredBy.NOBODY: "don't call",
    }[of.answered_by]


def _joined(parts: Sequence[Condition], word: str, names: Names) -> str:
    said = [_bracketed(part, names) for part in parts]
    return f" {word} ".join(said)


def _bracketed(part: Condition, names: Names) -> str:
    said = condition(part, names=names)
    return f"({said})" if isinstance(part, Every | Some) and len(part.of) > 1 else said


def _comparison(of: Comparison, names: Names) -> str:
    title = fields.find(of.field).title
    match of:
        case InHours():
            return f"{title} {compiling.wants(of)}"
        case Presence(op=op):
            return _presence(of.field, is_there=op == "exists")
        case OneOf(values=values) if of.field == "source":
            return f"{title} is {listed([names.sources.get(value, value) for value in values], 'or')}"
        case OneOf(values=values):
            return f"{title} is {listed(values, 'or')}"
        case TextTest(op=op, value=value) if fields.find(of.field).kind is fields.Kind.FLAG:
            return f"it is {'a' if value.casefold() == 'yes' else 'not a'} {title}"
        case TextTest(op="is" | "is_not" as op, value=value) if of.field == "source":
            return f"{title} {'is' if op == 'is' else 'is not'} {names.sources.get(value, value)}"
    return f"{title} {compiling.wants(of)}"


def _presence(name: str, *, is_there: bool) -> str:
    return f"{fields.find(name).title} is {'given' if is_there else 'missing'}"
