"""The agent as a caller meets it: the policy with the rules' reader and pretend tools, one reply at a time."""

from apps.voice.policy.brief import Brief
from apps.voice.policy.dialogue import Dialogue
from apps.voice.policy.moves import End, Move, TransferTo
from apps.voice.policy.reading import Reading
from apps.voice.reading import rules

from .tools import PretendTools


class Agent:
    """One call. Each reply brings a move, and those that its tools bring; `reading` is what was understood last."""

    def __init__(self, brief: Brief, *, taken_at_first: int = 0) -> None:
        self.dialogue = Dialogue(brief)
        self.tools = PretendTools(brief.now, brief.zone, brief.script.booking.minutes, taken_at_first)
        self.reading: Reading | None = None
        self.is_over = False

    def begins(self) -> list[Move]:
        return self._with_tools(self.dialogue.begin())

    def hears(self, said: str, *, interrupted_at: str | None = None) -> list[Move]:
        self.reading = rules.read(said, self.dialogue.context())
        return self._with_tools(self.dialogue.heard(self.reading, interrupted_at))

    def hears_nothing(self) -> list[Move]:
        self.reading = None
        return self._with_tools(self.dialogue.silent())

    def _with_tools(self, move: Move) -> list[Move]:
        moves = [move]
        while move.tool and not isinstance(move.tool, End):
            self.is_over = isinstance(move.tool, TransferTo)
            move = self.dialogue.told(self.tools.use(move.tool), move.tool)
            moves.append(move)
        self.is_over = self.is_over or isinstance(move.tool, End)
        return moves
