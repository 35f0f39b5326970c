"""What is asked of a choice of rep, and what comes of it. Plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .actions import Actions, AnsweredBy
from .models import Rep


class By(StrEnum):
    """By what right a rep gets the lead."""

    CRM_OWNER = "crm_owner"
    KNOWN = "known"
    NAMED = "named"
    TURN = "turn"
    FALLBACK = "fallback"
    ACCEPTED = "accepted"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Wanted:
    """What the rule asks for; `crm_owner` is who owns the person in the CRM (id or e-mail), as far as is known."""

    team: int | None = None
    rep: int | None = None
    crm_owner: str = ""

    @classmethod
    def from_actions(cls, actions: Actions, *, crm_owner: str = "") -> "Wanted":
        """By a rule's actions; an owner that the CRM names goes before one that the rule names."""
        return cls(
            team=actions.team if actions.answered_by is AnsweredBy.TEAM else None,
            rep=actions.rep if actions.answered_by is AnsweredBy.REP else None,
            crm_owner=crm_owner or actions.crm_owner,
        )


@dataclass(frozen=True)
class PassedOver:
    """Who was asked first, and why they did not get the lead."""

    name: str
    why: str


@dataclass(frozen=True)
class Chosen:
    """`rep` is None where nobody is there: the AI agent answers."""

    rep: Rep | None
    by: By
    passed_over: Sequence[PassedOver] = ()

    def facts(self) -> dict[str, object]:
        """For the event `rep.chosen`."""
        return {
            "rep": self.rep.pk if self.rep else None,
            "rep_name": self.rep.name if self.rep else "",
            "team": self.rep.team.name if self.rep else "",
            "by": self.by.value,
            "passed_over": [{"name": each.name, "why": each.why} for each in self.passed_over],
        }
