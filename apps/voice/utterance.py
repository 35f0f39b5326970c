"""What we are saying, and how much of it came out: by our own count, or by the carrier's word."""

from collections.abc import Sequence
from dataclasses import dataclass

from . import sentences
from .pipeline.mouth import Spoken
from .policy.moves import Line


@dataclass
class Utterance:
    """The lines that were said last. Times are monotonic seconds."""

    lines: tuple[Line, ...] = ()
    cut: tuple[Spoken, ...] = ()
    _cut_at: float = 0.0
    # As much as the carrier says they heard, where it knows.
    _until: str | None = None

    @property
    def text(self) -> str:
        return _joined(self.lines)

    def begins(self, lines: Sequence[Line]) -> None:
        """These are said now; how far others came is of no matter any more."""
        self.taken()
        self.lines = tuple(lines)

    def cut_off(self, cut: Sequence[Spoken], *, at: float) -> None:
        """The lead spoke, and has not heard these sentences to their end; a filler is none, and changes nothing."""
        if cut:
            self.cut, self._cut_at = tuple(cut), at

    def came_to(self, heard: str) -> None:
        """So much of it came out, says the carrier."""
        self._until = heard

    def lost_its_question(self) -> None:
        """They spoke into it, and nobody knows how far it had come: the last line, which asks, counts as unheard."""
        self._until = _joined(self.lines[:-1])

    def taken(self) -> tuple[Spoken, ...]:
        """What was cut off; it is told once."""
        cut, self.cut, self._until = self.cut, (), None
        return cut

    def heard(self) -> str | None:
        """As much of it as came out; None if it was all. It is told once."""
        until = self._until
        cut = self.taken()
        if until is not None:
            return sentences.as_far_as(self.text, until)
        return self._without(cut) if cut else None

    def _without(self, cut: Sequence[Spoken]) -> str:
        first, unheard = cut[0], " ".join(line.text for line in cut)
        share = min(1.0, (self._cut_at - first.began_at) * 1000 / first.ms) if first.began_at and first.ms else 0.0
        heard = len(self.text) - len(unheard) + round(share * len(first.text))
        return self.text[: max(0, heard)]


def _joined(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)
