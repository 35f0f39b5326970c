"""An appointment while still on the phone: times are found, offered and kept; the one that is taken is booked."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apps.outreach import callback_wish

from . import calling_back, ending, keeping, scoring
from .moves import Book, Booked, Expects, FindSlots, HoldSlots, Line, Move, Reschedule, Slot, SlotsFound, SlotTaken
from .reading import Intent, Reading
from .state import Stage
from .talk import Talk

_MOST_OFFERS, _MOST_REPEATED, _MOST_BOOKINGS, _MOST_ELSE = 4, 3, 3, 3
_MINUTE = timedelta(minutes=1)


def find(talk: Talk, *lines: Line, not_before: datetime | None = None) -> Move:
    """Look for free times; while the tool looks, there is something to hear."""
    if not talk.has_tools_left:
        return none_free(talk, *lines)
    return talk.waits(Stage.FINDING, *lines, talk.say(talk.lines.one_moment), tool=FindSlots(not_before))


def found(talk: Talk, result: SlotsFound) -> Move:
    """Offer the soonest that they have not refused; none if they have told us meanwhile that they are not for us."""
    if not talk.state.is_moving and not scoring.may_book(talk.brief.script, talk.state.answers):
        return ending.followed_up(talk)
    return _offer(talk, result.slots)


def heard(talk: Talk, reading: Reading, *lines: Line) -> Move:
    """A reply to the offer: one of them, another day, none of them, or something else first."""
    offered = talk.state.offered
    is_yes = Intent.YES in reading.intents and Intent.NO not in reading.intents
    place = 0 if is_yes and len(offered) == 1 and reading.slot is None and not reading.when else reading.slot
    if place is not None and 0 <= place < len(offered):
        return _book(talk, offered[place], *lines)
    if not_before := another_day(talk, reading):
        return _others(talk, *lines, not_before=not_before)
    if Intent.NO in reading.intents:
        return _others(talk, *lines, not_before=max(slot.starts_at for slot in offered) + _MINUTE)
    return again(talk, *lines)


def again(talk: Talk, *lines: Line) -> Move:
    """The same times in short; a few times only, then a colleague takes over."""
    if not talk.state.may("offered again", most=_MOST_REPEATED):
        talk.note("Did not choose one of the times that were offered")
        if talk.state.is_moving:
            return keeping.stays(talk, *lines)
        return ending.followed_up(talk, *lines)
    spoken = talk.speech.slots(talk.state.offered)
    return talk.move(*lines, talk.say(talk.lines.offer_again, slots=spoken), expects=Expects.CHOICE)


def booked(talk: Talk, result: Booked) -> Move:
    """It is in the calendar; they may have one more question."""
    talk.state.appointment, talk.state.stage = result.slot, Stage.BOOKED
    line = talk.say(talk.lines.booked, when=result.slot.spoken)
    return talk.move(line, talk.say(talk.lines.anything_else), expects=Expects.YES_NO)


def taken(talk: Talk, result: SlotTaken) -> Move:
    """Somebody else was quicker: said aloud, with what is free now."""
    talk.state.refused |= {slot.id for slot in talk.state.offered} - {slot.id for slot in result.others}
    return _offer(talk, result.others, talk.say(talk.lines.slot_taken))


def none_free(talk: Talk, *lines: Line) -> Move:
    """A colleague finds a time with them."""
    if talk.state.is_moving:
        return keeping.stays(talk, *lines)
    talk.note("No time could be offered: call to find one")
    return ending.goodbye(talk, *lines, talk.say(talk.lines.no_slots))


def heard_after(talk: Talk, reading: Reading, *lines: Line) -> Move:
    """They are booked: what else they ask is answered, then goodbye."""
    is_more = bool(lines) or (Intent.YES in reading.intents and Intent.NO not in reading.intents)
    if is_more and talk.state.may("anything else", most=_MOST_ELSE):
        return talk.move(*lines, talk.say(talk.lines.anything_else), expects=Expects.YES_NO)
    return ending.goodbye(talk, *lines)


def _offer(talk: Talk, slots: tuple[Slot, ...], *lines: Line) -> Move:
    fresh = tuple(slot for slot in slots if slot.id not in talk.state.refused)
    offered = fresh[: talk.brief.script.booking.offers_at_once]
    if not offered or not talk.has_tools_left or not talk.state.may("offers", most=_MOST_OFFERS):
        return none_free(talk, *lines)
    is_first = talk.state.counts["offers"] == 1 and not talk.state.is_moving
    talk.state.offered, talk.state.stage = offered, Stage.OFFERING
    texts = talk.lines
    text = texts.offer_again if not is_first else texts.offer if len(offered) > 1 else texts.offer_one
    line = talk.say(text, slots=talk.speech.slots(offered))
    return talk.move(*lines, line, expects=Expects.CHOICE, tool=HoldSlots(tuple(slot.id for slot in offered)))


def _book(talk: Talk, slot: Slot, *lines: Line) -> Move:
    if not talk.has_tools_left or not talk.state.may("bookings", most=_MOST_BOOKINGS):
        return none_free(talk, *lines)
    tool = Reschedule(slot.id) if talk.state.is_moving else Book(slot.id)
    return talk.waits(Stage.BOOKING, *lines, talk.say(talk.lines.one_moment), tool=tool)


def _others(talk: Talk, *lines: Line, not_before: datetime) -> Move:
    """Refused often enough, they say themselves when we should call."""
    talk.state.refused |= {slot.id for slot in talk.state.offered}
    if talk.state.counts["offers"] >= _MOST_OFFERS - 1:
        talk.note("None of the times that were offered suited")
        if talk.state.is_moving:
            return keeping.stays(talk, *lines)
        return calling_back.ask(talk, *lines)
    return find(talk, *lines, not_before=not_before)


def is_another_day(talk: Talk, reading: Reading) -> bool:
    """ "See you Saturday" is no wish to move the appointment on Saturday."""
    zone, appointment = ZoneInfo(talk.brief.zone), talk.state.appointment
    named = another_day(talk, reading)
    if not named or not appointment or Intent.GOODBYE in reading.intents:
        return False
    return named.astimezone(zone).date() != appointment.starts_at.astimezone(zone).date()


def another_day(talk: Talk, reading: Reading) -> datetime | None:
    """From when on, if they named a day."""
    if not reading.when:
        return None
    zone = ZoneInfo(talk.brief.zone)
    wish = callback_wish.read(reading.when, now=talk.brief.now, zone=zone) or callback_wish.read(
        f"call me {reading.when}", now=talk.brief.now, zone=zone
    )
    return wish.earliest if wish else None
