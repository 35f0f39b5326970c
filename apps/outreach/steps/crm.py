"""Keep the lead in one CRM: one record, however often it is told."""

from uuid import UUID

from apps.core import queues
from apps.core.clock import Clock
from apps.integrations.crm.base import Person
from apps.outreach import kit
from apps.outreach.ledger import crm_written, subject
from apps.outreach.ledger.crm_written import Written
from apps.outreach.ledger.subject import Subject
from apps.outreach.models import Step
from apps.outreach.outcomes import Outcome, Recorded, Skipped

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
        person = _person(subject.of(step))
        record = connection.crm().upsert(person)
        written = Written(UUID(person.lead_id), person.phone, connection, record)
        queues.ring(crm_written.enter(step, written, now=clock()))
        return Recorded(Step.State.DONE)


def _person(about: Subject) -> Person:
    lead = about.lead
    return Person(
        lead_id=str(lead.pk),
        first_name=lead.first_name,
        last_name=lead.last_name,
        email=lead.email,
        phone=lead.phone,
        company=lead.answers.get("company", ""),
        source=about.source_name,
        received_at=lead.received_at,
        answers=lead.answers,
        campaign={key: value for key, value in lead.campaign.items() if key not in OUR_OWN},
        record_id=about.record_id,
    )
