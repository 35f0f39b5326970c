"""What a rule wants done with a lead: who answers it, who is told, and how soon. Plain values, no look-ups."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

# Under this name a call's step carries what its rule wants.
ROUTE = "route"

type Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]


class AnsweredBy(StrEnum):
    """Who speaks with the lead."""

    PLAYBOOK = "playbook"
    AI_AGENT = "ai_agent"
    TEAM = "team"
    REP = "rep"
    NOBODY = "nobody"


class Priority(StrEnum):
    """Among the tenant's own calls that are due."""

    FIRST = "first"
    NORMAL = "normal"
    LATER = "later"


class Actions(BaseModel):
    """`team` and `rep` are ids; `agent`, `script`, `crm_owner`, `channel` and `cadence` are names, "" for the usual."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answered_by: AnsweredBy = AnsweredBy.PLAYBOOK
    team: int | None = None
    rep: int | None = None
    agent: Name = ""
    script: Name = ""
    crm_owner: Name = ""
    channel: Name = ""
    cadence: Name = ""
    priority: Priority = Priority.NORMAL

    @property
    def calls(self) -> bool:
        """Whether the lead is rung at all, as far as the rule is concerned."""
        return self.answered_by is not AnsweredBy.NOBODY

    @property
    def wants_a_person(self) -> bool:
        return self.answered_by in (AnsweredBy.TEAM, AnsweredBy.REP)


def carried(actions: Actions) -> dict[str, object]:
    """As a step carries it: only what is not the usual."""
    return actions.model_dump(mode="json", exclude_defaults=True)


def of_step(params: Mapping[str, object]) -> Actions:
    """What the step's rule wants; the usual where no rule took the lead."""
    return Actions.model_validate(params.get(ROUTE) or {})
