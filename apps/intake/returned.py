"""Use case: somebody calls one of our numbers. The lead is known by theirs, what was planned stops, and we answer."""

import re
from datetime import datetime

import orjson
import structlog

from apps.calls import incoming
from apps.calls.models import Call, CallAttempt
from apps.calls.reception import FAREWELL, Reception
from apps.core import phones
from apps.integrations.http import JSON, Document, Inbound
from apps.integrations.models import Connection
from apps.integrations.telephony.base import AnswerScript, CallNews, InboundCall, Telephony
from apps.leads.models import Lead, Source
from apps.leads.states import State
from apps.outreach import (
    addresses,
    aftermath,
    callers,
    follow_up,
    kit,
    missed,
    optout,
    progress,
    recording,
    reps,
    talks,
    voice,
    wording,
)
from apps.outreach.kit import Kit
from apps.tenants import access

from . import doors, receive
from .doors import Manner

log = structlog.get_logger(__name__)

SLUG, NAME = "calls", "Calls that come in"
ON_THE_LINE = "they called us"
STOP = "9"
# A person has a handful of leads; whoever has more is not called by all of them.
_MOST_LEADS = 50
HEARD = Document(b"", status=204)


def take(connection: Connection, carrier: Telephony, came: InboundCall, *, now: datetime) -> Document:
    """Answer the call: as the agent, by the rep, or with the message outside the hours. Told twice it is one call."""
    tenant_id = connection.tenant_id
    if not _is_number(came.caller, connection):
        log.info("callback.hidden", tenant=tenant_id, connection=connection.pk)
        return carrier.answer(_for_nobody_known(connection, now=now))
    lead = _known(tenant_id, came.caller) or _new(connection, came, now=now)
    with access.as_tenant(tenant_id):
        attempt, is_new = incoming.enter(connection, lead, came, now=now)
        if is_new:
            _stop(attempt.call, now=now)
    return carrier.answer(recording.applied(_script(attempt, attempt.call, now=now), attempt, now=now))


def status(connection: Connection, news: CallNews, *, now: datetime) -> Document:
    """A status callback of a number of ours: the end of a call that came in."""
    if not news.status.is_final:
        return HEARD
    with access.as_tenant(connection.tenant_id):
        call = incoming.locked(connection.tenant_id, news.provider_id)
        if call is None or call.ended_at:
            return HEARD
        incoming.ended(call, news, at=progress.instant(news.occurred_at, now=now))
        if aftermath.of_call(call):
            missed.after_end(call, now=now)
    return HEARD


def pressed(attempt: CallAttempt, carrier: Telephony, key: str, *, now: datetime) -> Document:
    """They pressed a key while they were greeted: 9 is "no more", anything else lets the greeting go on."""
    call = attempt.call
    if key != STOP:
        script = _script(attempt, call, now=now, is_greeted=True)
        return carrier.answer(recording.applied(script, attempt, now=now))
    with access.as_tenant(attempt.tenant_id):
        optout.record(attempt.tenant_id, call.phone, reason="they pressed 9 in a call to us", now=now)
        incoming.taken(call, now=now)
    return carrier.answer(AnswerScript(spoken=FAREWELL))


def taken_by_rep(attempt: CallAttempt, *, now: datetime) -> None:
    """The rep has picked up a call that came in."""
    with access.as_tenant(attempt.tenant_id):
        if incoming.taken(attempt.call, now=now):
            lead = Lead.reference(attempt.tenant_id, attempt.call.lead_id)
            lead.tell("call.taken", at=now, origin=str(attempt.call_id), call=str(attempt.call_id), by="a rep")


def _is_number(caller: str, connection: Connection) -> bool:
    try:
        phones.read(caller, region=connection.tenant.region, allow_fiction=connection.tenant.is_demo)
    except phones.NotDialable:
        return False
    return True


def _known(tenant_id: int, phone: str) -> Lead | None:
    """The newest lead of this person at this tenant."""
    with access.as_tenant(tenant_id):
        leads = Lead.objects.for_tenant(tenant_id).filter(phone=phone)
        return leads.select_related("source").order_by("-received_at", "-id").first()


