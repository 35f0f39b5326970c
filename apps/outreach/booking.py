"""Use case: a lead takes a time, changes it or gives it back; the cadence ends, and a text message confirms it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from apps.appointments import book as books
from apps.appointments import cancel as cancels
from apps.appointments import invitation, speaking
from apps.appointments import move as moves
from apps.appointments.hold import Occasion
from apps.appointments.models import Appointment
from apps.appointments.results import Booked, Cancelled, NoCalendar, NotBooked, Pending, Slot, SlotTaken
from apps.core.clock import Clock
from apps.integrations.models import Connection, Family
from apps.leads.models import Lead
from apps.leads.states import State
from apps.scripts.document import Booking
from apps.tenants import access

from . import dispatch, follow_up, kit, plan
from .models import Playbook, Step
from .outcomes import Done, Held, Outcome

# Longer than a call waits for a calendar, so that the step finds out only about what nobody came back from.
PATIENCE = timedelta(seconds=45)
# A lead in one of these was not reached yet, as far as we knew.
_UNREACHED = (State.NEW, State.CONTACTING, State.UNREACHABLE, State.LOST)


def book(
    lead: Lead, slot: Slot, terms: Booking, *, occasion: Occasion, clock: Clock
) -> Booked | Pending | SlotTaken | NotBooked:
    """Book the time. `Pending` is the lead's too: a step tells the calendar once it answers.

    Asked twice it is booked, and confirmed, once; another time in the same call moves what was booked in it.
    No transaction is open while the calendar is asked.
    """
    before = _of_this_call(lead, slot, occasion)
    if before is None:
        return books.slot(lead, slot, terms, occasion=occasion, sequel=_Sequel(), clock=clock)
    came = move(before, slot, terms, clock=clock)
    return NotBooked(came.reason) if isinstance(came, NoCalendar) else came


def move(
    appointment: Appointment, slot: Slot, terms: Booking, *, clock: Clock
) -> Booked | Pending | SlotTaken | NoCalendar:
    """Give it another time of the same calendar; the lead gets it in writing. `Pending` is found out by a step."""
    return moves.to(appointment, slot, terms, sequel=_Sequel(), clock=clock)


def cancel(appointment: Appointment, *, reason: str, clock: Clock) -> Cancelled | NoCalendar:
    """Take it out of the calendar. The lead stays where it stands: a person decides what follows."""
    return cancels.booked(appointment, reason=reason, sequel=_Sequel(), clock=clock)


def finish(step: Step, *, clock: Clock) -> Outcome:
    """Carry the step's booking through, or tell the team that the lead counts on what can't be had.

    Raises the remedies of `integrations.errors`.
    """
    with access.as_tenant(step.tenant_id):
        appointments = Appointment.objects.for_tenant(step.tenant_id).select_related("connection")
        appointment = appointments.get(pk=step.params["appointment"])
    if "starts_at" in step.params:
        return _finish_move(step, appointment, clock=clock)
    if appointment.state != Appointment.State.HELD:
        return Done(appointment.external_id)
    if appointment.starts_at <= clock():
        reason = "the calendar did not answer before it began"
        books.refuse(appointment, _Sequel(), cause=reason, now=clock())
        return _lost(appointment, reason, code="too_late")
    try:
        books.finish(appointment, clock=clock, sequel=_Sequel())
    except books.Taken:
        return _lost(appointment, books.TAKEN, code="slot_taken")
    return Done(appointment.external_id)


def _finish_move(step: Step, appointment: Appointment, *, clock: Clock) -> Outcome:
    starts_at, ends_at = (datetime.fromisoformat(step.params[name]) for name in ("starts_at", "ends_at"))
    is_superseded = appointment.sequence != step.params["sequence"]
    if appointment.state != Appointment.State.BOOKED or is_superseded:
        return Done(appointment.external_id)
    if starts_at <= clock():
        return _lost(appointment, "the calendar did not answer before it began", code="too_late")
    try:
        moves.finish(
            appointment, Slot(appointment.connection_id, starts_at, ends_at, ""), sequel=_Sequel(), clock=clock
        )
    except moves.Taken:
        return _lost(appointment, books.TAKEN, code="slot_taken")
    return Done(appointment.external_id)


class _Sequel:
    """What follows an appointment's turns, in their transactions."""

    def intended(self, appointment: Appointment, *, now: datetime) -> None:
        """Promised before the calendar hears of it: a worker that dies in between leaves nobody waiting."""
        step = plan.book(str(appointment.pk), appointment.connection_id, due_at=now + PATIENCE)
        dispatch.write([step], tenant_id=appointment.tenant_id, lead=_lead(appointment))

    def booked(self, appointment: Appointment, *, now: datetime) -> None:
        _promised(appointment, plan.book_key(str(appointment.pk))).update(state=Step.State.DONE, done_at=now)
        lead = Lead.objects.get(tenant_id=appointment.tenant_id, pk=appointment.lead_id)
        if lead.state in _UNREACHED:
            lead.move_to(State.ENGAGED, at=now, reason="they agreed on a time")
        lead.move_to(State.BOOKED, at=now, reason="an appointment is booked")
        follow_up.after_booking(lead, now=now)
        _confirm(appointment, lead, _playbook(appointment, now=now).booked_text)

    def moving(self, appointment: Appointment, wanted: Slot, *, now: datetime) -> None:
        # Of two changes the later is meant.
        self.stays(appointment, now=now)
        told = {
            "starts_at": wanted.starts_at.isoformat(),
            "ends_at": wanted.ends_at.isoformat(),
            "sequence": appointment.sequence,
        }
        step = plan.move(str(appointment.pk), told, appointment.connection_id, due_at=now + PATIENCE)
        dispatch.write([step], tenant_id=appointment.tenant_id, lead=_lead(appointment))

    def stays(self, appointment: Appointment, *, now: datetime) -> None:
        waiting = _promised(appointment, plan.move_key(str(appointment.pk)))
        waiting.update(state=Step.State.CANCELLED, done_at=now)

    def moved(self, appointment: Appointment, *, now: datetime) -> None:
        waiting = _promised(appointment, plan.move_key(str(appointment.pk)))
        waiting.update(state=Step.State.DONE, done_at=now)
        self._take_back_texts(appointment, now=now)
        _confirm(appointment, _lead(appointment), _playbook(appointment, now=now).moved_text)

    def over(self, appointment: Appointment, *, now: datetime) -> None:
        _promised(appointment, plan.book_key(str(appointment.pk))).update(state=Step.State.CANCELLED, done_at=now)
        self._take_back_texts(appointment, now=now)

    def _take_back_texts(self, appointment: Appointment, *, now: datetime) -> None:
        """What was not sent yet says what is not true any more."""
        texts = _promised(appointment, plan.confirmation_key(str(appointment.pk)))
        texts.update(state=Step.State.CANCELLED, done_at=now)


