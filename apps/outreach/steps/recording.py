"""Bring what a carrier recorded to our own storage, then have the carrier delete it; or only the latter."""

from apps.calls import recordings
from apps.calls.models import Recording
from apps.core.clock import Clock
from apps.integrations.errors import Unanswered, Unavailable
from apps.leads.models import Lead
from apps.outreach import dispatch, plan, retry
from apps.outreach.models import Step
from apps.outreach.outcomes import Again, Done, Outcome, Skipped
from apps.tenants import access

from .base import Handler as BaseHandler

# A carrier or a storage that is down is asked again for a day; nobody waits for it.
LATER_SECONDS = 300


class Handler(BaseHandler):
    """Each half is harmless to repeat: the file has one name, and what is deleted stays so."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        try:
            return self._run(step, clock=clock)
        except (Unavailable, Unanswered) as error:
            if clock() - step.created_at > retry.LONGEST_WAIT:
                raise
            return Again(LATER_SECONDS, error.reason, costs_attempt=False)

    def _run(self, step: Step, *, clock: Clock) -> Outcome:
        with access.as_tenant(step.tenant_id):
            kept = Recording.objects.for_tenant(step.tenant_id).select_related("connection")
            row = kept.filter(pk=step.params["recording"]).first()
        if row is None:
            return Skipped("its lead was erased", code="erased")
        if not row.name and not row.deleted_at:
            _copy(row, clock=clock)
            # A turn of its own, so that both requests together never outlast the lease.
            return Again(0, "it is ours, and still to be deleted there", costs_attempt=False)
        if row.is_at_carrier:
            row.connection.telephony().delete_recording(row.provider_id)
            with access.as_tenant(row.tenant_id):
                Recording.objects.filter(tenant_id=row.tenant_id, pk=row.pk).update(is_at_carrier=False)
        return Done(row.provider_id)


def _copy(row: Recording, *, clock: Clock) -> None:
    """No transaction is open here: carrier and storage may take seconds."""
    audio = row.connection.telephony().fetch_recording(row.provider_id)
    try:
        name = recordings.save(f"{row.tenant_id}/{row.pk}.wav", audio)
    except OSError as error:
        raise Unavailable("the storage of recordings does not answer", code="storage") from error
    with access.as_tenant(row.tenant_id):
        mine = Recording.objects.filter(tenant_id=row.tenant_id, pk=row.pk, deleted_at=None)
        if mine.update(name=name):
            lead = Lead.reference(row.tenant_id, row.lead_id)
            told = {"call": str(row.call_id), "recording": str(row.pk), "seconds": row.seconds}
            lead.tell("recording.kept", at=clock(), origin=str(row.pk), **told)
            dispatch.write([plan.waveform("recording", str(row.pk))], tenant_id=row.tenant_id, lead=None)
            return
    # Its days were over meanwhile.
    recordings.delete(name)
