"""What carries a conversation out asks of whoever decides in it."""

from typing import Protocol

from apps.voice.reading.context import Context

from .brief import Findings
from .moves import Move, Result, Tool
from .reading import Machine, Reading


class Policy(Protocol):
    """Decides what is said and done next. Never raises for what a person may say."""

    def begin(self) -> Move: ...

    def heard(self, reading: Reading, interrupted_at: str | None = None) -> Move:
        """A reply. `interrupted_at`: what of our last lines was heard before they spoke; None if all of it was."""

    def silent(self) -> Move:
        """Nobody has said anything for a while."""

    def told(self, result: Result, tool: Tool) -> Move:
        """What came of the tool of a move; of several under way, in whichever order they are done."""

    def met(self, machine: Machine) -> Move:
        """No person has picked up, says who listened; nothing where a person has spoken with us."""

    def time_is_up(self) -> Move:
        """The script's time for a call is over."""

    def engine_failed(self) -> Move:
        """An engine is too late, or gone."""

    def context(self) -> Context: ...

    def findings(self) -> Findings: ...
