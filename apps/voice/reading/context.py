"""What a reader must know to understand a reply: what was asked and offered, and what the script can answer."""

from dataclasses import dataclass
from datetime import UTC, datetime

from apps.scripts.document import Fact, Objection, Question
from apps.voice.policy.moves import Expects, Slot


@dataclass(frozen=True)
class Context:
    """The moment of the conversation at which something is said.

    `asking` is the script's question that was asked last; none while the agent greets, offers times or says goodbye.
    `corrects` was answered just before: what "no, wait" is about. `slots` are the offered ones, in the order in which
    they were said. `wants_when`: the agent has asked when to call back. `now` is aware, `zone` an IANA name.
    """

    language: str = "en-US"
    expects: Expects = Expects.OPEN
    asking: Question | None = None
    corrects: Question | None = None
    questions: tuple[Question, ...] = ()
    slots: tuple[Slot, ...] = ()
    facts: tuple[Fact, ...] = ()
    objections: tuple[Objection, ...] = ()
    wants_when: bool = False
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    zone: str = "UTC"
