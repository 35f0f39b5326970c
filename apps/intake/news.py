"""Use cases: what a carrier's verified news means, and what it shall do next."""

from contextlib import suppress
from datetime import datetime

from apps.calls.models import Call, CallAttempt, Message
from apps.compliance import wording as wishes
from apps.compliance.wording import Wish
from apps.integrations.http import Document, Inbound
from apps.integrations.models import Connection
from apps.integrations.sms.base import InboundText, OptOut, Sms, TextNews
from apps.integrations.telephony.base import AnswerScript, CallNews, CallStatus, Telephony
from apps.leads.models import Lead
from apps.leads.states import State
from apps.outreach import addresses, follow_up, kit, optout, progress, wording
from apps.tenants import access

HEARD = Document(b"", status=204)
STOPPED = "You are unsubscribed and will not hear from us again. Reply START to undo."
HELP = "{company}: you asked us to contact you. Reply STOP to hear no more."


def call_status(attempt: CallAttempt, news: CallNews, *, now: datetime) -> Document:
    """A status callback."""
    with suppress(progress.Stray):
        progress.of_call(attempt, news, now=now)
    return HEARD


def call_answered(attempt: CallAttempt, carrier: Telephony, news: CallNews, *, now: datetime) -> Document:
    """The lead has answered and the carrier asks what to do; a call that must not be is hung up at once."""
    try:
        call = progress.of_call(attempt, news, now=now)
    except progress.Stray:
        return carrier.refuse_call()
    if CallStatus(call.state).is_final:
        return carrier.refuse_call()
    return carrier.answer(_script(attempt, call, now=now))


def rep_gone(attempt: CallAttempt, carrier: Telephony, request: Inbound, *, now: datetime) -> Document:
    """The rep's leg is over: what the lead hears now."""
    with access.as_tenant(attempt.tenant_id):
        attempt.call.lead = Lead.objects.get(tenant_id=attempt.tenant_id, pk=attempt.call.lead_id)
    return carrier.after_rep(request, _script(attempt, attempt.call, now=now))


def whisper(attempt: CallAttempt, carrier: Telephony) -> Document:
    """The rep has picked up: who it is, before the two are bridged."""
    with access.as_tenant(attempt.tenant_id):
        lead = Lead.objects.select_related("source").get(tenant_id=attempt.tenant_id, pk=attempt.call.lead_id)
        return carrier.whisper(f"New lead {lead.full_name or 'without a name'}, from {lead.source.name}.")


def message_status(message: Message, news: TextNews, *, now: datetime) -> Document:
    """A message's status callback; a carrier's "they opted out" is ours too."""
    progress.of_message(message, news, now=now)
    if news.is_opted_out:
        with access.as_tenant(message.tenant_id):
            optout.record(message.tenant_id, message.phone, reason="the carrier says they opted out", now=now)
    return HEARD


def reply(connection: Connection, sms: Sms, text: InboundText, *, now: datetime) -> Document:
    """A person wrote to us: kept on the timeline, and STOP is STOP from the moment that this commits."""
    with access.as_tenant(connection.tenant_id):
        lead = Lead.objects.for_tenant(connection.tenant_id).filter(phone=text.sender).order_by("-received_at").first()
        is_new = _keep(connection, lead, text, now=now)
        wish = _wish(text)
        if wish is Wish.STOP:
            optout.record(connection.tenant_id, text.sender, reason="they wrote STOP", now=now)
        elif wish is Wish.START:
            optout.lift(connection.tenant_id, text.sender, now=now)
        elif lead and is_new and wish is Wish.NONE:
            lead.move_to(State.ENGAGED, at=now, reason="wrote to us")
            follow_up.after_reply(lead, now=now)
        company = connection.tenant.name
    return sms.acknowledge(_confirmation(wish, text, company=company) if is_new else "")


def _keep(connection: Connection, lead: Lead | None, text: InboundText, *, now: datetime) -> bool:
    """Store the message once, however often the carrier brings it."""
    message, is_new = Message.objects.get_or_create(
        tenant_id=connection.tenant_id,
        provider_id=text.provider_id,
        direction=Message.Direction.IN,
        defaults={
            "lead": lead,
            "connection": connection,
            "phone": text.sender,
            "sender": text.to,
            "body": text.body.replace("\x00", ""),
            "state": Message.State.RECEIVED,
            "created_at": now,
        },
    )
    if is_new and lead:
        lead.tell("sms.received", at=now, origin=text.provider_id, message=str(message.pk), body=message.body)
    return is_new


def _wish(text: InboundText) -> Wish:
    """The carrier's own reading and ours: either is enough to stop, only the plain word starts again."""
    ours = wishes.read(text.body)
    return Wish.STOP if text.opt_out is OptOut.STOP else ours


def _confirmation(wish: Wish, text: InboundText, *, company: str) -> str:
    """One confirmation and no more; where the carrier handles the word itself, it has confirmed already."""
    if text.opt_out is not OptOut.NONE:
        return ""
    return {Wish.STOP: STOPPED, Wish.HELP: HELP.format(company=company)}.get(wish, "")


def _script(attempt: CallAttempt, call: Call, *, now: datetime) -> AnswerScript:
    """What is said and who is rung; the call's lead has at least its name."""
    works = kit.of(attempt.tenant_id, now=now)

    def said(template: str) -> str:
        return wording.fill(template, lead=call.lead, tenant=works.tenant, playbook=works.playbook)

    vendor = call.connection.vendor
    whisper_url = addresses.callback(vendor, attempt.token, "whisper")
    return AnswerScript(
        spoken=said(works.playbook.greeting),
        rep_phone=works.playbook.rep_phone,
        caller_id=call.caller_id,
        whisper_url=f"{whisper_url}?crm_id={call.crm_record_id}" if call.crm_record_id else whisper_url,
        done_url=addresses.callback(vendor, attempt.token, "rep-gone"),
        rep_missed=said(works.playbook.missed),
    )
