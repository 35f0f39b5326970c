"""Do leads arrive? How many, from where, and what came but could not be made a lead."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max

from apps.dashboard.filters import Days, Filters
from apps.dashboard.times import moment
from apps.intake.models import Delivery
from apps.leads.models import Lead, Source
from apps.tenants.models import Tenant

from .check import BAD, FAIR, GOOD, Check, Finding, many, office

_DAY, _WEEK, _MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
# A source is silent if it has sent nothing for five times its usual pause, and at least so long.
_PAUSES, _LEAST_SILENCE = 5, timedelta(hours=1)
_FEWEST_TO_JUDGE, _FEW = 5, 0.3
_MOST_REASONS = 8
_REJECTED = (Delivery.State.PARKED, Delivery.State.UNREACHABLE)


def leads(tenant: Tenant, *, now: datetime) -> Check:
    """How many came in the last 24 hours, beside a usual day of the week before."""
    mine = Lead.objects.for_tenant(tenant).filter(is_test=False)
    newest = mine.order_by("-received_at", "-id").values_list("received_at", flat=True).first()
    if newest is None:
        return Check("Leads arriving", BAD, "No lead has ever arrived. Point a form at one of your sources' addresses.")
    lately = mine.filter(received_at__gt=now - _DAY).count()
    usual = mine.filter(received_at__gt=now - _DAY - _WEEK, received_at__lte=now - _DAY).count() / _WEEK.days
    told = f"{many(lately, 'lead')} in the last 24 hours; on a usual day of the week before {usual:.0f}."
    last = moment(newest, now=now, zone=tenant.zone)
    today = now.astimezone(tenant.zone).date()
    listed = Filters(days=Days(today - _DAY, today), is_real=True).url()
    says = f"{told} The last one came {last.relative}."
    return Check("Leads arriving", _pace(lately, usual), says, leads=listed, listed="Leads since yesterday")


def _pace(lately: int, usual: float) -> str:
    if not lately and usual >= 1:
        return BAD
    return FAIR if usual >= _FEWEST_TO_JUDGE and lately < _FEW * usual else GOOD


@dataclass(frozen=True)
class _Heard:
    """Of the last thirty days."""

    count: int
    last_at: datetime


def sources(tenant: Tenant, *, now: datetime) -> Check:
    """Which sources are silent, paused or switched off."""
    heard = _heard(tenant, since=now - _MONTH)
    mine = Source.objects.for_tenant(tenant).order_by("name", "id")
    found = [_source(each, heard.get(each.pk), tenant=tenant, now=now) for each in mine]
    if not found:
        return Check("Sources", BAD, "There is no source, so there is no address that a form could post to.")
    bad = [each for each in found if each.tone == BAD]
    fair = [each for each in found if each.tone == FAIR]
    told = f"{len(bad)} of {many(len(found), 'source')} need a look." if bad else "No source that is on stands out."
    return Check("Sources", BAD if bad else FAIR if fair else GOOD, told, [*bad, *fair, *_rest(found)])


def _rest(found: list[Finding]) -> list[Finding]:
    return [each for each in found if each.tone not in (BAD, FAIR)]


def _heard(tenant: Tenant, *, since: datetime) -> Mapping[int, _Heard]:
    sent = Delivery.objects.for_tenant(tenant).filter(received_at__gt=since).values("source_id").order_by()
    # Counted by what the index holds: no delivery is read for it.
    rows = sent.annotate(count=Count("received_at"), last_at=Max("received_at"))
    return {row["source_id"]: _Heard(row["count"], row["last_at"]) for row in rows}


def _source(source: Source, heard: _Heard | None, *, tenant: Tenant, now: datetime) -> Finding:
    says, tone = _state(source, heard, tenant=tenant, now=now)
    page = office(tenant, f"leads/source/{source.pk}/change/")
    return Finding(source.name, says, tone, page, Filters(source=source.slug).url(), source.slug)


def _state(source: Source, heard: _Heard | None, *, tenant: Tenant, now: datetime) -> tuple[str, str]:
    last = f"last heard {moment(heard.last_at, now=now, zone=tenant.zone).relative}" if heard else ""
    if not source.is_active:
        return f"switched off: its address turns everything away{f'; {last}' if last else ''}", FAIR
    if source.paused_at:
        return f"paused, its leads are kept but nobody calls them: {source.paused_reason}", BAD
    if heard is None:
        return "nothing for 30 days, or never", FAIR
    silence, pause = now - heard.last_at, _MONTH / heard.count
    if heard.count >= _FEWEST_TO_JUDGE and silence > max(_PAUSES * pause, _LEAST_SILENCE):
        return f"silent: {last}, and {heard.count:,} came in 30 days", BAD
    return f"{last}; {heard.count:,} in 30 days", GOOD


def rejections(tenant: Tenant, *, now: datetime) -> Check:
    """What came in the last seven days and is no lead, by reason."""
    came = Delivery.objects.for_tenant(tenant).filter(received_at__gt=now - _WEEK, state__in=_REJECTED)
    rows = came.values("source__name", "source_id", "state", "problems").annotate(count=Count("pk")).order_by()
    reasons: Counter[tuple[str, int, str]] = Counter()
    for row in rows:
        reasons[row["source__name"], row["source_id"], _problem(row["state"], row["problems"])] += row["count"]
    if not reasons:
        return Check("Turned away", GOOD, "Everything that came in the last 7 days became a lead.")
    page = office(tenant, "intake/delivery/")
    found = [
        Finding(f"{count:,} from {name}", says, "plain", f"{page}?source__id__exact={pk}")
        for (name, pk, says), count in reasons.most_common(_MOST_REASONS)
    ]
    told = f"{many(reasons.total(), 'delivery', plural='deliveries')} of the last 7 days became no lead."
    return Check("Turned away", FAIR, told, found)


def _problem(state: str, problems: Mapping[str, object]) -> str:
    what = "not understood" if state == Delivery.State.PARKED else "no way to reach the person"
    return f"{what}: " + "; ".join(f"{field}: {said}" for field, said in sorted(problems.items()))
