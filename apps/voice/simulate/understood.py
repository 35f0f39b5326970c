"""What the agent understood and did, in words for whoever tries a script out."""

from collections.abc import Mapping

from apps.scripts.document import Script
from apps.voice.policy import moves
from apps.voice.policy.brief import Answer
from apps.voice.policy.moves import Tool
from apps.voice.policy.reading import Intent, Reading

_INTENTS: Mapping[Intent, str] = {
    Intent.YES: "yes",
    Intent.NO: "no",
    Intent.OPT_OUT: "wants no more calls",
    Intent.WRONG_PERSON: "wrong person",
    Intent.IS_ROBOT: "asks whether it is a robot",
    Intent.WHO: "asks who is calling",
    Intent.HUMAN: "wants a person",
    Intent.LATER: "another time",
    Intent.NOT_INTERESTED: "not interested",
    Intent.PRICE: "asks for a price",
    Intent.QUESTION: "asks something",
    Intent.REPEAT: "once more, please",
    Intent.GOODBYE: "goodbye",
    Intent.HOLD_ON: "a moment, please",
    Intent.BOOK: "wants to book",
    Intent.RESCHEDULE: "wants another time for the appointment",
    Intent.OTHER_LANGUAGE: "another language",
    Intent.VOICEMAIL: "a voicemail",
    Intent.SCREENING: "a screening assistant",
    Intent.GREETING: "a greeting",
    Intent.UNSURE: "does not know",
}


def words(reading: Reading) -> tuple[str, ...]:
    """ "yes", "asks for a price", "the fact “warranty”"."""
    found = [_INTENTS[intent] for intent in reading.intents]
    facts = [each for each in (reading.fact_id, *reading.other_fact_ids) if each]
    found += [f"the fact “{each.replace('_', ' ')}”" for each in facts]
    if reading.objection_id:
        found.append(f"the objection “{reading.objection_id.replace('_', ' ')}”")
    if reading.slot is not None:
        found.append(f"takes time {reading.slot + 1}")
    if reading.when:
        found.append(f"names a time: {reading.when}")
    return tuple(found)


def answer(given: Answer, script: Script) -> str:
    """ "Do you own your home? yes"."""
    asked = next(question.ask for question in script.questions if question.id == given.question_id)
    return f"{asked} {valued(given.value)}"


def valued(value: bool | float | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.10g}" if isinstance(value, float) else value


_DEEDS: Mapping[type[Tool], str] = {
    moves.FindSlots: "Looks for free times",
    moves.HoldSlots: "Holds the times",
    moves.Book: "Books the time",
    moves.Reschedule: "Moves the appointment",
    moves.OptOut: "Takes the number off the list",
}


def did(tool: Tool) -> str:
    """What a tool would have done: "Puts them through to sales"."""
    match tool:
        case moves.RequestCallback(words=when):
            return f"Plans a call back: {when}"
        case moves.TransferTo(transfer_id=who):
            return f"Puts them through to {who.replace('_', ' ')}"
        case moves.TakeNote(text=text):
            return f"Notes for a colleague: {text}"
        case moves.End(disposition=how):
            return f"Hangs up: {how.replace('_', ' ')}"
    return _DEEDS[type(tool)]
