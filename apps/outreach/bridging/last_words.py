"""What a lead's call does around the room: into it, out of it, and what is said where nobody is there."""

from datetime import datetime

from apps.calls.models import Bridge, Conversation
from apps.integrations.http import Document
from apps.integrations.telephony.base import AnswerScript, Telephony
from apps.leads.models import Lead
from apps.outreach import kit, wording
from apps.scripts import published
from apps.tenants import access

from . import seats, taping

FOR_LEADS_WHO_WAIT = "One moment, please. Somebody is with you shortly."
FOR_REPS_WHO_WAIT = "We are calling the lead."


def way_on(bridge: Bridge, carrier: Telephony, *, now: datetime) -> Document:
    """Into the room where a rep is or may come; where nobody is left to ask, a last word."""
    with access.as_tenant(bridge.tenant_id):
        bridge = _as_it_stands(bridge)
        if bridge.over_at:
            return carrier.answer(AnswerScript(sorry(bridge, now=now)))
        spoken = " ".join(filter(None, (taping.announcement(bridge, now=now), _announced(bridge))))
    return seats.rooms_of(bridge).join(spoken, seats.of_lead(bridge))


def after_the_room(bridge: Bridge, carrier: Telephony, *, now: datetime) -> Document:
    """The room is over and the lead still there: who has talked is hung up, the others are not left without a word."""
    with access.as_tenant(bridge.tenant_id):
        bridge = _as_it_stands(bridge)
        if bridge.talking_at:
            return carrier.refuse_call()
        return carrier.answer(AnswerScript(sorry(bridge, now=now)))


def greeted(bridge: Bridge, lead: Lead, *, now: datetime) -> Document:
    """Who has just answered hears the greeting at once, and waits in the room while reps are rung."""
    works = kit.of(bridge.tenant_id, now=now)
    greeting = wording.fill(works.playbook.greeting, lead=lead, tenant=works.tenant, playbook=works.playbook)
    spoken = " ".join(filter(None, (taping.announcement(bridge, now=now), greeting)))
    return seats.rooms_of(bridge).join(spoken, seats.of_lead(bridge))


def sorry(bridge: Bridge, *, now: datetime) -> str:
    """What is said where nobody would come; in the caller's view."""
    talked = Conversation.objects.of_call(bridge.tenant_id, bridge.call_id).first() if bridge.call_id else None
    if talked:
        return published.version(bridge.tenant_id, talked.script_version_id).document.lines.transfer_failed
    works = kit.of(bridge.tenant_id, now=now)
    lead = Lead.objects.get(tenant_id=bridge.tenant_id, pk=bridge.lead_id)
    return wording.fill(works.playbook.missed, lead=lead, tenant=works.tenant, playbook=works.playbook)


def _announced(bridge: Bridge) -> str:
    winner = bridge.winner
    name = wording.said(winner.name) if winner else ""
    return f"{name} is on the line for you now." if name else ""


def _as_it_stands(bridge: Bridge) -> Bridge:
    found = Bridge.objects.get(tenant_id=bridge.tenant_id, pk=bridge.pk)
    found.connection = bridge.connection
    return found
