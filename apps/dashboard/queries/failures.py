"""Steps that failed for good or are held, by cause, and which of them a person wants carried out again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import Coalesce

from apps.compliance.walls import HOLDING
from apps.dashboard import words
from apps.dashboard.times import Moment, moment
from apps.integrations.models import Connection
from apps.outreach import replay, replays
from apps.outreach.models import Step
from apps.tenants.models import Tenant

# What is held has no end, but was due last when it was held.
_FAILED_AT = Coalesce("done_at", "due_at")
MOST_CAUSES, MOST_STEPS = 50, 100
_SINCE = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
SINCE_LABELS = {"": "Whenever", "hour": "In the last hour", "day": "In the last 24 hours", "week": "In the last 7 days"}


@dataclass(frozen=True)
class Wanted:
    """Which failures are meant; what is "" says nothing. `error` tells causes without a code apart."""

    kind: str = ""
    state: str = ""
    code: str | None = None
    error: str = ""
    since: str = ""

    def url(self) -> str:
        parts = {"kind": self.kind, "state": self.state, "error": self.error, "since": self.since}
        told = {name: value for name, value in parts.items() if value}
        return urlencode(told if self.code is None else told | {"code": self.code})


def read(query: Mapping[str, str]) -> Wanted:
    """From a URL or a form; what does not exist is not found later."""
    since = query.get("since", "")
    return Wanted(
        kind=query.get("kind", "")[:20],
        state=query.get("state", "")[:10],
        code=query["code"][:60] if "code" in query else None,
        error=query.get("error", "").replace("\0", "")[:300],
        since=since if since in _SINCE else "",
    )


@dataclass(frozen=True)
class Cause:
    """Failures of one kind with one reason."""

    what: str
    state: str
    tone: str
    reason: str
    code: str
    connection: str
    count: int
    first: Moment
    last: Moment
    query: str


@dataclass(frozen=True)
class Failure:
    id: int
    what: str
    lead: UUID | None
    lead_name: str
    reason: str
    tries: int
    key: str
    at: Moment


@dataclass(frozen=True)
class Plan:
    """What a replay would carry out: how many of each kind, and how many of them a fraud wall holds."""

    count: int
    kinds: Sequence[tuple[str, int]]
    walled: int
    ids: Sequence[int]

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.ids)


def matching(tenant: Tenant, wanted: Wanted, *, now: datetime) -> QuerySet[Step]:
    """The failures that are meant; `failed_at` is when."""
    found: QuerySet[Step] = Step.objects.for_tenant(tenant).filter(state__in=replay.ENDED)
    found = found.annotate(failed_at=_FAILED_AT)
    found = found.filter(kind=wanted.kind) if wanted.kind else found
    found = found.filter(state=wanted.state) if wanted.state else found
    found = found.filter(error_code=wanted.code) if wanted.code is not None else found
    found = found.filter(last_error=wanted.error) if wanted.error else found
    return found.filter(failed_at__gte=now - _SINCE[wanted.since]) if wanted.since else found


def causes(tenant: Tenant, *, now: datetime) -> Sequence[Cause]:
    """The most frequent first, in two queries."""
    told = {"count": Count("pk"), "first_at": Min("failed_at"), "last_at": Max("failed_at")}
    by = ("kind", "state", "error_code", "last_error", "connection_id")
    rows = matching(tenant, Wanted(), now=now).order_by().values(*by).annotate(**told)
    found = list(rows.order_by("-count", "-last_at", *by)[:MOST_CAUSES])
    names = dict(Connection.objects.for_tenant(tenant).values_list("pk", "name")) if found else {}
    return [
        Cause(
            what=words.step(row["kind"]),
            state=Step.State(row["state"]).label,
            tone="bad" if row["state"] == Step.State.DEAD else "warn",
            reason=row["last_error"] or "no reason was given",
            code=row["error_code"],
            connection=names.get(row["connection_id"], ""),
            count=row["count"],
            first=moment(row["first_at"], now=now, zone=tenant.zone),
            last=moment(row["last_at"], now=now, zone=tenant.zone),
            query=Wanted(row["kind"], row["state"], row["error_code"], row["last_error"]).url(),
        )
        for row in found
    ]


def failures(tenant: Tenant, wanted: Wanted, *, now: datetime) -> Sequence[Failure]:
    """The latest of them."""
    found = matching(tenant, wanted, now=now).select_related("lead").order_by(_FAILED_AT.desc(), "-pk")[:MOST_STEPS]
    return [
        Failure(
            id=step.pk,
            what=words.step(step.kind),
            lead=step.lead_id,
            lead_name=(step.lead.full_name or "No name") if step.lead else "",
            reason=step.last_error,
            tries=step.attempt,
            key=step.key,
            at=moment(step.failed_at, now=now, zone=tenant.zone),  # type: ignore[attr-defined]  # annotated
        )
        for step in found
    ]


def plan(tenant: Tenant, wanted: Wanted, chosen: Sequence[int], *, now: datetime) -> Plan:
    """What would be replayed: those chosen, or all that are meant, the oldest first; at most `replays.MOST`."""
    found = matching(tenant, wanted, now=now)
    found = found.filter(pk__in=chosen) if chosen else found
    kinds = found.order_by().values("kind").annotate(count=Count("pk")).order_by("-count", "kind")
    counted = [(words.step(row["kind"]), row["count"]) for row in kinds]
    walled = found.filter(state=Step.State.HELD, error_code__in=HOLDING).count()
    ids = list(found.order_by(_FAILED_AT, "pk").values_list("pk", flat=True)[: replays.MOST])
    return Plan(sum(count for _, count in counted), counted, walled, ids)
