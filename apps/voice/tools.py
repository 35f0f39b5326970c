"""What an agent can do, and nothing else: every argument is checked against lead, tenant and script.

Nothing that the lead says or typed into a form chooses who is called, what is sent or what is read.
"""

from dataclasses import dataclass, field
from datetime import datetime

from apps.calls.models import Conversation
from apps.leads.models import Lead
from apps.outreach import callback_wish, follow_up, kit, optout, zones
from apps.outreach.cadence import history
from apps.tenants import access

from .books import Opened
from .offers import Offers
from .policy.moves import (
    Book,
    CallbackPlanned,
    End,
    FindSlots,
    HoldSlots,
    OptOut,
    RequestCallback,
    Reschedule,
    Result,
    TakeNote,
    Tool,
    ToolDone,
    ToolFailed,
    TransferTo,
)

# The policy keeps to as many; this is for one that does not.
MOST_CALLS = 12
MOST_LETTERS = 500


@dataclass
class Tools:
    """One call's. Runs in threads, one tool after the other."""

    opened: Opened
    offers: Offers
    used: int = field(default=0)

    def perform(self, tool: Tool, *, now: datetime) -> Result:
        """Carry it out, and say what came of it."""
        self.used += 1
        if self.used > MOST_CALLS and not isinstance(tool, End | OptOut):
            return ToolFailed("too many tools in one call")
        with access.as_tenant(self.opened.tenant_id):
            lead = Lead.objects.get(tenant_id=self.opened.tenant_id, pk=self.opened.lead_id)
        match tool:
            case FindSlots():
                return self.offers.find(tool, lead, now=now)
            case HoldSlots():
                return self.offers.hold(tool, lead, now=now)
            case Book():
                return self.offers.book(tool, lead)
            case Reschedule():
                return self.offers.reschedule(tool, lead, now=now)
        with access.as_tenant(self.opened.tenant_id):
            return _written(tool, self.opened, lead, now=now)


def _written(tool: Tool, opened: Opened, lead: Lead, *, now: datetime) -> Result:
    """What is one transaction of ours."""
    match tool:
        case OptOut():
            optout.record(opened.tenant_id, lead.phone, reason=f"they said “{tool.words[:150]}”", now=now)
            return ToolDone()
        case RequestCallback():
            return _call_back(tool, opened, lead, now=now)
        case TransferTo():
            return _transfer(tool, opened, lead, now=now)
        case TakeNote():
            origin = f"{opened.conversation_id}:{now.isoformat()}"
            lead.tell("conversation.noted", at=now, origin=origin, note=tool.text[:MOST_LETTERS])
            return ToolDone()
        case End():
            _over(opened, disposition=tool.disposition)
            return ToolDone()
    return ToolFailed("there is no such tool")


def _call_back(tool: RequestCallback, opened: Opened, lead: Lead, *, now: datetime) -> Result:
    zone = zones.of_number(lead.phone, tenant_zone=kit.of(opened.tenant_id, now=now).tenant.zone, now=now)
    wish = callback_wish.read(tool.words[:MOST_LETTERS], now=now, zone=zone)
    if wish is None:
        return ToolFailed("no time was understood")
    follow_up.after_wish(lead, history.Wish(wish.earliest, wish.phrase), now=now)
    return CallbackPlanned(f"{wish.earliest.astimezone(zone):%A at %-I:%M %p}".replace(":00 ", " "))


def _transfer(tool: TransferTo, opened: Opened, lead: Lead, *, now: datetime) -> Result:
    target = next((each for each in opened.brief.script.transfers if each.id == tool.transfer_id), None)
    if target is None:
        return ToolFailed("nobody of that name is on the script's list")
    _over(opened, disposition="transferred", transfer_to=target.phone)
    lead.tell("conversation.transferred", at=now, origin=opened.conversation_id, to=target.label)
    return ToolDone()


def _over(opened: Opened, **told: str) -> None:
    """Said before the stream is closed, so that the carrier's question after it finds the answer."""
    conversation = Conversation.objects.filter(tenant_id=opened.tenant_id, pk=opened.conversation_id)
    conversation.update(state=Conversation.State.OVER, **told)
