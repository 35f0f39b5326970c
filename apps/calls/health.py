"""How a number fares by its latest calls, and whether it had better rest. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Then(StrEnum):
    """What becomes of a number."""

    GO_ON = "go_on"
    REST = "rest"
    QUARANTINE = "quarantine"


@dataclass(frozen=True)
class Figures:
    """Of a number's latest calls that are over. `attested` counts what the carrier reported, "" where nothing.

    Declined is SIP 603, unwanted 607 (RFC 8197), blocked 608 (RFC 8688): by the person, and by analytics before.
    """

    calls: int = 0
    answered: int = 0
    declined: int = 0
    unwanted: int = 0
    blocked: int = 0
    attested: tuple[tuple[str, int], ...] = ()

    def percent(self, part: int) -> float:
        return 100 * part / self.calls if self.calls else 0.0

    @property
    def answered_percent(self) -> float:
        return self.percent(self.answered)

    @property
    def refused(self) -> int:
        return self.declined + self.unwanted + self.blocked


@dataclass(frozen=True)
class Thresholds:
    """In percent of the `latest_calls`; 0 asks for nothing. With fewer than `least_calls` nobody judges."""

    latest_calls: int = 50
    least_calls: int = 20
    rest_below_answered: int = 8
    rest_from_refused: int = 25
    quarantine_from_unwanted: int = 10
    rest_hours: int = 24


@dataclass(frozen=True)
class Verdict:
    """What becomes of a number, and why, in a sentence."""

    then: Then = Then.GO_ON
    says: str = ""


def judge(figures: Figures, wanted: Thresholds) -> Verdict:
    """Quarantine goes before rest; the reason names the figures that decided."""
    if figures.calls < max(1, wanted.least_calls):
        return Verdict()
    unwanted = figures.unwanted + figures.blocked
    if _reaches(figures, unwanted, wanted.quarantine_from_unwanted):
        most = f"{wanted.quarantine_from_unwanted} % or more"
        return Verdict(Then.QUARANTINE, f"{_of(figures, unwanted)} were unwanted or blocked (607, 608): {most}")
    if _reaches(figures, figures.refused, wanted.rest_from_refused):
        most = f"{wanted.rest_from_refused} % or more"
        return Verdict(Then.REST, f"{_of(figures, figures.refused)} were refused (603, 607, 608): {most}")
    if wanted.rest_below_answered and figures.answered_percent < wanted.rest_below_answered:
        least = f"less than {wanted.rest_below_answered} %"
        return Verdict(Then.REST, f"{_of(figures, figures.answered)} were answered by a person: {least}")
    return Verdict()


def _reaches(figures: Figures, part: int, percent: int) -> bool:
    return percent > 0 and figures.percent(part) >= percent


def _of(figures: Figures, part: int) -> str:
    return f"{part} of its latest {figures.calls} calls"
