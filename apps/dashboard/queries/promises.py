"""Steps that have not had their effect: what is still to come, and what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.dashboard import words
from apps.dashboard.times import Moment, moment
from apps.outreach import replay
from apps.outreach.models import Step
from apps.tenants.models import Tenant

_TONES = {Step.State.DEAD: "bad", Step.State.HELD: "warn", Step.State.UNKNOWN: "warn"}
_SHOWN = (*Step.OPEN, Step.State.DEAD, Step.State.HELD, Step.State.SKIPPED, Step.State.CANCELLED)
_LABELS = {Step.State.READY: "Waiting for its turn", Step.State.LEASED: "Being carried out"}


@dataclass(frozen=True)
class Promise:
    """`next_try` is None unless it will be tried again by itself; `tone` is bad, warn, live or plain.

    `replay` is the step's id where a person may have it carried out again, else None.
    """

    what: str
    state: str
    tone: str
    reason: str
    tries: str
    next_try: Moment | None
    replay: int | None


def unkept(steps: Sequence[Step], *, tenant: Tenant, now: datetime) -> list[Promise]:
    """Failures first, then what is under way."""
    shown = [step for step in steps if step.state in _SHOWN]
    shown.sort(key=lambda step: step.state != Step.State.DEAD)
    return [_promise(step, tenant=tenant, now=now) for step in shown]


def _promise(step: Step, *, tenant: Tenant, now: datetime) -> Promise:
    state = Step.State(step.state)
    is_retry = state is Step.State.READY and step.attempt > 0
    return Promise(
        what=words.step(step.kind),
        state="Will be tried again" if is_retry else _LABELS.get(state, state.label),
        tone=_TONES.get(state, "live" if state in Step.OPEN else "plain"),
        reason=step.last_error,
        tries=f"{step.attempt} {'try' if step.attempt == 1 else 'tries'} so far" if step.attempt else "",
        next_try=moment(step.due_at, now=now, zone=tenant.zone) if state is Step.State.READY else None,
        replay=step.pk if state in replay.ENDED else None,
    )
