"""List what a platform has, and have fetched what no notice has named."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from apps.core.clock import Clock
from apps.integrations.models import Connection
from apps.integrations.sources.base import Named
from apps.leads.models import Source
from apps.outreach import dispatch, kit, look_back, plan
from apps.outreach.models import Step
from apps.outreach.outcomes import Done, Outcome, Skipped
from apps.outreach.plan import Planned
from apps.tenants import access

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    """A question; and a lead that was named before is not fetched again, for its step bears its id."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        connection = kit.of(step.tenant_id, now=clock()).connection(step.connection_id)
        if connection is None:
            return Skipped("the connection is switched off", code="switched_off")
        named = connection.forms().since(clock() - look_back.SPAN)
        with access.as_tenant(step.tenant_id):
            found = Source.objects.for_tenant(step.tenant_id).filter(kind=connection.vendor, is_active=True)
            planned = list(_fetches(found.order_by("pk"), named, connection, now=clock()))
            dispatch.write(planned, tenant_id=step.tenant_id, lead=None)
        return Done()


def _fetches(
    sources: Iterable[Source], named: Iterable[Named], connection: Connection, *, now: datetime
) -> Iterable[Planned]:
    listed = list(named)
    for source in sources:
        for each in listed:
            if source.settings.get("account", "") in ("", each.account):
                said = asdict(each) | {"submitted_at": each.submitted_at.isoformat() if each.submitted_at else None}
                yield plan.fetch(source.pk, said, connection_id=connection.pk, received_at=now.isoformat())
