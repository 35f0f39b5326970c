"""Use case: a person wrote to us. It is kept, and done as they say: stop, start, help, or a call at another time."""

from datetime import datetime

from apps.calls.models import Message
from apps.compliance import wording as wishes
from apps.compliance.closed import Closed
from apps.compliance.wording import Reading, Wish
from apps.integrations.http import Document
from apps.integrations.models import Connection
from apps.integrations.sms.base import InboundText, OptOut, Sms
from apps.leads.models import Lead
from apps.leads.states import State
from apps.outreach import callback_wish, follow_up, kit, optout, zones
from apps.outreach.cadence import history
from apps.tenants import access

NO_CALLS = "You will get no more calls from us; we may still text you. Reply STOP to end texts too, START to undo."
NO_TEXTS = "You will get no more texts from us; we may still call you. Reply STOP to end calls too, START to undo."
STOPPED = "You are unsubscribed and will not hear from us again. Reply START to undo."
HELP = "{company}: you asked us to contact you. Reply STOP to hear no more."
CLOSES = {Wish.STOP: Closed.ALL, Wish.NO_CALLS: Closed.CALL, Wish.NO_TEXTS: Closed.SMS}
CONFIRMS = {Closed.ALL: STOPPED, Closed.CALL: NO_CALLS, Closed.SMS: NO_TEXTS}


def take(connection: Connection, sms: Sms, text: InboundText, *, now: datetime) -> Document:
    """Keep it once, however often the carrier brings it; STOP is STOP from the moment that this commits."""
    with access.as_tenant(connection.tenant_id):
        lead = Lead.objects.for_tenant(connection.tenant_id).filter(phone=text.sender).order_by("-received_at").first()
        is_new = _keep(connection, lead, text, now=now)
        said = _said(text)
        answer = HELP.format(company=connection.tenant.name) if said.wish is Wish.HELP else ""
        if closes := CLOSES.get(said.wish):
            closed = optout.record(connection.tenant_id, text.sender, reason=_reason(said), now=now, closes=closes)
            answer = CONFIRMS[closed]
            if lead and is_new and closed is Closed.SMS:
                _call_later(lead, text, now=now)
        elif said.wish is Wish.START:
            optout.lift(connection.tenant_id, text.sender, now=now)
        elif lead and is_new:
            _answered(lead, text, said.wish, now=now)
    # One confirmation and no more; where the carrier handles the word itself, it has confirmed already.
    return sms.acknowledge(answer if is_new and text.opt_out is OptOut.NONE else "")


def _answered(lead: Lead, text: InboundText, wish: Wish, *, now: datetime) -> None:
    """Nothing more is tried by itself, but for the call that they asked for."""
    if wish is Wish.HELP:
        return
    if wish is Wish.NOT_INTERESTED:
        follow_up.after_refusal(lead, now=now)
        return
    lead.move_to(State.ENGAGED, at=now, reason="wrote to us")
    follow_up.after_reply(lead, now=now)
    _call_later(lead, text, now=now)


def _call_later(lead: Lead, text: InboundText, *, now: datetime) -> None:
    """At the time that they named, if they did."""
    zone = zones.of_number(lead.phone, tenant_zone=kit.of(lead.tenant_id, now=now).tenant.zone, now=now)
    if later := callback_wish.read(text.body, now=now, zone=zone):
        follow_up.after_wish(lead, history.Wish(later.earliest, later.phrase), now=now)


def _keep(connection: Connection, lead: Lead | None, text: InboundText, *, now: datetime) -> bool:
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


def _said(text: InboundText) -> Reading:
    """The carrier's own reading and ours: either is enough to stop, only the plain word starts again."""
    ours = wishes.explain(text.body)
    if text.opt_out is OptOut.STOP and ours.wish is not Wish.STOP:
        return Reading(Wish.STOP, "STOP, says the carrier")
    return ours


def _reason(said: Reading) -> str:
    """Why, for whoever asks in a year: the words that decided."""
    return f"they wrote “{said.phrase}”" + (f" ({said.ground})" if said.ground else "")
