"""The agent's calendar: only what was offered in this very call can be held or booked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from apps.appointments import find, hold, standing
from apps.appointments.hold import Occasion
from apps.appointments.results import Booked as InCalendar
from apps.appointments.results import Found, Pending
from apps.appointments.results import Slot as Free
from apps.appointments.results import SlotTaken as Taken
from apps.core import clock
from apps.leads.models import Lead
from apps.outreach import booking
from apps.scripts.document import Booking
from apps.tenants import access

from .policy.moves import (
    Book,
    Booked,
    FindSlots,
    HoldSlots,
    Reschedule,
    Rescheduled,
    Result,
    Slot,
    SlotsFound,
    SlotTaken,
    ToolDone,
    ToolFailed,
)


@dataclass
class Offers:
    """One call's. No transaction is open while a calendar is asked."""

    terms: Booking
    call_id: str
    _known: dict[str, Free] = field(default_factory=dict)

    def find(self, tool: FindSlots, lead: Lead, *, now: datetime) -> Result:
        if not self.terms.is_on:
            return ToolFailed("the script books nothing")
        found = find.for_lead(lead, self.terms, now=now, not_before=tool.not_before)
        if not isinstance(found, Found):
            return ToolFailed(found.reason)
        return SlotsFound(self._offered(found.slots))

    def hold(self, tool: HoldSlots, lead: Lead, *, now: datetime) -> Result:
        wanted = [self._known[each] for each in tool.slot_ids if each in self._known]
        held = hold.slots(lead, wanted, self._occasion(), now=now)
        return ToolDone() if held.slots or not wanted else ToolFailed("others were quicker")

    def book(self, tool: Book, lead: Lead) -> Result:
        if (free := self._known.get(tool.slot_id)) is None:
            return ToolFailed("no such time was offered in this call")
        match booking.book(lead, free, self.terms, occasion=self._occasion(), clock=clock.now):
            case InCalendar(slot=slot) | Pending(slot=slot):
                return Booked(_said(slot))
            case Taken(others=others):
                return SlotTaken(self._offered(others))
            case failed:
                return ToolFailed(failed.reason)

    def reschedule(self, tool: Reschedule, lead: Lead, *, now: datetime) -> Result:
        """Only the lead's own, and only to what was offered in this call."""
        if (free := self._known.get(tool.slot_id)) is None:
            return ToolFailed("no such time was offered in this call")
        with access.as_tenant(lead.tenant_id):
            appointment = standing.of(lead, now=now, call_id=UUID(self.call_id))
        if appointment is None or appointment.connection_id != free.connection_id:
            return ToolFailed("there is no appointment that can be moved there")
        match booking.move(appointment, free, self.terms, clock=clock.now):
            case InCalendar(slot=slot) | Pending(slot=slot):
                return Rescheduled(_said(slot))
            case Taken(others=others):
                return SlotTaken(self._offered(others))
            case failed:
                return ToolFailed(failed.reason)

    def _offered(self, slots: Sequence[Free]) -> tuple[Slot, ...]:
        self._known |= {slot.id: slot for slot in slots}
        return tuple(map(_said, slots))

    def _occasion(self) -> Occasion:
        return Occasion(self.terms.what, UUID(self.call_id))


def _said(free: Free) -> Slot:
    return Slot(free.id, free.starts_at, free.ends_at, free.spoken)
