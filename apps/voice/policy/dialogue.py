"""The conversation: what the agent does next on all that can happen. No audio, no network, no database, no clock."""

from collections.abc import Callable

from apps.voice.reading.context import Context

from . import (
    answering,
    asking,
    booking,
    calling_back,
    ending,
    interruptions,
    machines,
    objections,
    opening,
    rescheduling,
    results,
    resuming,
    scoring,
    silence,
    summary,
    taking,
    transferring,
)
from .brief import Brief, Findings
from .moves import Disposition, Expects, Line, Move, Result, Tool
from .reading import Intent, Machine, Reading
from .speech import Speech
from .state import OVER, WAITING, Stage, State
from .talk import Talk

MOST_TURNS = 40
_MOST_HOLDS, _MOST_REPEATS = 3, 5
_HEARD_AS = {
    Stage.RECORDING: "recording",
    Stage.REASON: "reason",
    Stage.BOOKED: "booked",
    Stage.WHEN: "when",
    Stage.PRESSING: "pressed",
}


class Dialogue:
    """One call. Each event returns the next move; nothing here waits or raises for what a person may say."""

    def __init__(self, brief: Brief) -> None:
        self._talk = Talk(brief, State(), Speech.of(brief))
        taking.from_form(self._talk)

    def begin(self) -> Move:
        """The greeting; known before anybody answers, so it can be rendered while it rings."""
        return opening.begin(self._talk)

    def heard(self, reading: Reading, interrupted_at: str | None = None) -> Move:
        """A reply. `interrupted_at`: what of our last lines was heard before they spoke; None if all of it was."""
        talk = self._talk
        talk.state.turns += 1
        talk.state.silences = 0
        interruptions.remember(talk, interrupted_at)
        urgent: tuple[Callable[[Talk, Reading], Move | None], ...] = (
            ending.opted_out, _over, machines.heard, ending.other_language, _waiting, _too_long,
        )  # fmt: skip
        move = next((move for step in urgent if (move := step(talk, reading))), None)
        return move or _answered(talk, reading)

    def silent(self) -> Move:
        """Nothing was heard for longer than the move allows."""
        return silence.silent(self._talk)

    def told(self, result: Result, tool: Tool) -> Move:
        """What a tool brought; results come as the tools are done, in any order."""
        return results.told(self._talk, result, tool)

    def met(self, machine: Machine) -> Move:
        """Somebody who listened says that no person has picked up: the carrier, or our own ear."""
        return machines.told(self._talk, machine)

    def engine_failed(self) -> Move:
        """Speech or hearing is gone for good: a kind word, if one can still be said, and the end."""
        if self._talk.state.stage is Stage.ENDED:
            return Move(expects=Expects.NOTHING)
        return self._talk.end(_failed(self._talk), self._talk.say(self._talk.lines.engine_failed))

    def time_is_up(self) -> Move:
        """The script's `most_minutes` are over."""
        if self._talk.state.stage in OVER:
            return Move(expects=Expects.NOTHING)
        return ending.goodbye(self._talk, self._talk.say(self._talk.lines.follow_up))

    def context(self) -> Context:
        """What a reader must know to understand the next reply."""
        state, script = self._talk.state, self._talk.brief.script
        return Context(
            language=script.language,
            expects=state.expects,
            asking=state.asking if state.stage is Stage.ASKING else None,
            corrects=state.last_answered,
            questions=script.questions,
            slots=state.offered if state.stage is Stage.OFFERING else (),
            facts=script.facts,
            objections=script.objections,
            wants_when=state.stage in (Stage.WHEN, Stage.BOOKED),
            now=self._talk.brief.now,
            zone=self._talk.brief.zone,
        )

    @property
    def waits_for(self) -> str:
        """What the agent has just done, in one word: for simulated callers, and for the timeline."""
        return _HEARD_AS.get(self._talk.state.stage, "other")

    @property
    def is_over(self) -> bool:
        """Hung up or handed over: nothing more will be said, but for an opt-out that is still taken."""
        return self._talk.state.stage is Stage.ENDED

    def findings(self) -> Findings:
        """What is known by now; true at any moment, since a call may break off at any."""
        talk, state = self._talk, self._talk.state
        score = scoring.of(talk.brief.script, state.answers)
        disposition = ending.so_far(talk)
        return Findings(
            disposition=disposition,
            answers=tuple(state.answers.values()),
            score=score.total,
            reasons=score.reasons,
            is_qualified=score.is_qualified,
            appointment=state.appointment,
            notes=tuple(state.notes),
            summary=summary.of(talk, disposition),
            may_record=state.may_record,
        )


def _answered(talk: Talk, reading: Reading) -> Move:
    """A person has said something that lets the conversation go on."""
    talk.state.has_person = True
    taken = taking.take(talk, reading)
    is_answer = bool(taken) or reading.slot is not None
    move = (
        ending.not_a_fit(talk)
        or transferring.wanted(talk, reading)
        or rescheduling.wanted(talk, reading)
        or calling_back.wanted(talk, reading, taken)
        or objections.heard(talk, reading, taken)
    )
    if move is None and not is_answer:
        move = _not_an_answer(talk, reading)
    return move or _by_stage(talk, reading, taken, answering.lines(talk, reading))


def _not_an_answer(talk: Talk, reading: Reading) -> Move | None:
    """Goodbye, a moment's patience, or once more please."""
    intents = set(reading.intents)
    if Intent.GOODBYE in intents:
        return ending.goodbye(talk)
    if Intent.HOLD_ON in intents and talk.state.may("holds", most=_MOST_HOLDS):
        return talk.move(talk.say(talk.lines.hold_on), expects=talk.state.expects)
    is_hello = intents == {Intent.GREETING} and talk.state.stage is not Stage.REASON
    if (Intent.REPEAT in intents or is_hello) and talk.state.may("repeats", most=_MOST_REPEATS):
        return resuming.resume(talk)
    return None


def _by_stage(talk: Talk, reading: Reading, taken: set[str], lines: tuple[Line, ...]) -> Move:
    stage = talk.state.stage
    if stage is Stage.RECORDING:
        return opening.heard_recording(talk, reading, *lines)
    if stage is Stage.OFFERING:
        return booking.heard(talk, reading, *lines)
    if stage is Stage.BOOKED:
        return booking.heard_after(talk, reading, *lines)
    if stage is Stage.WHEN:
        return calling_back.heard(talk, reading, *lines)
    if stage is Stage.PRESSING:
        return objections.heard_pressed(talk, reading, *lines)
    if Intent.BOOK in reading.intents and scoring.may_book(talk.brief.script, talk.state.answers):
        talk.state.asking = None
        return booking.find(talk, *lines)
    if stage is Stage.REASON:
        return opening.heard_reason(talk, reading, taken, *lines)
    return asking.heard(talk, reading, taken, *lines)


def _over(talk: Talk, reading: Reading) -> Move | None:
    """After the last word there is nothing more to say."""
    return Move(expects=Expects.NOTHING) if talk.state.stage in OVER else None


def _waiting(talk: Talk, reading: Reading) -> Move | None:
    """A tool is at work: what they tell is kept, what they ask is answered, and the tool's result goes on."""
    if talk.state.stage not in WAITING:
        return None
    taking.take(talk, reading)
    lines = answering.lines(talk, reading)
    return talk.move(*lines, expects=Expects.NOTHING)


def _too_long(talk: Talk, reading: Reading) -> Move | None:
    return ending.followed_up(talk) if talk.state.turns >= MOST_TURNS else None


def _failed(talk: Talk) -> Disposition:
    return talk.state.ends_as or Disposition.FAILED
