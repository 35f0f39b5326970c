"""How a tenant's endpoint fares: when to try again, when to rest it, and when to switch it off."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F, Q

from apps.integrations.models import Connection, Family
from apps.tenants import access

from . import dispatch, plan
from .models import Attempt, Step

# Svix's schedule: at once, then after so long each; with the first that is `retry.MOST_ATTEMPTS`.
AFTER_SECONDS = (5, 300, 1_800, 7_200, 18_000, 36_000, 36_000)
# An endpoint of which nothing was taken for so long is switched off.
GIVEN_UP_AFTER = timedelta(days=5)
# After so many failures in a row one event at a time finds out, and the others rest.
TOLERATED_FAILURES = 3
PROBE_EVERY = timedelta(seconds=30)
REST_SECONDS = 300.0


def delay_seconds(attempt: int, *, asked: float | None, chance: Callable[[], float]) -> float:
    """How long to wait after the `attempt`th failed, counted from 1; a tenth more or less, so that no crowd comes back.

    What the receiver asked for (Retry-After) is obeyed up to an hour.
    """
    usual = AFTER_SECONDS[min(attempt, len(AFTER_SECONDS)) - 1]
    return max(usual * (0.9 + 0.2 * chance()), min(asked or 0.0, 3_600.0))


def rest_seconds(connection: Connection, *, now: datetime, chance: Callable[[], float]) -> float:
    """0 if this event may be told now; else how long it rests while another finds out whether the endpoint is back."""
    with access.as_tenant(connection.tenant_id):
        mine = Connection.objects.filter(pk=connection.pk, tenant_id=connection.tenant_id)
        if not mine.filter(failures__gte=TOLERATED_FAILURES, probe_at__isnull=False).exists():
            return 0.0
        if mine.filter(probe_at__lte=now).update(probe_at=now + PROBE_EVERY):
            return 0.0
    return REST_SECONDS * (1.0 + 0.2 * chance())


def failed(connection: Connection, *, reason: str, now: datetime) -> None:
    """One more attempt was in vain; switch the endpoint off where none has been taken for days."""
    with access.as_tenant(connection.tenant_id):
        mine = Connection.objects.filter(pk=connection.pk, tenant_id=connection.tenant_id)
        mine.update(failures=F("failures") + 1, last_error=reason[:300])
        mine.filter(failures__gte=TOLERATED_FAILURES).update(probe_at=now + PROBE_EVERY)
        since = failing_since(connection)
    if since and now - since >= GIVEN_UP_AFTER:
        switch_off(connection, reason=f"nothing was taken for {GIVEN_UP_AFTER.days} days ({reason})", now=now)


def failing_since(connection: Connection) -> datetime | None:
    """When the attempts began that have failed without one that was taken in between; in the caller's view."""
    mine = Attempt.objects.filter(tenant_id=connection.tenant_id, connection_id=connection.pk)
    last_taken = mine.filter(is_taken=True).order_by("-id").values_list("id", flat=True).first()
    later = Q(id__gt=last_taken) if last_taken else Q()
    return mine.filter(later, is_taken=False).order_by("id").values_list("made_at", flat=True).first()


def switch_off(connection: Connection, *, reason: str, now: datetime) -> None:
    """Nothing more is sent to it until a person turns it on again; the team is told once."""
    with access.as_tenant(connection.tenant_id):
        mine = Connection.objects.filter(pk=connection.pk, tenant_id=connection.tenant_id, is_active=True)
        if not mine.update(is_active=False, last_error=reason[:300]):
            return
        occasion = f"{connection.pk}:{now:%Y%m%dT%H%M}"
        told = [
            plan.alert("endpoint_off", occasion, each.pk, name=connection.name, reason=reason)
            for each in Connection.objects.for_tenant(connection.tenant_id).usable(Family.ALERTS)
        ]
        dispatch.write(told, tenant_id=connection.tenant_id, lead=None)


def send_again(tenant_id: int, step_ids: list[int], *, now: datetime) -> int:
    """Tell these events once more, whatever came of them; how many. In the caller's transaction."""
    ended = Step.objects.for_tenant(tenant_id).filter(kind="event", pk__in=step_ids).exclude(state__in=Step.OPEN)
    rings = list(ended.values_list("queue", "pk"))
    freed = ended.update(state=Step.State.READY, attempt=0, due_at=now, done_at=None, last_error="", error_code="")
    dispatch.ring_after_commit(rings)
    return freed
