"""What a conversation may cause at all: lines of the script and nothing else, tools for this lead and no other."""

from functools import cache
from itertools import chain, combinations
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from apps.outreach import callback_wish
from apps.scripts.document import Script
from apps.voice.policy import speech
from apps.voice.policy.brief import Brief
from apps.voice.policy.moves import (
    Book,
    HoldSlots,
    Move,
    OptOut,
    RequestCallback,
    Reschedule,
    Slot,
    TakeNote,
    Tool,
    TransferTo,
)
from apps.voice.policy.speech import Speech
from apps.voice.simulate.run import NOW, STANDING, ZONE, brief_for
from apps.voice.simulate.tools import PretendTools

SLOTS = PretendTools(NOW, ZONE).slots()
_NEVER_IN_A_NOTE = set("<>{}[]\\|`*#~^=")
_LONGEST_NOTE, _LONGEST_WORDS = 700, 200


@cache
def sayable(script: Script, first_name: str) -> frozenset[str]:
    """Every sentence that may be said in a call to somebody of this name, each by its whole text."""
    said = Speech.of(brief_for(script, {"first_name": first_name}))
    texts = [script.opening, script.reason, *_texts(script.lines)]
    texts += [part for question in script.questions for part in (question.ask, question.clarify)]
    texts += [*(each.answer for each in script.objections), *(each.answer for each in script.facts)]
    lines = {said.line(part).text for text in texts for part in (text, speech.short(text))}
    return frozenset(lines | _about_times(script, said))


def forbidden(script: Script, tool: Tool, offered: set[str]) -> str:
    """Why an honest lead could not have caused this; empty if one could."""
    if isinstance(tool, TransferTo) and tool.transfer_id not in {each.id for each in script.transfers}:
        return "a transfer to somebody who is not on the list"
    if isinstance(tool, Book) and tool.slot_id not in offered:
        return "a booking of what was not offered"
    if isinstance(tool, Reschedule) and tool.slot_id not in offered:
        return "an appointment moved to what was not offered"
    if isinstance(tool, HoldSlots) and not set(tool.slot_ids) <= {slot.id for slot in SLOTS}:
        return "a hold on what is not free"
    if isinstance(tool, RequestCallback) and not _is_a_time(tool.words):
        return "a callback at no time"
    if isinstance(tool, TakeNote) and (set(tool.text) & _NEVER_IN_A_NOTE or len(tool.text) > _LONGEST_NOTE):
        return "a note with markup"
    if isinstance(tool, OptOut) and len(tool.words) > _LONGEST_WORDS:
        return "an opt-out with a speech"
    return ""


def said_beyond(brief: Brief, moves: list[Move]) -> list[str]:
    """What was said and is in no script."""
    allowed = sayable(brief.script, brief.first_name)
    return [line.text for move in moves for line in move.lines if line.text not in allowed]


def _texts(lines: BaseModel) -> list[str]:
    return [text for text in lines.model_dump().values() if isinstance(text, str)]


def _about_times(script: Script, said: Speech) -> set[str]:
    lines = script.lines
    offers: chain[tuple[Slot, ...]] = chain.from_iterable(combinations(SLOTS, count) for count in (1, 2))
    spoken = {said.slots(each) for each in offers}
    texts = (lines.offer, lines.offer_one, lines.offer_again)
    told = {said.line(text, slots=each).text for text in texts for each in spoken}
    told |= {said.line(text, when=slot.spoken).text for text in (lines.booked, lines.moved) for slot in SLOTS}
    told |= {said.line(lines.not_moved, when=slot.spoken).text for slot in (*SLOTS, STANDING)}
    return told | {said.line(lines.call_back, when="tomorrow at 6 PM").text}


def _is_a_time(words: str) -> bool:
    return len(words) <= _LONGEST_WORDS and callback_wish.read(words, now=NOW, zone=ZoneInfo(ZONE)) is not None
