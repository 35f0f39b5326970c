"""Use case: a conversation is told to the tenant's CRM systems, once each; the telling is a step's."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings

from apps.appointments.models import Appointment
from apps.calls import account, dispositions, links
from apps.calls.account import Account
from apps.calls.links import Kind
from apps.calls.models import Conversation
from apps.integrations.crm.base import Outcome, Record, Talk
from apps.integrations.models import Family
from apps.leads.models import Known, Lead
from apps.tenants import access
from apps.tenants.models import Tenant

from . import dispatch, kit, plan
from .models import Step

_OUTCOMES = {
    "voicemail": Outcome.VOICEMAIL,
    "no_reply": Outcome.NO_ANSWER,
    "failed": Outcome.NO_ANSWER,
    "wrong_person": Outcome.WRONG_NUMBER,
}
# In these the step that makes the lead's record may still do so.
_COMING = (*Step.OPEN, Step.State.HELD)


def promise(conversation: Conversation, *, now: datetime) -> None:
    """Have every CRM in use told, in the caller's transaction; a second promise changes nothing."""
    connections = [each for each in kit.of(conversation.tenant_id, now=now).connections if each.family == Family.CRM]
    steps = [plan.crm_conversation(each.pk, str(conversation.pk)) for each in connections]
    lead = Lead.reference(conversation.tenant_id, conversation.lead_id)
    dispatch.write(steps, tenant_id=conversation.tenant_id, lead=lead)


def record(step: Step) -> Record | None:
    """The lead's record in the step's CRM, None if it has none (yet)."""
    if step.lead_id is None or step.connection_id is None:
        return None
    with access.as_tenant(step.tenant_id):
        known = Known.objects.for_tenant(step.tenant_id)
        found = known.filter(lead_id=step.lead_id, connection_id=step.connection_id).first()
    return Record(found.record_id, found.kind, found.url, is_new=False) if found else None


def is_record_coming(step: Step) -> bool:
    """Whether the step that makes the record is still to be carried out."""
    with access.as_tenant(step.tenant_id):
        making = Step.objects.for_tenant(step.tenant_id).filter(kind="crm", state__in=_COMING)
        return making.filter(lead=step.lead, connection_id=step.connection_id).exists()


def is_erased(step: Step) -> bool:
    """Whether what was said in it was erased on request. Raises `Conversation.DoesNotExist`."""
    with access.as_tenant(step.tenant_id):
        conversation = Conversation.objects.for_tenant(step.tenant_id).get(pk=step.params["conversation"])
        return Lead.reference(step.tenant_id, conversation.lead_id).has_unsaid(since=conversation.created_at)


def talk(step: Step, *, now: datetime) -> Talk:
    """The step's conversation as a CRM is told of it now. Raises `Conversation.DoesNotExist`."""
    with access.as_tenant(step.tenant_id):
        tenant = Tenant.objects.get(pk=step.tenant_id)
        conversations = Conversation.objects.for_tenant(tenant).select_related("lead")
        conversation = conversations.get(pk=step.params["conversation"])
        told = account.of_conversation(conversation, conversation.lead, tenant)
        appointment = Appointment.objects.for_tenant(tenant).booked_for(conversation.lead_id).first()
    at = appointment.starts_at.astimezone(tenant.zone) if appointment else None
    return replace(_talk(told, tenant, at), recording_url=_recording_url(conversation, now=now))


def _recording_url(conversation: Conversation, *, now: datetime) -> str:
    """Opens without a login while the CRM may want to fetch it; later it leads to the call's page."""
    if not conversation.recording:
        return ""
    return links.url(conversation.tenant_id, Kind.CONVERSATION, conversation.pk, now=now)


def _talk(told: Account, tenant: Tenant, appointment_at: datetime | None) -> Talk:
    conversation = told.conversation
    page_url = f"{settings.LEADHUB_BASE_URL}/app/{tenant.slug}/calls/{conversation.call_id}/"
    return Talk(
        id=str(conversation.pk),
        started_at=conversation.opened_at or conversation.created_at,
        seconds=round(told.seconds),
        outcome=_OUTCOMES.get(conversation.disposition, Outcome.CONNECTED),
        disposition=dispositions.says(conversation.disposition),
        score=conversation.score,
        is_qualified=conversation.is_qualified,
        answers=tuple((each.question, each.says) for each in told.answers),
        summary=conversation.summary,
        transcript=told.transcript(),
        page_url=page_url,
        appointment_at=appointment_at,
    )
