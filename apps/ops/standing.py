"""How all of LeadHub stands: what waits, what died and why, whose vendor is away, what the platform allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Q
from django.urls import reverse

from apps.calls.models import Call
from apps.compliance import library
from apps.core.queues import DEFAULT, URGENT
from apps.integrations.models import Connection
from apps.outreach import allotting, usage_words
from apps.outreach.models import Step
from apps.tenants import usage
from apps.tenants.models import Tenant

_QUEUES = """
WITH clock AS MATERIALIZED (SELECT leadhub_now() AS now, clock_timestamp() AS true_now)
SELECT queue,
       count(*) FILTER (WHERE state IN ('ready', 'unknown', 'waiting') AND due_at <= clock.now),
       COALESCE(max(extract(epoch FROM clock.now - due_at))
                FILTER (WHERE state IN ('ready', 'unknown', 'waiting') AND due_at <= clock.now), 0)::float,
       count(*) FILTER (WHERE state = 'leased'),
       count(*) FILTER (WHERE state = 'leased' AND lease_until < clock.true_now)
FROM outreach_step, clock WHERE state IN ('ready', 'unknown', 'waiting', 'leased') GROUP BY queue
"""
MOST_CAUSES = 20
IN_THE_AIR = ("reserved", "queued", "ringing", "answered")


@dataclass(frozen=True)
class Queue:
    """Steps that are due and unclaimed, the age of the oldest in seconds, and those in workers' hands."""

    name: str
    due: int = 0
    oldest_seconds: float = 0.0
    leased: int = 0
    lapsed: int = 0


@dataclass(frozen=True)
class Cause:
    """What steps died of, over all tenants."""

    kind: str
    code: str
    steps: int
    tenants: int
    latest: datetime

    @property
    def url(self) -> str:
        """The steps themselves."""
        wanted = urlencode({"state__exact": Step.State.DEAD, "kind__exact": self.kind})
        return f"{reverse('ops:outreach_step_changelist')}?{wanted}"


@dataclass(frozen=True)
class Vendor:
    """All tenants' connections to one vendor that are in use."""

    family: str
    name: str
    connections: int
    broken: int
    last_ok_at: datetime | None

    @property
    def url(self) -> str:
        return f"{reverse('ops:integrations_connection_changelist')}?{urlencode({'family__exact': self.family})}"


@dataclass(frozen=True)
class Short:
    """What a tenant has little left of this month, or nothing."""

    tenant: Tenant
    plan: str
    what: str
    used: int
    most: int

    @property
    def percent(self) -> int:
        return 100 * self.used // self.most

    @property
    def url(self) -> str:
        """Where its limit is raised."""
        return f"{reverse('ops:tenants_subscription_add')}?{urlencode({'tenant': self.tenant.pk})}"


def queues() -> Sequence[Queue]:
    """The two that there are, and any other that a step names."""
    with connection.cursor() as cursor:
        cursor.execute(_QUEUES)
        found = {row[0]: Queue(*row) for row in cursor.fetchall()}
    return [found.pop(name, Queue(name)) for name in (URGENT, DEFAULT)] + list(found.values())


def causes() -> Sequence[Cause]:
    """What most died of comes first."""
    dead = Step.objects.filter(state=Step.State.DEAD).values_list("kind", "error_code")
    told = dead.annotate(steps=Count("id"), tenants=Count("tenant", distinct=True), latest=Max("due_at"))
    return [Cause(*row) for row in told.order_by("-steps")[:MOST_CAUSES]]


def vendors() -> Sequence[Vendor]:
    """The broken ones first."""
    used = Connection.objects.filter(is_active=True).values_list("family", "vendor")
    broken = Count("id", filter=~Q(state=Connection.State.WORKING))
    told = used.annotate(all=Count("id"), broken=broken, ok=Max("last_ok_at")).order_by("-broken", "family", "vendor")
    return [Vendor(*row) for row in told]


def caps() -> Sequence[tuple[str, str]]:
    """What the platform allows all tenants together, and what is so now."""
    in_the_air = Call.objects.filter(state__in=IN_THE_AIR, ended_at=None).count()
    rules = library.current()
    return [
        ("Calls in the air", f"{in_the_air} of {_allowed(settings.LEADHUB_CALLS_AT_ONCE)}"),
        ("Calls a second, at most", _allowed(settings.LEADHUB_CALLS_PER_SECOND)),
        ("Dollars a day, at most", _allowed(settings.LEADHUB_SPEND_A_DAY)),
        ("Rules of the law", rules.version if rules else "none loaded: nobody is called"),
    ]


def short(*, now: datetime) -> Sequence[Short]:
    """Tenants that have used four fifths of something that their plan counts by the month, the fullest first."""
    found = [
        Short(each.tenant, each.allowed.plan, usage_words.MEASURES[mark.measure], each.used.of(mark.measure), mark.most)
        for each in allotting.standings(now=now)
        for mark in usage.marks(each.allowed, each.used)
        if mark.percent == usage.SHORT
    ]
    return sorted(found, key=lambda each: (-each.percent, each.tenant.name, each.what))


def _allowed(cap: float) -> str:
    return f"{cap:g}" if cap else "as many as come"
