"""The waterfall's raw material: what happened, in milliseconds since the lead was received."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from apps.leads import progress

MACHINE = re.compile(progress.MACHINE)


class Owner(StrEnum):
    """Who the time belongs to."""

    OURS = "ours"
    CARRIER = "carrier"
    LEAD = "lead"
    # Our agent's and the lead's: they talk.
    TALK = "talk"
    CRM = "crm"
    TEAM = "team"


@dataclass(frozen=True)
class Fact:
    """One event of the timeline; `about` are its facts."""

    kind: str
    ms: float
    about: Mapping[str, object] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """The fact's text, "" where it is silent."""
        value = self.about.get(name)
        return "" if value is None else str(value)


def first(facts: Iterable[Fact], *kinds: str) -> Fact | None:
    """The earliest of these kinds."""
    return min((fact for fact in facts if fact.kind in kinds), key=lambda fact: fact.ms, default=None)


def last(facts: Iterable[Fact], kind: str, *, until_ms: float) -> Fact | None:
    """The latest of a kind by then: the request that the carrier took, where others went before it."""
    return max(
        (fact for fact in facts if fact.kind == kind and fact.ms <= until_ms), key=lambda fact: fact.ms, default=None
    )
