"""Ask one service what it knows of a lead, unless it told lately; then let the rules that need it decide anew."""

from datetime import datetime

from django.db import transaction

from apps.compliance.models import ConsentProof
from apps.core import queues
from apps.core.clock import Clock
from apps.integrations.enrichment.base import Enrichment, Person, Terms
from apps.integrations.models import Connection
from apps.leads import findings
from apps.leads.models import Lead
from apps.leads.states import State
from apps.outreach import kit, reroute
from apps.outreach.ledger import facts_found
from apps.outreach.ledger.facts_found import Told
from apps.outreach.models import Step
from apps.outreach.outcomes import Outcome, Recorded, Skipped
from apps.tenants import access

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    """A question: asked twice it is answered, and at worst paid for, twice."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        works = kit.of(step.tenant_id, now=clock())
        connection = works.connection(step.connection_id)
        if connection is None:
            return Skipped("the service's connection is switched off", code="switched_off")
        with access.as_tenant(step.tenant_id):
            lead = step.subject()
            person = _person(lead)
        if lead.state == State.BLOCKED:
            return Skipped("who wants no contact is asked about nowhere", code="blocked")
        told = _told(lead, person, connection, now=clock())
        if told is None:
            return Skipped("neither a number nor an address that the service knows people by", code="unknown_way")
        with access.as_tenant(step.tenant_id):
            facts_found.enter(step, told, now=clock())
            rings = reroute.with_facts(step, works, now=clock())
            transaction.on_commit(lambda: queues.ring(rings), robust=True)
        return Recorded(Step.State.DONE)


def _told(lead: Lead, person: Person, connection: Connection, *, now: datetime) -> Told | None:
    """What it remembers, or what it says now. No transaction is open while it is asked."""
    teller = connection.enrichment()
    subject = next((each for each in findings.subjects(lead) if each.partition(":")[0] in teller.knows_by), None)
    if subject is None:
        return None
    with access.as_tenant(lead.tenant_id):
        is_known = findings.is_asked(lead.tenant_id, subject, connection.vendor, now=now)
    if is_known:
        return Told(subject, connection.vendor, {}, 0, is_new=False)
    return _asked(teller, person, subject, connection)


def _asked(teller: Enrichment, person: Person, subject: str, connection: Connection) -> Told:
    answer = teller.ask(person)
    terms = Terms.model_validate(connection.settings)
    price = terms.price_micros if answer.is_billed else 0
    return Told(subject, connection.vendor, answer.facts, price, is_new=True)


def _person(lead: Lead) -> Person:
    """In the caller's view."""
    return Person(
        phone=lead.phone,
        email=lead.email,
        first_name=lead.first_name,
        last_name=lead.last_name,
        company=str(lead.answers.get("company", "")),
        agreed_on=ConsentProof.objects.given_on(lead),
    )
