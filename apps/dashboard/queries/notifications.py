"""What the team was alerted of, whoever was told where, and how much of it somebody has not read yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet

from apps.dashboard.models import Reading
from apps.dashboard.times import Moment, moment
from apps.integrations.models import Connection, Family
from apps.outreach.models import Step
from apps.outreach.models.step import NEEDS_A_PERSON
from apps.outreach.steps import alert
from apps.tenants.models import Tenant, User

MOST, MOST_COUNTED = 100, 99
_TOLD = {Step.State.DONE: "told", Step.State.DEAD: "could not be told", Step.State.SKIPPED: "not told: switched off"}


@dataclass(frozen=True)
class Notification:
    """One occasion; `told` says of each messenger what became of it."""

    id: int
    title: str
    text: str
    at: Moment
    lead: UUID | None
    told: str
    is_new: bool


@dataclass(frozen=True)
class Notifications:
    """`upto` is the latest alert on the page; `has_messengers` is False where nobody is told of anything."""

    found: Sequence[Notification]
    upto: int
    news: int
    has_messengers: bool


def latest(tenant: Tenant, user: User, *, now: datetime) -> Notifications:
    """The latest first, in four queries."""
    read = _read(tenant, user)
    steps = list(_alerts(tenant).select_related("lead").order_by("-id")[: 2 * MOST])
    names = dict(_messengers(tenant).values_list("pk", "name"))
    occasions = [list(group) for _, group in groupby(steps, key=_occasion)]
    found = [_notification(group, names, read, tenant=tenant, now=now) for group in occasions[:MOST]]
    upto = max((step.pk for step in steps), default=0)
    return Notifications(found, upto, sum(each.is_new for each in found), bool(names))


def unread(tenant: Tenant, user: User) -> str:
    """For the bell: "" where all is read."""
    fresh = _alerts(tenant).filter(pk__gt=_read(tenant, user)).order_by("-id")
    count = len({_occasion(step) for step in fresh.only("key")[: MOST_COUNTED + 1]})
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")


def mark_read(tenant: Tenant, user: User, *, upto: int) -> None:
    """What is older than that is no news any more."""
    kept, is_fresh = Reading.objects.get_or_create(tenant=tenant, user=user, defaults={"upto_step": upto})
    if not is_fresh and upto > kept.upto_step:
        Reading.objects.filter(pk=kept.pk).update(upto_step=upto)


def _read(tenant: Tenant, user: User) -> int:
    return Reading.objects.for_tenant(tenant).filter(user=user).values_list("upto_step", flat=True).first() or 0


def _alerts(tenant: Tenant) -> QuerySet[Step]:
    return Step.objects.for_tenant(tenant).filter(NEEDS_A_PERSON)


def _messengers(tenant: Tenant) -> QuerySet[Connection]:
    return Connection.objects.for_tenant(tenant).filter(family=Family.ALERTS)


def _fate(step: Step) -> str:
    return _TOLD.get(Step.State(step.state), "on its way")


def _occasion(step: Step) -> str:
    """The key without the messenger's number at its end."""
    return step.key.rpartition(":")[0]


def _notification(
    steps: Sequence[Step], names: dict[int, str], read: int, *, tenant: Tenant, now: datetime
) -> Notification:
    first = steps[-1]
    title, text = alert.words(first, first.lead)
    told = [f"{names.get(each.connection_id or 0, 'gone')}: {_fate(each)}" for each in steps]
    return Notification(
        id=first.pk,
        title=title,
        text=text,
        at=moment(first.created_at, now=now, zone=tenant.zone),
        lead=first.lead_id,
        told=" · ".join(told),
        is_new=max(each.pk for each in steps) > read,
    )
