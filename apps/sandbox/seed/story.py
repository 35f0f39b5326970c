"""One lead's life as it is told: events, moves and steps, each as the product's own verbs would leave them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from apps.integrations.errors import ProviderError
from apps.integrations.models import Connection, Family
from apps.leads import states
from apps.leads.models import Lead, Source
from apps.leads.states import State
from apps.outreach import plan, retry
from apps.outreach.models import CadenceVersion, Playbook, Step
from apps.outreach.plan import Planned
from apps.routing import decide
from apps.routing.decide import Compiled, Routed
from apps.tenants.models import Tenant

from .companies import Company
from .rows import Rows, Told


@dataclass
class Stage:
    """What all stories of a tenant share. `step_ids` and `attempt_ids` are reserved in the database."""

    company: Company
    tenant: Tenant
    playbook: Playbook
    versions: Mapping[str, CadenceVersion]
    sources: Mapping[str, Source]
    connections: Sequence[Connection]
    rules: Compiled
    step_ids: Iterator[int]
    attempt_ids: Iterator[int]
    random: Random
    now: datetime
    rows: Rows = field(default_factory=Rows)

    def every(self, family: Family) -> list[Connection]:
        """Those in use."""
        return [each for each in self.connections if each.family == family and each.is_active]

    def route(self, lead: Lead) -> Routed:
        """What the company's rules say of the lead."""
        return decide.of(self.rules, decide.as_kept(lead, zone=self.tenant.zone, now=lead.received_at))

    def version(self, lead: Lead) -> CadenceVersion:
        """Of the cadence that the lead is tried again by."""
        return self.versions[self.route(lead).actions.cadence]

    def seconds(self, least: float, most: float) -> timedelta:
        """Some time, more often short than long."""
        return timedelta(seconds=least + (most - least) * self.random.betavariate(1.6, 4))

    def happens(self, chance: float) -> bool:
        return self.random.random() < chance

    def promise(self, planned: Planned, *, lead: Lead | None, at: datetime) -> Step:
        """Write a step down as promised."""
        step = Step(
            id=next(self.step_ids),
            tenant=self.tenant,
            lead=lead,
            kind=planned.kind,
            queue=planned.queue,
            priority=planned.priority,
            key=planned.key,
            params=dict(planned.params),
            connection_id=planned.connection_id,
            due_at=at + timedelta(milliseconds=planned.delay_ms),
            created_at=at,
        )
        self.rows.steps.append(step)
        return step


@dataclass
class Story:
    """A lead and what became of it."""

    stage: Stage
    lead: Lead
    is_texted: bool = False

    def tell(self, kind: str, *, at: datetime, origin: str = "", **facts: object) -> None:
        self.stage.rows.events.append(Told(self.lead.pk, kind, at, origin, facts))

    def move_to(self, state: State, *, at: datetime, reason: str) -> None:
        """Move, if the states allow it from where the lead stands."""
        if states.may_move(State(self.lead.state), to=state):
            self.lead.state = state
            self.tell(f"lead.{state}", at=at, origin=reason, reason=reason)

    def promise(self, planned: Planned, *, at: datetime) -> Step:
        return self.stage.promise(planned, lead=self.lead, at=at)

    def start(self, step: Step, *, at: datetime) -> None:
        """A worker claims the step."""
        step.attempt, step.fence, step.claimed_from = step.attempt + 1, step.fence + 1, Step.State.READY
        facts = {"step": step.pk, "step_kind": step.kind, "attempt": step.attempt, "claimed_from": "ready"}
        self.tell("step.started", at=at, origin=_claim(step), **facts)

    def allow(self, step: Step, channel: str, *, at: datetime) -> None:
        """The gate has nothing against it."""
        self.tell("gate.allowed", at=at, origin=_claim(step), channel=channel, reasons=[])

    def finish(self, step: Step, *, at: datetime, external_id: str = "") -> None:
        step.state, step.done_at, step.external_id, step.last_error = Step.State.DONE, at, external_id, ""

    def fail(self, step: Step, error: ProviderError, *, at: datetime) -> datetime:
        """The step is to be tried again; returns when."""
        seconds = retry.delay_seconds(error, attempt=step.attempt, chance=self.stage.random.random)
        step.due_at = at + timedelta(seconds=seconds)
        self.tell_failure("step.retried", step, error, at=at, next_at=step.due_at.isoformat())
        return step.due_at

    def die(self, step: Step, error: ProviderError, *, at: datetime) -> list[Step]:
        """The step has failed for good; returns the alerts of it."""
        step.state, step.done_at = Step.State.DEAD, at
        self.tell_failure("step.dead", step, error, at=at)
        facts = {"step": step.pk, "kind": step.kind, "reason": error.reason, "code": error.code}
        key = f"{step.pk}:{step.fence}"
        told = [plan.alert("step_dead", key, each.pk, **facts) for each in self.stage.every(Family.ALERTS)]
        return [self.promise(each, at=at) for each in told]

    def tell_failure(self, kind: str, step: Step, error: ProviderError, *, at: datetime, **facts: object) -> None:
        step.last_error, step.error_code = error.reason, error.code
        own = {"step": step.pk, "step_kind": step.kind, "attempt": step.attempt}
        self.tell(kind, at=at, origin=_claim(step), **own, reason=error.reason, code=error.code, **facts)


def _claim(step: Step) -> str:
    return f"step:{step.pk}:{step.fence}"
