"""One simulated conversation from the first word to the last, by the rules' reader and with pretend tools."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from apps.scripts.document import Script
from apps.voice.policy.brief import Brief, Findings
from apps.voice.policy.dialogue import MOST_TURNS
from apps.voice.policy.moves import End, Move, Slot, Tool, TransferTo
from apps.voice.reading.context import Context

from . import checks, replies
from .agent import Agent
from .callers import SILENCE, Caller, Cue

# A Friday afternoon in Texas.
NOW = datetime(2026, 11, 27, 20, tzinfo=UTC)
ZONE = "America/Chicago"
# What a caller has who has one.
STANDING = Slot("standing", NOW + timedelta(days=3), NOW + timedelta(days=3, minutes=30), "Monday at 2 PM")


@dataclass(frozen=True)
class Turn:
    """What one side did: the agent's move, or what the caller said."""

    move: Move | None = None
    said: str = ""


@dataclass(frozen=True)
class Simulated:
    """The whole of it; `broken` says what went wrong."""

    caller: str
    turns: tuple[Turn, ...]
    tools: tuple[Tool, ...]
    findings: Findings
    broken: tuple[str, ...]

    @property
    def transcript(self) -> str:
        """For people: who said what, line by line."""
        return written(self.turns)


def written(turns: Iterable[Turn]) -> str:
    """Who said what, line by line, with the tools in brackets."""
    lines = [_written(turn) for turn in turns]
    return "\n".join(line for line in lines if line)


def brief_for(script: Script, facts: Mapping[str, str], *, asks_for_recording: bool = False) -> Brief:
    """A brief of a lead that gave these facts in the form."""
    return Brief(
        script=script,
        company="Bright Homes",
        first_name=facts.get("first_name", "Ada"),
        now=NOW,
        zone=ZONE,
        rep_name="Dana",
        answers=facts,
        asks_for_recording=asks_for_recording,
    )


def run(script: Script, caller: Caller, facts: Mapping[str, str], *, seed: int = 0) -> Simulated:
    """Deterministic: the same seed gives the same conversation."""
    return converse(brief_for(script, facts), caller, seed=seed)


def converse(brief: Brief, caller: Caller, *, seed: int = 0, taken_at_first: int = 0) -> Simulated:
    """As `run`, with a brief of one's own and a calendar in which others are quicker."""
    brief = replace(brief, appointment=STANDING) if caller.has_appointment else brief
    call = _Call(Agent(brief, taken_at_first=taken_at_first), caller, Random(seed))
    call.play()
    moves = [turn.move for turn in call.turns if turn.move]
    findings = call.dialogue.findings()
    broken = tuple(checks.broken(brief, caller, moves, findings))
    return Simulated(caller.name, tuple(call.turns), tuple(call.agent.tools.used), findings, broken)


class _Call:
    def __init__(self, agent: Agent, caller: Caller, random: Random) -> None:
        self.agent, self.dialogue, self.turns = agent, agent.dialogue, list[Turn]()
        self._caller, self._random = caller, random
        self._said_first: set[Cue] = set()

    def play(self) -> None:
        """Until somebody hangs up; the bound is there to show a policy that does not end."""
        move = self._kept(self.agent.begins())
        for turn in range(1, 3 * MOST_TURNS):
            if self._is_over():
                return
            said = self._says(turn)
            self.turns.append(Turn(said=said or "(silence)"))
            if said == SILENCE:
                move = self._kept(self.agent.hears_nothing())
            else:
                move = self._kept(self.agent.hears(said, interrupted_at=self._heard_of(move)))

    def _kept(self, moves: list[Move]) -> Move:
        """The last one that says something is what the caller hears."""
        self.turns += [Turn(move) for move in moves]
        return next((move for move in reversed(moves) if move.lines), moves[0])

    def _is_over(self) -> bool:
        tools = [turn.move.tool for turn in self.turns if turn.move and turn.move.tool]
        return bool(tools) and isinstance(tools[-1], End | TransferTo)

    def _says(self, turn: int) -> str:
        cue = self._cue()
        ways = self._caller.at_turn.get(turn) or self._first(cue) or self._caller.usual[cue]
        return self._filled(self._random.choice(ways), self.dialogue.context())

    def _first(self, cue: Cue) -> tuple[str, ...]:
        if cue in self._said_first:
            return ()
        self._said_first.add(cue)
        return self._caller.first.get(cue, ())

    def _filled(self, way: str, context: Context) -> str:
        if "{answer}" in way and context.asking:
            answered = replies.bad if self._caller.lead_is == "bad" else replies.good
            return way.replace("{answer}", answered(context.asking, self._random))
        if "{slot}" in way and context.slots:
            return way.replace("{slot}", self._picked(context))
        return way

    def _picked(self, context: Context) -> str:
        place = self._random.randrange(len(context.slots))
        ordinal = ("the first one", "the second one", "the third one")[place]
        spoken = context.slots[place].spoken
        return self._random.choice((ordinal, f"{spoken} works", spoken, f"let's do {ordinal}"))

    def _cue(self) -> Cue:
        """What a caller can tell from what they heard."""
        context = self.dialogue.context()
        if context.asking:
            return Cue.QUESTION
        if context.slots:
            return Cue.OFFER
        return Cue(self.dialogue.waits_for)

    def _heard_of(self, move: Move) -> str | None:
        share = self._caller.cuts_in_after
        text = " ".join(line.text for line in move.lines)
        return None if share is None else text[: int(len(text) * share)]


def _written(turn: Turn) -> str:
    if turn.move is None:
        return f"Lead: {turn.said}"
    said = " ".join(line.text for line in turn.move.lines)
    tool = f"[{type(turn.move.tool).__name__}]" if turn.move.tool else ""
    return f"Agent: {said} {tool}".rstrip() if said or tool else ""
