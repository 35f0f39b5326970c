"""What a trial's page shows beside the sound; `event` is how the page tells them apart."""

from dataclasses import dataclass

from apps.calls import dispositions
from apps.voice.policy.brief import Answer, Brief, Findings
from apps.voice.policy.moves import Move
from apps.voice.policy.reading import Reading
from apps.voice.simulate import understood


@dataclass(frozen=True)
class Said:
    """What the agent says and does next, and the score by then."""

    text: str
    deeds: tuple[str, ...]
    score: int
    is_qualified: bool
    event: str = "said"


@dataclass(frozen=True)
class Heard:
    """What the agent heard and made of it; `taken` are answers that are new with it.

    `was_cut_at` is what of the agent's last words had been heard when they were interrupted; None if all was.
    """

    text: str
    understood: tuple[str, ...]
    taken: tuple[str, ...]
    was_cut_at: str | None
    event: str = "heard"


@dataclass(frozen=True)
class Troubled:
    """An engine has failed; the talk goes on by the next one, or ends kindly."""

    engine: str
    reason: str
    event: str = "trouble"


@dataclass(frozen=True)
class Over:
    """The end, as it would stand on the call's page."""

    ends_as: str
    summary: str
    event: str = "over"


Shown = Said | Heard | Troubled | Over


def said(move: Move, findings: Findings) -> Said:
    deeds = (understood.did(move.tool),) if move.tool else ()
    return Said(" ".join(line.text for line in move.lines), deeds, findings.score, findings.is_qualified)


def heard(reading: Reading, brief: Brief, *, new: tuple[Answer, ...], was_cut_at: str | None) -> Heard:
    taken = tuple(understood.answer(each, brief.script) for each in new)
    return Heard(reading.said, understood.words(reading), taken, was_cut_at)


def over(findings: Findings) -> Over:
    return Over(dispositions.says(findings.disposition), findings.summary)
