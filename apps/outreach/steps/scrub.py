"""Have one service check a lead's number, unless it did lately; then what waited for it goes."""

from datetime import datetime

from django.db import transaction

from apps.compliance.models import ConsentProof, ScrubAnswer
from apps.core import queues
from apps.core.clock import Clock
from apps.integrations.models import Connection
from apps.integrations.scrub.base import Question
from apps.leads.models import Lead
from apps.leads.states import State
from apps.outreach import awaited, kit
from apps.outreach.ledger import number_scrubbed
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
            question = Question(lead.phone, ConsentProof.objects.given_on(lead))
            is_known = _is_known(lead, connection, now=clock())
        if lead.state == State.BLOCKED or not lead.phone:
            return Skipped("nobody is going to call or text", code="no_contact")
        if is_known:
            return Skipped("it was checked lately", code="known")
        answer = connection.scrub().ask(question)
        with access.as_tenant(step.tenant_id):
            number_scrubbed.enter(step, connection, lead.phone, answer, now=clock())
            rings = awaited.go(lead, step, works, now=clock())
            transaction.on_commit(lambda: queues.ring(rings), robust=True)
        return Recorded(Step.State.DONE)


def _is_known(lead: Lead, connection: Connection, *, now: datetime) -> bool:
    """All of its checks: another kind of answer than the one that is kept is asked for anew."""
    answers = ScrubAnswer.objects.for_tenant(lead.tenant_id).filter(connection=connection, phone=lead.phone)
    good = set(answers.filter(good_until__gt=now).values_list("kind", flat=True))
    return good >= set(connection.scrub().checks)
