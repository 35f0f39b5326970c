"""Put a conversation on the history of the lead's CRM record."""

from apps.core.clock import Clock
from apps.integrations.crm.base import Gone, Unsupported
from apps.outreach import kit, retell
from apps.outreach.ledger import told
from apps.outreach.models import Step
from apps.outreach.outcomes import Again, Outcome, Recorded, Skipped

from .base import Handler as BaseHandler

# Should nobody ring when the record is written (`ledger.crm_written` does).
LOOK_AGAIN_SECONDS = 60


class Handler(BaseHandler):
    """The CRM finds it again by our id: told twice it stands there once."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        connection = kit.of(step.tenant_id, now=clock()).connection(step.connection_id)
        if connection is None:
            return Skipped("the CRM's connection is switched off", code="switched_off")
        record = retell.record(step)
        if record is None:
            return _without_record(step)
        if retell.is_erased(step):
            return Skipped("what was said has been erased", code="erased")
        talk = retell.talk(step, now=clock())
        try:
            noted_id = connection.crm().note_conversation(record, talk)
        except Gone:
            return Skipped("the record is no longer in the CRM", code="gone")
        except Unsupported as error:
            return Skipped(error.reason, code="unsupported")
        facts = {"vendor": connection.vendor, "noted_id": noted_id, "record_id": record.id, "record_kind": record.kind}
        told.done(step, "crm.noted", facts | {"url": record.url}, external_id=noted_id, now=clock())
        return Recorded(Step.State.DONE)


def _without_record(step: Step) -> Outcome:
    if retell.is_record_coming(step):
        return Again(LOOK_AGAIN_SECONDS, "the lead is not in the CRM yet", costs_attempt=False)
    return Skipped("the CRM has no record of this lead", code="no_record")
