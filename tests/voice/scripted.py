"""A policy that says what it is told, whatever it hears."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.voice.policy.brief import Findings
from apps.voice.policy.moves import Disposition, End, Expects, Line, Move, Result, Tool
from apps.voice.policy.reading import Machine, Reading
from apps.voice.reading.context import Context

GOODBYE = Move((Line("Goodbye."),), Expects.NOTHING, End(Disposition.QUALIFIED))


@dataclass
class Scripted:
    """One move after the other; then it says goodbye."""

    moves: Sequence[Move]
    calls: list[object] = field(default_factory=list)
    _place: int = 0

    def begin(self) -> Move:
        return self._next("begin")

    def heard(self, reading: Reading, interrupted_at: str | None = None) -> Move:
        return self._next((reading.said, interrupted_at))

    def silent(self) -> Move:
        return self._next("silent")

    def told(self, result: Result, tool: Tool) -> Move:
        return self._next(result)

    def met(self, machine: Machine) -> Move:
        return self._next(machine)

    def time_is_up(self) -> Move:
        return self._next("time")

    def engine_failed(self) -> Move:
        return self._next("failed")

    def context(self) -> Context:
        return Context()

    def findings(self) -> Findings:
        return Findings(Disposition.QUALIFIED)

    def _next(self, call: object) -> Move:
        self.calls.append(call)
        move = self.moves[self._place] if self._place < len(self.moves) else GOODBYE
        self._place += 1
        return move
