"""Keep the lead in one CRM: one record, however often it is told."""

from uuid import UUID

from apps.calls.models import Call
from apps.core import queues
from apps.core.clock import Clock
from apps.integrations.crm.base import Person, Record
from apps.integrations.models import Connection
from apps.leads.models import Known, Lead
from apps.outreach import kit, plan
from apps.outreach.models import Step
from apps.outreach.outcomes import Done, Outcome, Skipped
from apps.tenants import access

from .base import Handler as BaseHandler

# What tells us of the machine and nothing of the person stays here.
OUR_OWN = frozenset({"ip", "user_agent", "flags", "honeypot"})


class Handler(BaseHandler):
    """An upsert by our own key: its repetition changes nothing."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        connection = kit.of(step.tenant_id, now=clock()).connection(step.connection_id)
        if connection is None:
            return Skipped("the CRM's connection is switched off", code="switched_off")
        with access.as_tenant(step.tenant_id):
            person = _person(step)
        record = connection.crm().upsert(person)
        with access.as_tenant(step.tenant_id):
            rings = _remember(step, UUID(person.lead_id), connection, record, clock=clock)
        queues.ring(rings)
        return Done(record.id)


def _person(step: Step) -> Person:
    lead = step.subject()
    known = lead.known_as.filter(connection_id=step.connection_id or 0).first()
    return Person(
        lead_id=str(lead.pk),
        first_name=lead.first_name,
        last_name=lead.last_name,
        email=lead.email,
        phone=lead.phone,
        company=lead.answers.get("company", ""),
        source=lead.source.name,
        received_at=lead.received_at,
        answers=lead.answers,
        campaign={key: value for key, value in lead.campaign.items() if key not in OUR_OWN},
        record_id=known.record_id if known else "",
    )


def _remember(step: Step, lead_id: UUID, connection: Connection, record: Record, *, clock: Clock) -> list[queues.Ring]:
    """Keep the CRM's id with the lead and its call; a call that was held for it goes now."""
    lead = Lead.reference(step.tenant_id, lead_id)
    known = Known(tenant_id=step.tenant_id, lead=lead, connection=connection)
    known.record_id, known.kind, known.url = record.id, record.kind, record.url
    Known.objects.bulk_create(
        [known],
        update_conflicts=True,
        unique_fields=["tenant", "lead", "connection"],
        update_fields=["record_id", "kind", "url"],
    )
    Call.objects.for_tenant(step.tenant_id).filter(lead=lead, crm_record_id="").update(crm_record_id=record.id)
    facts = {"vendor": connection.vendor, "record_id": record.id, "record_kind": record.kind, "url": record.url}
    lead.tell("crm.written", at=clock(), origin=f"step:{step.pk}", is_new=record.is_new, **facts)
    held = Step.objects.for_tenant(step.tenant_id).filter(
        key=plan.first_call_key(str(lead_id)), state=Step.State.READY, attempt=0, due_at__gt=clock()
    )
    rings = list(held.values_list("queue", "pk"))
    held.update(due_at=clock())
    return rings
