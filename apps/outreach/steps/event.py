"""Tell one event to one endpoint of the tenant's own, by Svix's schedule."""

import time
from datetime import datetime
from random import random

from django.conf import settings

from apps.core.clock import Clock
from apps.integrations.errors import ProviderError, Rejected
from apps.integrations.events.base import Event, Unwanted
from apps.integrations.models import Connection
from apps.leads.models import Event as Fact
from apps.outreach import endpoints, heard, kit, retry
from apps.outreach.models import Attempt, Step
from apps.outreach.outcomes import Again, Done, Outcome, Skipped
from apps.tenants import access
from apps.tenants.models import Tenant

from .base import Handler as BaseHandler

# An address that is not called will not be called tomorrow either.
_HOPELESS = frozenset({"not_public", "no_host"})


class Handler(BaseHandler):
    """The receiver knows it again by its id."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        works = kit.of(step.tenant_id, now=clock())
        connection = works.connection(step.connection_id)
        if connection is None:
            return Skipped("the endpoint is switched off", code="switched_off")
        event = _event(step, works.tenant, now=clock())
        if event is None:
            return Skipped("its lead was erased", code="erased")
        if seconds := endpoints.rest_seconds(connection, now=clock(), chance=random):
            return Again(seconds, "the endpoint does not answer; another event finds out", costs_attempt=False)
        began = time.perf_counter()
        try:
            status = connection.events().deliver(event, now=clock())
        except ProviderError as error:
            _note(step, connection, began, is_taken=False, said=error.reason)
            return _failed(step, connection, error, clock=clock)
        _note(step, connection, began, is_taken=True, said=str(status))
        return Done(external_id=event.id)


def _event(step: Step, tenant: Tenant, *, now: datetime) -> Event | None:
    with access.as_tenant(step.tenant_id):
        fact = Fact.objects.for_tenant(step.tenant_id).filter(pk=step.params["event"]).first()
        if fact is None:
            return None
        told = fact.facts | heard.links_of(fact, now=now)
    page_url = f"{settings.LEADHUB_BASE_URL}/app/{tenant.slug}/leads/{fact.lead_id}/"
    return Event(f"evt_{fact.pk}", fact.kind, fact.occurred_at, str(fact.lead_id), told, page_url)


def _failed(step: Step, connection: Connection, error: ProviderError, *, clock: Clock) -> Outcome:
    """Again by the schedule; raises `Rejected` where there is no more of it."""
    if isinstance(error, Unwanted):
        endpoints.switch_off(connection, reason=error.reason, now=clock())
        raise error
    endpoints.failed(connection, reason=error.reason, now=clock())
    if error.code in _HOPELESS or retry.is_spent(step.attempt):
        raise Rejected(error.reason, code=error.code or "spent") from error
    seconds = endpoints.delay_seconds(step.attempt, asked=error.retry_after_seconds, chance=random)
    return Again(seconds, error.reason)


def _note(step: Step, connection: Connection, began: float, *, is_taken: bool, said: str) -> None:
    took_ms = round(1000 * (time.perf_counter() - began))
    with access.as_tenant(step.tenant_id):
        Attempt.objects.create(
            tenant_id=step.tenant_id,
            step_id=step.pk,
            connection_id=connection.pk,
            took_ms=took_ms,
            is_taken=is_taken,
            said=said[:300],
        )
