"""Use cases: what a carrier's verified news means, and what it shall do next."""

from contextlib import suppress
from datetime import datetime

from django.conf import settings

from apps.calls.models import Call, CallAttempt, Message
from apps.integrations.http import Document, Inbound
from apps.integrations.sms.base import TextNews
from apps.integrations.telephony.base import AnswerScript, CallNews, CallStatus, Met, RecordingNews, Telephony
from apps.leads.models import Lead
from apps.outreach import (
    abandonment,
    addresses,
    kit,
    optout,
    progress,
    recording,
    recording_news,
    reps,
    talks,
    wording,
)
from apps.outreach.bridging import answering
from apps.tenants import access

from . import returned

HEARD = Document(b"", status=204)


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
    talk = talks.begin(attempt, call, now=now) if settings.LEADHUB_VOICE_URL else None
    document = answering.document(call, carrier, talk, now=now)
    if talk is None:
        abandonment.spoken(call, now=now)
    return document or carrier.answer(recording.applied(talk or _script(attempt, call, now=now), attempt, now=now))


def stream_over(attempt: CallAttempt, carrier: Telephony, *, now: datetime) -> Document:
    """Our agent's stream is over: what comes next in the call."""
    if document := answering.after_the_agent(attempt, carrier, now=now):
        return document
    script = talks.after(attempt, attempt.call)
    return carrier.answer(recording.applied(script, attempt, now=now)) if script else carrier.refuse_call()


def machine(attempt: CallAttempt, met: Met, *, now: datetime) -> Document:
    """The carrier has listened to who picked up: whoever talks in the call is told."""
    talks.met(attempt, met, now=now)
    return HEARD


def recorded(attempt: CallAttempt, news: RecordingNews, *, now: datetime) -> Document:
    """The carrier has recorded a rep's part of the call, or could not."""
    recording_news.take(attempt.call, news, now=now)
    return HEARD


def rep_gone(attempt: CallAttempt, carrier: Telephony, request: Inbound, *, now: datetime) -> Document:
    """The rep's leg is over: what the lead hears now."""
    with access.as_tenant(attempt.tenant_id):
        attempt.call.lead = Lead.objects.get(tenant_id=attempt.tenant_id, pk=attempt.call.lead_id)
    return carrier.after_rep(request, _script(attempt, attempt.call, now=now))


def whisper(attempt: CallAttempt, carrier: Telephony, request: Inbound, *, now: datetime) -> Document:
    """The rep has picked up: who it is, and that it is recorded, before the two are bridged."""
    came_in = attempt.call.came_in
    if came_in:
        returned.taken_by_rep(attempt, now=now)
    with access.as_tenant(attempt.tenant_id):
        lead = Lead.objects.select_related("source").get(tenant_id=attempt.tenant_id, pk=attempt.call.lead_id)
    what = "A call from" if came_in else "New lead"
    who = f"{what} {lead.full_name or 'somebody without a name'}, from {lead.source.name}."
    return carrier.whisper(f"{who} {recording.whispered(attempt, request, now=now)}".strip())


def message_status(message: Message, news: TextNews, *, now: datetime) -> Document:
    """A message's status callback; a carrier's "they opted out" is ours too."""
    progress.of_message(message, news, now=now)
    if news.is_opted_out:
        with access.as_tenant(message.tenant_id):
            optout.record(message.tenant_id, message.phone, reason="the carrier says they opted out", now=now)
    return HEARD


def _script(attempt: CallAttempt, call: Call, *, now: datetime) -> AnswerScript:
    """What is said and who is rung; the call's lead has at least its name."""
    works = kit.of(attempt.tenant_id, now=now)

    def said(template: str) -> str:
        return wording.fill(template, lead=call.lead, tenant=works.tenant, playbook=works.playbook)

    vendor = call.connection.vendor
    whisper_url = addresses.callback(vendor, attempt.token, "whisper")
    return AnswerScript(
        spoken=said(works.playbook.greeting),
        rep_phone=reps.phone_of(call.lead, works),
        caller_id=call.caller_id,
        whisper_url=f"{whisper_url}?crm_id={call.crm_record_id}" if call.crm_record_id else whisper_url,
        done_url=addresses.callback(vendor, attempt.token, "rep-gone"),
        rep_missed=said(works.playbook.missed),
    )
