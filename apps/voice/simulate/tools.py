"""Pretend tools: a calendar that always has times, and a note of all that was asked of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apps.voice.policy.moves import (
    Book,
    Booked,
    CallbackPlanned,
    FindSlots,
    RequestCallback,
    Reschedule,
    Rescheduled,
    Result,
    Slot,
    SlotsFound,
    SlotTaken,
    Tool,
    ToolDone,
)

_HOURS = (10, 15)
_DAYS = 14


@dataclass
class PretendTools:
    """Answers each tool at once. `taken_at_first`: so many bookings find the time gone."""

    now: datetime
    zone: str
    minutes: int = 30
    taken_at_first: int = 0
    used: list[Tool] = field(default_factory=list)

    def use(self, tool: Tool) -> Result:
        """What the real one would bring."""
        self.used.append(tool)
        if isinstance(tool, FindSlots):
            return SlotsFound(self._free(tool.not_before or self.now))
        if isinstance(tool, RequestCallback):
            return CallbackPlanned("tomorrow at 6 PM")
        if isinstance(tool, Reschedule):
            came = self._booked(tool.slot_id)
            return Rescheduled(came.slot) if isinstance(came, Booked) else came
        return self._booked(tool.slot_id) if isinstance(tool, Book) else ToolDone()

    def slots(self) -> tuple[Slot, ...]:
        """All there are."""
        today = self.now.astimezone(ZoneInfo(self.zone)).replace(minute=0, second=0, microsecond=0)
        starts = [today.replace(hour=hour) + timedelta(days=day) for day in range(1, _DAYS) for hour in _HOURS]
        return tuple(self._slot(at) for at in starts)

    def _free(self, not_before: datetime) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots() if slot.starts_at >= not_before)[:4]

    def _booked(self, slot_id: str) -> Result:
        slot = next(each for each in self.slots() if each.id == slot_id)
        if self.taken_at_first:
            self.taken_at_first -= 1
            return SlotTaken(tuple(each for each in self._free(self.now) if each.id != slot_id))
        return Booked(replace(slot))

    def _slot(self, starts_at: datetime) -> Slot:
        spoken = f"{starts_at:%A} at {starts_at.hour % 12 or 12} {'AM' if starts_at.hour < 12 else 'PM'}"
        return Slot(f"{starts_at:%m%d%H}", starts_at, starts_at + timedelta(minutes=self.minutes), spoken)
