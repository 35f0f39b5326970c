"""A tenant's rules in their order: the first that matches a lead decides. Typed, bounded, without a database."""

import hashlib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .actions import Actions
from .conditions import ALWAYS, Bounded, Every

MOST_RULES = 200


class Rule(BaseModel):
    """`key` stays the same however the rule is renamed, moved or rewritten."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,36}$")]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    when: Bounded = ALWAYS
    then: Actions = Actions()
    is_enabled: bool = True

    @property
    def is_catch_all(self) -> bool:
        """Whether it asks nothing, and so takes whatever reaches it."""
        return isinstance(self.when, Every) and not self.when.of


class RuleSet(BaseModel):
    """`schema_version` says how the JSON is to be read; a later reader keeps reading the former ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    rules: Annotated[tuple[Rule, ...], Field(max_length=MOST_RULES)] = ()

    def enabled(self) -> tuple[Rule, ...]:
        """Those that take part."""
        return tuple(rule for rule in self.rules if rule.is_enabled)

    @property
    def digest(self) -> str:
        """Differs where anything in them does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


CATCH_ALL = Rule(key="catch-all", name="Everybody else")
