"""Are leads called? What the rules send elsewhere, the gate refuses, the walls hold, and what waits for its turn."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Min

from apps.compliance import quota
from apps.compliance.walls import HOLDING
from apps.core import queues
from apps.dashboard import words
from apps.dashboard.filters import Days, Filters
from apps.dashboard.milestones import Milestone
from apps.dashboard.times import duration
from apps.leads import latency
from apps.outreach.models import Playbook, Step
from apps.routing import sentences
from apps.routing.actions import Actions
from apps.routing.models import Team
from apps.routing.sentences import Names
from apps.tenants.models import Tenant

from . import lately
from .check import BAD, FAIR, GOOD, Check, Finding, many, office
from .lately import Routed

_MOST_READ, _MOST_SHOWN = 5_000, 8
_LATE_MS, _TOO_LATE_MS = 5_000, 60_000
_NOT_CALLED = "Not called since yesterday"


def _since_yesterday(tenant: Tenant, *, now: datetime, reached: str = "") -> Filters:
    today = now.astimezone(tenant.zone).date()
    return Filters(days=Days(today - lately.DAY, today), is_real=True, reached=reached)


def rules(tenant: Tenant, *, now: datetime) -> Check:
    """Where the routing rules have sent the leads of the last 24 hours."""
    if not Playbook.of(tenant).calls_leads:
        page = office(tenant, "outreach/playbook/")
        found = [Finding("Playbook", "“call fresh leads” is switched off", BAD, page)]
        return Check("Rules", BAD, "Your playbook calls nobody.", found)
    taken = lately.routed(tenant, now=now, most=_MOST_SHOWN)
    names = Names(teams=dict(Team.objects.for_tenant(tenant).values_list("pk", "name"))) if taken else Names()
    found = [_rule(each, names, tenant) for each in taken]
    uncalled = any(each.tone == FAIR for each in found)
    told = "A rule keeps some leads from being called." if uncalled else _calm(found)
    return Check("Rules", FAIR if uncalled else GOOD, told, found)


def _calm(found: Iterable[Finding]) -> str:
    return "No rule of yours keeps leads from being called." if found else "No rule has taken a lead in 24 hours."


def _rule(taken: Routed, names: Names, tenant: Tenant) -> Finding:
    wanted = Actions.model_validate(taken.actions)
    tone = "plain" if wanted.calls else FAIR
    page = office(tenant, "routing/draftrule/")
    what = f"{many(taken.count, 'lead')} by “{taken.rule_name}”"
    return Finding(what, sentences.then(wanted, names=names), tone, page)


def refusals(tenant: Tenant, *, now: datetime) -> Check:
    """Why leads of the last 24 hours that have a number were not called."""
    asked = _since_yesterday(tenant, now=now, reached=Milestone.NOT_CALLED)
    reasons = Counter(_reason(*told) for told in lately.refused(tenant, now=now, most=_MOST_READ))
    if not reasons:
        return Check("Refused", GOOD, "No call of the last 24 hours was refused.", (), asked.url(), _NOT_CALLED)
    found = [Finding(many(count, "lead"), says) for says, count in reasons.most_common(_MOST_SHOWN)]
    return Check(
        "Refused",
        FAIR,
        f"{many(reasons.total(), 'lead')} of the last 24 hours could not be called.",
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


def plan(tenant: Tenant) -> Check:
    """Contacts that the plan has no room for."""
    held = Step.objects.for_tenant(tenant).filter(state=Step.State.HELD, error_code__in=quota.CODES).order_by()
    rows = held.values("last_error").annotate(count=Count("pk")).order_by("-count", "last_error")
    found = [Finding(many(row["count"], "step"), row["last_error"], BAD) for row in rows]
    if not found:
        return Check("Plan", GOOD, "Your plan holds nothing back.")
    return Check("Plan", BAD, "Your plan is used up: the leads are kept, and contacted once there is room.", found)


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
