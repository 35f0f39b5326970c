"""Have a lead's CRM record say that the person wants no calls or no texts, or that they want to hear again."""

from apps.core.clock import Clock
from apps.integrations.crm.base import Gone, Unsupported
from apps.outreach import kit, mirror
from apps.outreach.ledger import crm_flagged
from apps.outreach.models import Step
from apps.outreach.outcomes import Again, Outcome, Recorded, Skipped

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    """Writes what stands when it is carried out: late, twice or shuffled, the record ends up right."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        connection = kit.of(step.tenant_id, now=clock()).connection(step.connection_id)
        if connection is None:
            return Skipped("the CRM's connection is switched off", code="switched_off")
        mirrored = mirror.read(step)
        if mirrored is None:
            return Skipped("the CRM has no record of this lead", code="no_record")
        try:
            connection.crm().note_opt_out(mirrored.record, mirrored.opt_out)
        except Gone:
            return Skipped("the record is no longer in the CRM", code="gone")
        except Unsupported as error:
            return Skipped(error.reason, code="unsupported")
        if mirror.read(step) != mirrored:
            return Again(0, "the person has changed their mind meanwhile", costs_attempt=False)
        crm_flagged.enter(step, connection, mirrored, now=clock())
        return Recorded(Step.State.DONE)