def _new(connection: Connection, came: InboundCall, *, now: datetime) -> Lead:
    """A caller whom nobody knows is a lead, by the same door as all; the call is its own idempotency key."""
    with access.as_tenant(connection.tenant_id):
        # Nobody posts to it.
        source, _ = Source.objects.for_tenant(connection.tenant_id).get_or_create(
            tenant_id=connection.tenant_id, slug=SLUG, defaults={"name": NAME, "is_active": False}
        )
        source.tenant = connection.tenant
    door = doors.Door(**vars(doors.of(source, now=now)) | {"manner": Manner(uncalled=ON_THE_LINE)})
    told = {"phone": came.caller, "utm_medium": "inbound call", "called_number": came.called}
    request = Inbound(
        "POST", "", {"Content-Type": JSON, receive.KEY: f"call:{came.provider_id}"[:255]}, orjson.dumps(told)
    )
    receipt = receive.trusted(door, request, received_at=now)
    with access.as_tenant(connection.tenant_id):
        return Lead.objects.select_related("source").get(tenant_id=connection.tenant_id, pk=receipt.lead_id)


def _stop(call: Call, *, now: datetime) -> None:
    """The timeline is told, and all that would try to reach the person is taken back, whichever lead it was for."""
    lead = call.lead
    facts = {"call": str(call.pk), "number": call.caller_id, "attestation": call.attestation or "not reported"}
    lead.tell("call.received", at=now, origin=call.provider_id, **facts)
    same = Lead.objects.for_tenant(call.tenant_id).filter(phone=call.phone).order_by("-received_at", "-id")
    for each in same[:_MOST_LEADS]:
        follow_up.after_called_back(each, now=now)
    # Who wants no calls may call us, and wants none for it.
    if lead.state != State.BLOCKED:
        lead.move_to(State.ENGAGED, at=now, reason="called us")


def _script(attempt: CallAttempt, call: Call, *, now: datetime, is_greeted: bool = False) -> AnswerScript:
    """Who answers: the agent at any hour, else the rep in theirs, else a message."""
    works = kit.of(attempt.tenant_id, now=now)
    with access.as_tenant(attempt.tenant_id):
        call.lead = Lead.objects.select_related("source").get(tenant_id=attempt.tenant_id, pk=call.lead_id)
        wanted = callers.wanted(call.lead)
        if voice.is_wanted(wanted, works):
            if incoming.taken(call, now=now):
                call.lead.tell("call.taken", at=now, origin=str(call.pk), call=str(call.pk), by="the AI agent")
            return talks.welcome(attempt, call, now=now)
        reception = Reception.of(attempt.tenant_id)
    is_open = reception.schedule is None or reception.schedule.is_open(now=now)
    spoken = _said(reception.greeting if is_open else reception.after_hours, call.lead, works)
    if is_open:
        reps.choose_for_caller(call.lead, wanted, works, origin=f"call:{call.pk}", now=now)
    vendor = call.connection.vendor
    return AnswerScript(
        spoken="" if is_greeted else spoken,
        rep_phone=reps.phone_of(call.lead, works) if is_open else "",
        caller_id=call.caller_id,
        whisper_url=addresses.callback(vendor, attempt.token, "whisper"),
        done_url=addresses.callback(vendor, attempt.token, "rep-gone"),
        rep_missed=_said(works.playbook.missed, call.lead, works),
        keys_url="" if is_greeted else addresses.callback(vendor, attempt.token, "keys"),
    )


def _for_nobody_known(connection: Connection, *, now: datetime) -> AnswerScript:
    """Who hides their number is put through without a lead: there is nobody to write a timeline for."""
    works = kit.of(connection.tenant_id, now=now)
    with access.as_tenant(connection.tenant_id):
        reception = Reception.of(connection.tenant_id)
    is_open = reception.schedule is None or reception.schedule.is_open(now=now)
    nobody = Lead(tenant_id=connection.tenant_id)
    spoken = _said(_without_keys(reception.greeting if is_open else reception.after_hours), nobody, works)
    return AnswerScript(spoken=spoken, rep_phone=works.playbook.rep_phone if is_open else "")


def _said(template: str, lead: Lead, works: Kit) -> str:
    return wording.fill(template, lead=lead, tenant=works.tenant, playbook=works.playbook)


def _without_keys(template: str) -> str:
    """Without the sentence that names a key: nobody's number can be taken off a list."""
    return " ".join(each for each in re.split(r"(?<=[.!?])\s+", template) if "press 9" not in each)
