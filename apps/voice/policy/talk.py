"""One conversation in progress: its brief, its state, and the one place where a move is made."""

import re
from dataclasses import dataclass

from apps.scripts.document import Lines

from .brief import Brief
from .moves import Disposition, End, Expects, Line, Move, OptOut, Slot, TakeNote, Tool
from .speech import Speech
from .state import Stage, State

MOST_TOOLS = 12
# An opt-out and the end must always be possible.
_KEPT_TOOLS = 2
_LONGEST_NOTE = 300
_UNSEEN = re.compile(r"[^\w\s.,;:!?@%&/()'\"$€£+-]")


@dataclass(frozen=True)
class Talk:
    """What the rules of a conversation work on."""

    brief: Brief
    state: State
    speech: Speech

    @property
    def lines(self) -> Lines:
        return self.brief.script.lines

    @property
    def standing(self) -> Slot | None:
        """The appointment that they have: of this call, or from before."""
        return self.state.appointment or self.brief.appointment

    @property
    def has_tools_left(self) -> bool:
        return self.state.counts["tools"] < MOST_TOOLS - _KEPT_TOOLS

    def say(self, text: str, **more: str) -> Line:
        """A text of the script as a line of this call."""
        return self.speech.line(text, **more)

    def note(self, text: str) -> None:
        """For a human; kept at once, and handed over with the next move that has no other tool."""
        clean = _UNSEEN.sub(" ", " ".join(text.split()))[:_LONGEST_NOTE]
        if clean not in self.state.notes:
            self.state.notes.append(clean)
            self.state.notes_due.append(clean)

    def move(self, *lines: Line, expects: Expects = Expects.OPEN, tool: Tool | None = None) -> Move:
        """The next move; what is still owed is said first, what is still to be noted is noted."""
        tool = tool or self._due_note()
        if tool is not None:
            self._used(tool)
        lines = tuple(line for line in lines if line.text)
        said = (*(line for line in self.state.owed if line not in lines), *lines) if lines else lines
        if said:
            self.state.last, self.state.owed = said, ()
        self.state.expects = expects
        return Move(said, expects, tool)

    def waits(self, stage: Stage, *lines: Line, tool: Tool) -> Move:
        """Nothing is asked until the tool has done its work."""
        self.state.stage = stage
        return self.move(*lines, expects=Expects.NOTHING, tool=tool)

    def end(self, disposition: Disposition, *lines: Line) -> Move:
        """Say it and hang up; an appointment that is booked stays the outcome, unless they want no more of us."""
        state = self.state
        if state.appointment and not state.has_opted_out:
            disposition = Disposition.BOOKED
        state.disposition = disposition
        if state.notes_due and self.has_tools_left:
            state.stage, state.ends_as = Stage.CLOSING, disposition
            return self.move(*lines, expects=Expects.NOTHING)
        state.stage = Stage.ENDED
        return self.move(*lines, expects=Expects.NOTHING, tool=End(disposition))

    def _due_note(self) -> TakeNote | None:
        state = self.state
        if not state.notes_due or not self.has_tools_left or state.stage is Stage.ENDED:
            return None
        text = "; ".join(state.notes_due)
        state.notes_due.clear()
        return TakeNote(text)

    def _used(self, tool: Tool) -> None:
        self.state.counts["tools"] += 1
        if isinstance(tool, OptOut):
            self.state.has_opted_out = True
        if not isinstance(tool, End):
            self.state.pending.append(tool)
