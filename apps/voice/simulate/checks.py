"""What must be true of every conversation, whatever the caller does; a broken one says in words what was wrong."""

import re
from collections.abc import Iterator

from apps.scripts import speaking
from apps.scripts.document import Script
from apps.voice.policy.brief import Brief, Findings
from apps.voice.policy.dialogue import MOST_TURNS, Dialogue
from apps.voice.policy.moves import Book, Disposition, End, FindSlots, Move, OptOut, Reschedule, TransferTo
from apps.voice.policy.speech import Speech
from apps.voice.policy.talk import MOST_TOOLS

from .callers import Caller

_PRICE = re.compile(r"[$€£]\s?\d|\b\d[\d,.]*\s?(?:dollars|euros|pounds|bucks|percent off)\b", re.IGNORECASE)


def broken(brief: Brief, caller: Caller, moves: list[Move], findings: Findings) -> list[str]:
    """What of it went wrong; empty if all is well."""
    return [
        *_meanwhile(brief, caller, moves),
        *_in_the_end(caller, moves),
        *_outcome(brief, caller, moves, findings),
    ]


def place(brief: Brief, caller: Caller, moves: list[Move], reason: str) -> int:
    """How many of the moves had been made when it went wrong; all, where it shows only in the end."""
    counts = range(1, len(moves))
    return next((count for count in counts if reason in _meanwhile(brief, caller, moves[:count])), len(moves))


def _meanwhile(brief: Brief, caller: Caller, moves: list[Move]) -> list[str]:
    """What no later move can make good."""
    return [*_said(brief, moves), *_done(brief, moves), *_out(caller, moves)]


def _said(brief: Brief, moves: list[Move]) -> Iterator[str]:
    script, speech = brief.script, Speech.of(brief)
    if not any(speaking.says_ai(line.text) for line in moves[0].lines):
        yield "did not say in the first turn that it is an AI"
    if any(
        _PRICE.search(line.text) for move in moves for line in move.lines if not _is_ours(line.text, script, speech)
    ):
        yield "named a price that is in no text of the script"
    asked = {line.text for move in moves for line in move.lines}
    told = {answer.question_id for answer in Dialogue(brief).findings().answers}
    if any(speech.line(each.ask).text in asked for each in script.questions if each.id in told):
        yield "asked what the form had told"


def _done(brief: Brief, moves: list[Move]) -> Iterator[str]:
    if len(moves) > 2 * MOST_TURNS + MOST_TOOLS:
        yield "went on for too long"
    tools = [move.tool for move in moves if move.tool]
    if len(tools) > MOST_TOOLS:
        yield "used too many tools"
    transfers = {each.id for each in brief.script.transfers}
    if any(isinstance(tool, TransferTo) and tool.transfer_id not in transfers for tool in tools):
        yield "put somebody through to a person who is not on the list"


def _is_ours(text: str, script: Script, speech: Speech) -> bool:
    texts = [*(each.answer for each in script.facts), *(each.answer for each in script.objections)]
    texts += [part for each in script.questions for part in (each.ask, each.clarify)]
    return text in {speech.line(each).text for each in texts}


def _out(caller: Caller, moves: list[Move]) -> Iterator[str]:
    """After an opt-out nothing but the end."""
    first = _opt_out(moves)
    if first is not None and not caller.wants_out:
        yield "took for an opt-out what was none"
    if first is not None and any(move.lines or not isinstance(move.tool, End | None) for move in moves[first + 1 :]):
        yield "went on after an opt-out"


def _opt_out(moves: list[Move]) -> int | None:
    return next((at for at, move in enumerate(moves) if isinstance(move.tool, OptOut)), None)


def _in_the_end(caller: Caller, moves: list[Move]) -> Iterator[str]:
    if caller.wants_out and _opt_out(moves) is None:
        yield "did not take them at their word that they want no more"
    tools = [move.tool for move in moves if move.tool]
    if not any(isinstance(tool, End | TransferTo) for tool in tools[-1:]):
        yield "did not come to an end"


def _outcome(brief: Brief, caller: Caller, moves: list[Move], findings: Findings) -> Iterator[str]:
    script, tools = brief.script, [move.tool for move in moves]
    if caller.wants_booking and script.booking.is_on and findings.disposition is not Disposition.BOOKED:
        yield "did not book what they wanted"
    if findings.disposition is Disposition.BOOKED and not any(isinstance(tool, Book | Reschedule) for tool in tools):
        yield "said it was booked, and it was not"
    if findings.disposition not in caller.ends:
        yield f"ended as {findings.disposition}"
    offers = any(isinstance(tool, FindSlots) for tool in tools) and brief.appointment is None
    if offers and script.booking.is_for_qualified_only and not findings.is_qualified and not caller.wants_out:
        yield "offered times to somebody who is not qualified"
