"""Fetch a lead that its sender only named, and have it come in as if it had been sent."""

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from apps.core.clock import Clock
from apps.integrations.models import Connection, Family
from apps.integrations.reading import envelope
from apps.integrations.sources.base import Named
from apps.leads.models import Source
from apps.outreach import kit
from apps.outreach.kit import Kit
from apps.outreach.models import Step
from apps.outreach.outcomes import Done, Held, Outcome
from apps.tenants import access

from .base import Handler as BaseHandler


class Arrival(Protocol):
    """Takes a fetched lead in; tells what to call it. Intake stands above the steps, so a setting names it."""

    def __call__(self, step: Step, document: bytes, *, now: datetime) -> str: ...


class Handler(BaseHandler):
    """A question, and a submission that is known again by its id: to do both twice is harmless."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        works, named = kit.of(step.tenant_id, now=clock()), _named(step)
        connection = works.connection(step.connection_id) or suited(works, _kind(step), named.account)
        if connection is None:
            return Held("nothing is connected that could fetch this lead", code="no_connection")
        document = connection.forms().lead(named)
        take: Arrival = import_string(settings.LEADHUB_ARRIVALS)
        return Done(take(step, document, now=clock()))


def suited(works: Kit, kind: str, account: str) -> Connection | None:
    """The connection that can fetch for this account: its own, else one that is of no account in particular."""
    of_vendor = [each for each in works.usable(Family.FORMS) if each.vendor == kind]
    own = [each for each in of_vendor if each.settings.get("account") == account]
    return next(iter(own or [each for each in of_vendor if not each.settings.get("account")]), None)


def _kind(step: Step) -> str:
    with access.as_tenant(step.tenant_id):
        return Source.objects.for_tenant(step.tenant_id).get(pk=step.params["source"]).kind


def _named(step: Step) -> Named:
    said = step.params["named"]
    return Named(said["id"], said["account"], said["form"], envelope.instant(said["submitted_at"] or ""))
