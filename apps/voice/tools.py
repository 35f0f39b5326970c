"""What an agent can do, and nothing else: every argument is checked against lead, tenant and script.

Nothing that the lead says or typed into a form chooses who is called, what is sent or what is read.
"""

from datetime import datetime
from functools import singledispatch

from apps.calls.models import Conversation
from apps.leads.models import Lead
from apps.outreach import callback_wish, follow_up, kit, optout, zones
from apps.outreach.cadence import history
from apps.tenants import access

from .books import Opened
from .policy.moves import (
    CallbackPlanned,
    End,
    OptOut,
    RequestCallback,
    Result,
    TakeNote,
    Tool,
    ToolDone,
    ToolFailed,
    TransferTo,
)

MOST_LETTERS = 500


def perform(opened: Opened, tool: Tool, *, now: datetime) -> Result:
    """Carry it out in one transaction of the tenant's. Runs in a thread."""
    with access.as_tenant(opened.tenant_id):
        lead = Lead.objects.get(tenant_id=opened.tenant_id, pk=opened.lead_id)
        return _perform(tool, opened, lead, now)


@singledispatch
def _perform(tool: Tool, opened: Opened, lead: Lead, now: datetime) -> Result:
    return ToolFailed(f"there is no such tool: {type(tool).__name__}")


@_perform.register
def _opt_out(tool: OptOut, opened: Opened, lead: Lead, now: datetime) -> Result:
    optout.record(opened.tenant_id, lead.phone, reason=f"they said “{tool.words[:150]}”", now=now)
    return ToolDone()


@_perform.register
def _call_back(tool: RequestCallback, opened: Opened, lead: Lead, now: datetime) -> Result:
    zone = zones.of_number(lead.phone, tenant_zone=kit.of(opened.tenant_id, now=now).tenant.zone, now=now)
    wish = callback_wish.read(tool.words[:MOST_LETTERS], now=now, zone=zone)
    if wish is None:
        return ToolFailed("no time was understood")
    follow_up.after_wish(lead, history.Wish(wish.earliest, wish.phrase), now=now)
    return CallbackPlanned(f"{wish.earliest.astimezone(zone):%A at %-I:%M %p}".replace(":00 ", " "))


@_perform.register
def _note(tool: TakeNote, opened: Opened, lead: Lead, now: datetime) -> Result:
    lead.tell("conversation.noted", at=now, origin=f"{opened.conversation_id}:{now}", note=tool.text[:MOST_LETTERS])
    return ToolDone()


@_perform.register
def _transfer(tool: TransferTo, opened: Opened, lead: Lead, now: datetime) -> Result:
    target = next((each for each in opened.brief.script.transfers if each.id == tool.transfer_id), None)
    if target is None:
        return ToolFailed("nobody of that name is on the script's list")
    _over(opened, disposition="transferred", transfer_to=target.phone)
    lead.tell("conversation.transferred", at=now, origin=opened.conversation_id, to=target.label)
    return ToolDone()


@_perform.register
def _end(tool: End, opened: Opened, lead: Lead, now: datetime) -> Result:
    _over(opened, disposition=tool.disposition)
    return ToolDone()


def _over(opened: Opened, **told: str) -> None:
    """Said before the stream is closed, so that the carrier's question after it finds the answer."""
    conversation = Conversation.objects.filter(tenant_id=opened.tenant_id, pk=opened.conversation_id)
    conversation.update(state=Conversation.State.OVER, **told)