def _of_this_call(lead: Lead, slot: Slot, occasion: Occasion) -> Appointment | None:
    """What was booked a moment ago for another time: a lead who thinks again wants one appointment, not two."""
    if occasion.call_id is None:
        return None
    with access.as_tenant(lead.tenant_id):
        mine = Appointment.objects.for_tenant(lead.tenant_id).filter(lead=lead, state=Appointment.State.BOOKED)
        here = mine.filter(call_id=occasion.call_id, connection_id=slot.connection_id)
        return here.exclude(starts_at=slot.starts_at).select_related("connection").first()


def _playbook(appointment: Appointment, *, now: datetime) -> Playbook:
    return kit.of(appointment.tenant_id, now=now).playbook


def _confirm(appointment: Appointment, lead: Lead, words: str) -> None:
    if not Lead.objects.filter(tenant_id=lead.tenant_id, pk=lead.pk).exclude(phone="").exists():
        return
    local = appointment.starts_at.astimezone(ZoneInfo(appointment.zone))
    when = f"{local:%a, %b %-d} at {speaking.clock(local)} {local:%Z}"
    text = words.replace("{when}", when).replace("{link}", invitation.url(appointment))
    step = plan.confirmation(str(appointment.pk), appointment.sequence, text)
    dispatch.write([step], tenant_id=lead.tenant_id, lead=lead)


def _lost(appointment: Appointment, reason: str, *, code: str) -> Held:
    """The lead hung up believing in it: somebody must call them."""
    local = appointment.starts_at.astimezone(ZoneInfo(appointment.zone))
    when = f"{local:%a, %b %-d} at {speaking.clock(local)}"
    with access.as_tenant(appointment.tenant_id):
        told = Connection.objects.for_tenant(appointment.tenant_id).usable(Family.ALERTS)
        alerts = [plan.alert("booking_lost", str(appointment.pk), each.pk, reason=reason, when=when) for each in told]
        dispatch.write(alerts, tenant_id=appointment.tenant_id, lead=_lead(appointment))
    return Held(reason, code=code)


def _promised(appointment: Appointment, key: str) -> QuerySet[Step]:
    """Steps whose turn has not come."""
    return Step.objects.for_tenant(appointment.tenant_id).filter(key__startswith=key, state=Step.State.READY)


def _lead(appointment: Appointment) -> Lead:
    return Lead.reference(appointment.tenant_id, appointment.lead_id)
