"""The dialogue of a trial: the same as of a call, and its page is told of all that happens in it."""

from collections.abc import Callable

from apps.voice.policy.brief import Brief
from apps.voice.policy.dialogue import Dialogue
from apps.voice.policy.moves import Move, Result, Tool
from apps.voice.policy.reading import Machine, Reading

from . import shown
from .shown import Shown


class Observed(Dialogue):
    """`tell` gets each thing in its order."""

    def __init__(self, brief: Brief, *, tell: Callable[[Shown], None]) -> None:
        super().__init__(brief)
        self._brief, self._tell = brief, tell

    def begin(self) -> Move:
        return self._told(super().begin())

    def heard(self, reading: Reading, interrupted_at: str | None = None) -> Move:
        before = self.findings().answers
        move = super().heard(reading, interrupted_at)
        new = tuple(answer for answer in self.findings().answers if answer not in before)
        self._tell(shown.heard(reading, self._brief, new=new, was_cut_at=interrupted_at))
        return self._told(move)

    def silent(self) -> Move:
        return self._told(super().silent())

    def told(self, result: Result, tool: Tool) -> Move:
        return self._told(super().told(result, tool))

    def met(self, machine: Machine) -> Move:
        return self._told(super().met(machine))

    def engine_failed(self) -> Move:
        return self._told(super().engine_failed())

    def time_is_up(self) -> Move:
        return self._told(super().time_is_up())

    def _told(self, move: Move) -> Move:
        if move.lines or move.tool:
            self._tell(shown.said(move, self.findings()))
        return move
