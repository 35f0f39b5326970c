"""Turns a timeline into spans: which part of the work lasted from when to when, and whose it was."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from . import calls, emails, talks, texts
from .facts import Fact, Owner, first
from .span import Span

_ENDINGS = {
    "step.retried": "failed",
    "step.postponed": "not allowed",
    "step.unknown": "unclear",
    "step.skipped": "skipped",
    "step.held": "held",
    "step.dead": "failed",
    "step.cancelled": "cancelled",
}
# The law's time is nobody's fault.
WAITS = {"step.postponed": "Waited until it was allowed"}
_FIRST_TRACKS = ("Intake", "Gate", "Call", "Text", "E-mail", "CRM", "Alert")
_FAILURES = frozenset({"step.retried", "step.dead"})


@dataclass(frozen=True)
class Work:
    """How a kind of step is told: its track, the doing, the kinds that show it was done, and those that cause it."""

    track: str
    doing: str
    owner: Owner
    done_by: tuple[str, ...] = ()
    asked: str = "Asked the carrier"
    # What it answers to, where that came long after the lead: before that it waited for nothing.
    caused_by: tuple[str, ...] = ()


WORKS = {
    "call": Work("Call", "Prepared the call", Owner.OURS, ("call.requested",)),
    "sms": Work(
        "Text",
        "Prepared the text",
        Owner.OURS,
        ("sms.requested",),
        # What confirms it; the first text answers to the lead.
        caused_by=("appointment.booked", "appointment.moved"),
    ),
    "email": Work("E-mail", "Prepared the e-mail", Owner.OURS, ("email.requested",), "Asked the mail server"),
    "crm": Work("CRM", "Wrote to the CRM", Owner.CRM, ("crm.written",)),
    "crm_opt_out": Work(
        "CRM",
        "Told the CRM of the opt-out",
        Owner.CRM,
        ("crm.flagged",),
        caused_by=("optout.recorded", "optout.lifted", "crm.written"),
    ),
    "crm_conversation": Work(
        "CRM",
        "Noted the conversation",
        Owner.CRM,
        ("crm.noted",),
        caused_by=("conversation.ended", "crm.written"),
    ),
    "alert": Work("Alert", "Told the team", Owner.TEAM, ("alert.sent",)),
    "consent": Work("Proof", "Had the consent kept", Owner.OURS, ("consent.kept", "consent.failed")),
    "enrich": Work("Facts", "Asked what is known of the lead", Owner.OURS, ("lead.enriched",)),
    "scrub": Work("Check", "Had the number checked", Owner.OURS, ("number.checked",)),
    "hang_up": Work("Call", "Hung up a second call", Owner.OURS),
    "give_up": Work("Call", "Ended the cadence", Owner.OURS),
}


def spans(facts: Sequence[Fact], *, still_open: Collection[str]) -> list[Span]:
    """By track, each in order of time. `still_open`: ids of steps, calls and texts under way, and `pause`s."""
    ordered = sorted(facts, key=lambda fact: fact.ms)
    by_kind = (calls.spans, talks.spans, texts.spans, emails.spans)
    found = [*_intake(ordered), *_steps(ordered), *(span for told in by_kind for span in told(ordered))]
    return _grouped(_settled(found, still_open))


def _intake(facts: Sequence[Fact]) -> Iterator[Span]:
    if committed := first(facts, "lead.committed"):
        yield Span("Intake", "Checked and saved", Owner.OURS, 0, committed.ms)
    for fact in facts:
        if fact.kind == "gate.blocked":
            yield Span("Gate", "Not allowed now", Owner.OURS, fact.ms, fact.ms, ending="blocked", has_failed=True)


def _steps(facts: Sequence[Fact]) -> Iterator[Span]:
    committed = first(facts, "lead.committed")
    saved_ms = committed.ms if committed else 0.0
    done = _Done(facts)
    for step in dict.fromkeys(fact.of("step") for fact in facts if fact.kind.startswith("step.")):
        own = [fact for fact in facts if fact.kind.startswith("step.") and fact.of("step") == step]
        causes = [fact.ms for fact in facts if fact.kind in _work(own).caused_by and fact.ms <= own[0].ms]
        yield from _step(own, step=step, since_ms=max(causes, default=saved_ms), done=done)


def _step(own: Sequence[Fact], *, step: str, since_ms: float, done: "_Done") -> Iterator[Span]:
    """Each attempt, and the waits before and between them."""
    work = _work(own)
    wait = "Waited its turn"
    for fact, following in zip(own, [*own[1:], None], strict=True):
        if fact.kind == "step.started":
            yield Span(work.track, wait, Owner.OURS, since_ms, fact.ms, is_wait=True)
            yield from _attempt(fact, following, work=work, effect=done.after(fact, following, work=work), step=step)
            continue
        if fact is own[0]:
            yield _ended(Span(work.track, work.doing, Owner.OURS, fact.ms, fact.ms), fact)
        since_ms, wait = fact.ms, WAITS.get(fact.kind, "Paused before the next try")
    if own[-1].kind != "step.started":
        yield Span(work.track, wait, Owner.OURS, since_ms, None, is_wait=True, key=pause(step))


def _work(own: Sequence[Fact]) -> Work:
    kind = own[0].of("step_kind")
    return WORKS.get(kind, Work(kind.title() or "Step", "Carried out", Owner.OURS))


def _attempt(started: Fact, following: Fact | None, *, work: Work, effect: Fact | None, step: str) -> Iterator[Span]:
    """The work itself; where it ends in a request that came to nothing, the carrier's part as well."""
    span = Span(work.track, work.doing, work.owner, started.ms, None, key=step)
    if effect is None:
        yield _ended(replace(span, end_ms=following.ms), following) if following else span
        return
    yield replace(span, end_ms=effect.ms)
    if following and effect.kind.endswith(".requested"):
        asked = Span(work.track, work.asked, Owner.CARRIER, effect.ms, following.ms)
        yield _ended(asked, following)


def pause(step: str) -> str:
    """The key under which a step that waits for its next try counts as open."""
    return f"pause:{step}"


def _ended(span: Span, by: Fact) -> Span:
    return replace(span, ending=_ENDINGS.get(by.kind, ""), has_failed=by.kind in _FAILURES)


class _Done:
    """Effects that no attempt has claimed yet; each shows one attempt done."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._left = [fact for fact in facts if any(fact.kind in work.done_by for work in WORKS.values())]

    def after(self, started: Fact, following: Fact | None, *, work: Work) -> Fact | None:
        until_ms = following.ms if following else float("inf")
        for fact in self._left:
            is_own = fact.of("step") in ("", started.of("step"))
            if fact.kind in work.done_by and is_own and started.ms <= fact.ms <= until_ms:
                self._left.remove(fact)
                return fact
        return None


def _settled(found: Iterable[Span], still_open: Collection[str]) -> Iterator[Span]:
    """Nothing grows that is not under way, and no bar runs backwards."""
    for span in found:
        if span.end_ms is not None:
            yield replace(span, end_ms=max(span.start_ms, span.end_ms))
        elif span.key in still_open:
            yield span
        elif not span.is_wait and span.owner is not Owner.CARRIER:
            yield replace(span, end_ms=span.start_ms)


def _grouped(found: Iterator[Span]) -> list[Span]:
    tracks: dict[str, list[Span]] = {track: [] for track in _FIRST_TRACKS}
    for span in found:
        tracks.setdefault(span.track, []).append(span)
    return [span for track in tracks.values() for span in sorted(track, key=lambda span: span.start_ms)]
