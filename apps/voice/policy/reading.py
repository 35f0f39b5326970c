"""What a reply means, as far as the policy cares; whoever reads it (rules or a model) fills in the same values."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Intent(StrEnum):
    """What somebody may be doing with what they say; several at once are usual."""

    YES = "yes"
    NO = "no"
    OPT_OUT = "opt_out"
    WRONG_PERSON = "wrong_person"
    IS_ROBOT = "is_robot"
    WHO = "who"
    HUMAN = "human"
    LATER = "later"
    NOT_INTERESTED = "not_interested"
    PRICE = "price"
    QUESTION = "question"
    REPEAT = "repeat"
    GOODBYE = "goodbye"
    HOLD_ON = "hold_on"
    BOOK = "book"
    # Their appointment, to another time.
    RESCHEDULE = "reschedule"
    OTHER_LANGUAGE = "other_language"
    VOICEMAIL = "voicemail"
    SCREENING = "screening"
    GREETING = "greeting"
    # They don't know, or won't say: the question is left.
    UNSURE = "unsure"


class Machine(StrEnum):
    """What picked up instead of a person."""

    VOICEMAIL = "voicemail"
    # An assistant that asks who is calling, and may put the person on.
    SCREENING = "screening"
    # Nobody will ever hear a word.
    FAX = "fax"


class Value(BaseModel):
    """The answer to a question that was heard in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question_id: str
    value: bool | float | str
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0


class Reading(BaseModel):
    """One reply, understood. `when` is the time they named, in their words; `slot` the place of the offer they took."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    said: str
    intents: tuple[Intent, ...] = ()
    values: tuple[Value, ...] = ()
    fact_id: str | None = None
    # Of two questions at once, the second.
    other_fact_ids: tuple[str, ...] = ()
    objection_id: str | None = None
    slot: int | None = None
    when: str = ""

    def is_only(self, *intents: Intent) -> bool:
        """Whether nothing else was meant than one of these, if anything."""
        is_more = self.values or self.fact_id or self.objection_id or self.when or self.slot is not None
        return set(self.intents) <= set(intents) and not is_more
