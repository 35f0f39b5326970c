"""A conversation told in full: answers beside their questions, who said what and when, how quick the replies were."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.leads.models import Lead
from apps.scripts import published
from apps.scripts.document import Script
from apps.tenants.models import Tenant

from . import dispositions
from .models import Call, Conversation, Turn

# The parts of a reply's time, as the lead hears it first.
PARTS = ("gap", "endpointing", "stt", "thinking", "tts")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Answered:
    """A question and what it brought; `says` is the value in words, `said` the lead's own."""

    question_id: str
    question: str
    value: bool | float | str
    says: str
    said: str
    confidence: float
    is_from_form: bool


@dataclass(frozen=True)
class Latency:
    """Of all replies, in milliseconds; None where there was none."""

    p50: float | None
    p95: float | None


@dataclass(frozen=True)
class Account:
    """`reasons` are pairs of points and why; `was_declined`: the lead did not want to be recorded."""

    conversation: Conversation
    answers: Sequence[Answered]
    reasons: Sequence[tuple[int, str]]
    turns: Sequence[Turn]
    latencies: Mapping[str, Latency]
    was_declined: bool

    @property
    def seconds(self) -> float:
        """From the opening of the stream to its end, 0 while it lasts or if it never was."""
        opened_at, closed_at = self.conversation.opened_at, self.conversation.closed_at
        return (closed_at - opened_at).total_seconds() if opened_at and closed_at else 0.0

    def transcript(self) -> str:
        """A line for each turn: "0:03 Lead: Yes, please."."""
        return "\n".join(
            f"{dispositions.length(turn.began_ms / 1000)} {Turn.Speaker(turn.speaker).label}: {turn.text}"
            for turn in self.turns
        )


def of_call(call: Call, lead: Lead, tenant: Tenant) -> Account | None:
    """What was said in the call; None if our agent did not talk in it. In the caller's view."""
    conversation = Conversation.objects.of_call(call.tenant_id, call.pk).first()
    return of_conversation(conversation, lead, tenant) if conversation else None


def of_conversation(conversation: Conversation, lead: Lead, tenant: Tenant) -> Account:
    """All that came of it, in two queries."""
    turns = list(Turn.objects.for_tenant(tenant).filter(conversation=conversation).order_by("number"))
    script = published.version(tenant.pk, conversation.script_version_id).document
    words = {"first_name": lead.first_name, "company": tenant.name, "agent_name": script.agent_name}
    return Account(
        conversation=conversation,
        answers=[_answered(each, script, words) for each in conversation.answers],
        reasons=[(each["points"], each["says"]) for each in conversation.reasons],
        turns=turns,
        latencies={part: _latency([turn.timings[part] for turn in turns if part in turn.timings]) for part in PARTS},
        was_declined=any(turn.text == _filled(script.lines.recording_declined, words) for turn in turns),
    )


def percentile(values: Sequence[float], share: float) -> float | None:
    """Interpolated, as Postgres's `percentile_cont`; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _answered(kept: Mapping[str, object], script: Script, words: Mapping[str, str]) -> Answered:
    question_id, value = str(kept["question_id"]), kept["value"]
    asked = next((question.ask for question in script.questions if question.id == question_id), "")
    typed = value if isinstance(value, bool | float) else float(value) if isinstance(value, int) else str(value)
    return Answered(
        question_id=question_id,
        question=_filled(asked, words) or question_id.replace("_", " ").capitalize(),
        value=typed,
        says=_says(typed),
        said=str(kept.get("said") or ""),
        confidence=float(str(kept.get("confidence") or 0)),
        is_from_form=bool(kept.get("is_from_form")),
    )


def _says(value: bool | float | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.10g}" if isinstance(value, float) else value


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: words.get(found[1], ""), text).strip()


def _latency(values: Sequence[float]) -> Latency:
    return Latency(percentile(values, 0.5), percentile(values, 0.95))
