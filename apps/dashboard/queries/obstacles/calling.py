"""Are leads called? What the rules send elsewhere, the gate refuses, the walls hold, and what waits for its turn."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from apps.compliance.walls import HOLDING
from apps.core import queues
from apps.dashboard import words
from apps.dashboard.filters import Days, Filters
from apps.dashboard.milestones import Milestone
from apps.dashboard.times import duration
from apps.leads import latency
from apps.leads.models import Event, Lead
from apps.outreach.models import Playbook, Step
from apps.routing import sentences
from apps.routing.actions import Actions
from apps.routing.models import Team
from apps.routing.sentences import Names
from apps.tenants.models import Tenant

from .check import BAD, FAIR, GOOD, Check, Finding, many, office

_DAY = timedelta(days=1)
_MOST_READ, _MOST_SHOWN = 5_000, 8
_LATE_MS, _TOO_LATE_MS = 5_000, 60_000
_NOT_CALLED = "Not called since yesterday"
_WHY_NOT = ("gate.blocked", "lead.blocked", "step.held", "step.dead", "step.skipped")


def _since_yesterday(tenant: Tenant, *, now: datetime, reached: str = "") -> Filters:
    today = now.astimezone(tenant.zone).date()
    return Filters(days=Days(today - _DAY, today), is_real=True, reached=reached)


def _lately(tenant: Tenant, *, now: datetime) -> QuerySet[Lead]:
    return Lead.objects.for_tenant(tenant).filter(is_test=False, received_at__gt=now - _DAY)


def rules(tenant: Tenant, *, now: datetime) -> Check:
    """Where the routing rules have sent the leads of the last 24 hours."""
    if not Playbook.of(tenant).calls_leads:
        page = office(tenant, "outreach/playbook/")
        found = [Finding("Playbook", "“call fresh leads” is switched off", BAD, page)]
        return Check("Rules", BAD, "Your playbook calls nobody.", found)
    routed = Event.objects.for_tenant(tenant).filter(kind="lead.routed", lead__in=_lately(tenant, now=now))
    rows = routed.order_by().values("facts__rule_name", "facts__actions").annotate(count=Count("pk"))
    names = Names(teams=dict(Team.objects.for_tenant(tenant).values_list("pk", "name"))) if rows else Names()
    taken = sorted(rows, key=lambda row: -row["count"])[:_MOST_SHOWN]
    found = [_rule(row["facts__rule_name"], row["facts__actions"], row["count"], names, tenant) for row in taken]
    uncalled = any(each.tone == FAIR for each in found)
    told = "A rule keeps some leads from being called." if uncalled else _calm(found)
    return Check("Rules", FAIR if uncalled else GOOD, told, found)


def _calm(found: Iterable[Finding]) -> str:
    return "No rule of yours keeps leads from being called." if found else "No rule has taken a lead in 24 hours."


def _rule(name: str, actions: dict[str, object], count: int, names: Names, tenant: Tenant) -> Finding:
    wanted = Actions.model_validate(actions or {})
    tone = "plain" if wanted.calls else FAIR
    page = office(tenant, "routing/draftrule/")
    return Finding(f"{many(count, 'lead')} by “{name}”", sentences.then(wanted, names=names), tone, page)


def refusals(tenant: Tenant, *, now: datetime) -> Check:
    """Why leads of the last 24 hours that have a number were not called."""
    asked = _since_yesterday(tenant, now=now, reached=Milestone.NOT_CALLED)
    events = Event.objects.for_tenant(tenant).filter(lead__in=_lately(tenant, now=now))
    called = set(events.filter(kind="call.requested").values_list("lead_id", flat=True)[:_MOST_READ])
    told = events.filter(kind__in=_WHY_NOT).order_by("id").values_list("lead_id", "kind", "facts")
    reasons = {lead: _reason(kind, facts) for lead, kind, facts in told[:_MOST_READ] if lead not in called}
    if not reasons:
        return Check("Refused", GOOD, "No call of the last 24 hours was refused.", (), asked.url(), _NOT_CALLED)
    counted = Counter(reasons.values()).most_common(_MOST_SHOWN)
    found = [Finding(many(count, "lead"), says) for says, count in counted]
    return Check(
        "Refused",
        FAIR,
        f"{many(len(reasons), 'lead')} of the last 24 hours could not be called.",
        found,
        asked.url(),
        _NOT_CALLED,
    )


def _reason(kind: str, facts: dict[str, object]) -> str:
    told = facts.get("says") or words.value(facts.get("reasons")) or str(facts.get("reason", ""))
    return str(told) or words.event(kind, facts)


def walls(tenant: Tenant) -> Check:
    """Calls and texts that a fraud wall holds until a person has looked."""
    held = Step.objects.for_tenant(tenant).filter(state=Step.State.HELD, error_code__in=HOLDING).order_by()
    rows = held.values("last_error").annotate(count=Count("pk")).order_by("-count", "last_error")[:_MOST_SHOWN]
    page = office(tenant, "outreach/step/")
    found = [Finding(many(row["count"], "step"), row["last_error"], BAD, page) for row in rows]
    if not found:
        return Check("Fraud walls", GOOD, "The walls hold nothing back.")
    return Check("Fraud walls", BAD, "The walls hold calls or texts until one of you has looked.", found)


def waiting(tenant: Tenant, *, now: datetime) -> Check:
    """How long the oldest step that is due has waited for a worker."""
    due = Step.objects.for_tenant(tenant).filter(
        queue__in=(queues.URGENT, queues.DEFAULT), state__in=(Step.State.READY, Step.State.UNKNOWN), due_at__lte=now
    )
    rows = list(due.order_by().values("kind").annotate(count=Count("pk"), oldest_at=Min("due_at")))
    if not rows:
        return Check("Queue", GOOD, "Nothing waits for its turn.")
    ages = {row["kind"]: latency.ms_between(row["oldest_at"], now) for row in rows}
    found = [
        Finding(words.step(row["kind"]), f"{row['count']:,} due, the oldest for {duration(ages[row['kind']])}")
        for row in sorted(rows, key=lambda row: row["oldest_at"])
    ]
    oldest = max(ages.values())
    verdict = BAD if oldest > _TOO_LATE_MS else FAIR if oldest > _LATE_MS else GOOD
    return Check("Queue", verdict, f"The oldest step that is due has waited {duration(oldest)}.", found)
