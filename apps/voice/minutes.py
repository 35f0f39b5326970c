"""What was said in a call as it goes on: turn by turn, with times, and who was noticed at the other end."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .pipeline.brain import Heard
from .pipeline.mouth import Spoken
from .transcript import Noticed, Said


@dataclass
class Minutes:
    """`began_at` is the monotonic second when the stream was opened."""

    began_at: float
    turns: list[Said] = field(default_factory=list)
    noticed: list[Noticed] = field(default_factory=list)

    def lead_said(self, heard: Heard) -> None:
        self.turns.append(Said(False, heard.text, self.ms(heard.began_at), self.ms(heard.ended_at)))

    def understood(self, text: str) -> None:
        """The lead's latest turn in the words that were believed: an ear that expects an answer may hear it better."""
        self._change(lambda said: not said.is_agent, text=text)

    def begun(self, line: Spoken, *, timings: dict[str, int] | None) -> None:
        """The lead hears the first of a sentence of ours."""
        at = self.ms(line.began_at)
        self.turns.append(Said(True, line.text, at, at, timings=timings))

    def ended(self, line: Spoken, *, until: float, was_interrupted: bool) -> None:
        """How far the sentence came."""
        began_ms = self.ms(line.began_at)

        def is_it(said: Said) -> bool:
            return said.is_agent and said.text == line.text and said.began_ms == began_ms

        self._change(is_it, ended_ms=self.ms(until), was_interrupted=was_interrupted)

    def last_was_interrupted(self) -> None:
        """Our last sentence, says the carrier."""
        if self.turns and self.turns[-1].is_agent:
            self._change(lambda said: said is self.turns[-1], was_interrupted=True)

    def notice(self, who: str, *, by: str, at: float) -> None:
        """What is at the other end, and who says so; each once."""
        if not any((each.who, each.by) == (who, by) for each in self.noticed):
            self.noticed.append(Noticed(who, by, self.ms(at)))

    def ms(self, at: float) -> int:
        return max(0, _ms(at - self.began_at))

    def _change(self, is_it: Callable[[Said], bool], **values: object) -> None:
        for place in range(len(self.turns) - 1, -1, -1):
            if is_it(self.turns[place]):
                self.turns[place] = replace(self.turns[place], **values)  # type: ignore[arg-type]  # by name
                return


def timings(heard: Heard, *, read_at: float, began_at: float) -> dict[str, int]:
    """How long each part of a reply took, of its first sentence."""
    return {
        "stt": _ms(heard.written_at - heard.ended_at),
        "endpointing": _ms(heard.over_at - heard.ended_at),
        "thinking": _ms(read_at - heard.over_at),
        "tts": _ms(began_at - read_at),
        "gap": _ms(began_at - heard.ended_at),
    }


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
