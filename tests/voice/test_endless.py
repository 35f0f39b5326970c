"""Whatever is heard, in whatever order, a conversation ends, and what must never happen does not."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.scripts.document import Script
from apps.voice.policy.brief import Brief
from apps.voice.policy.dialogue import MOST_TURNS, Dialogue
from apps.voice.policy.moves import (
    Book,
    Booked,
    CallbackPlanned,
    End,
    FindSlots,
    HoldSlots,
    Move,
    OptOut,
    RequestCallback,
    Reschedule,
    Rescheduled,
    Result,
    SlotsFound,
    SlotTaken,
    Tool,
    ToolDone,
    ToolFailed,
    TransferTo,
)
from apps.voice.policy.reading import Intent, Machine, Reading, Value
from apps.voice.policy.talk import MOST_TOOLS
from apps.voice.reading import rules
from apps.voice.simulate import replies
from apps.voice.simulate.run import NOW, brief_for
from apps.voice.simulate.tools import PretendTools

from .conversation import MORTGAGE, PLUMBING, SOLAR

pytestmark = pytest.mark.long

BY_NAME = {"solar": SOLAR, "plumbing": PLUMBING, "mortgage": MORTGAGE}
SCRIPTS = tuple(BY_NAME.values())
SLOTS = PretendTools(NOW, "America/Chicago").slots()
IDS = sorted({each.id for script in SCRIPTS for each in script.questions})
FACTS = sorted({each.id for script in SCRIPTS for each in script.facts})
OBJECTIONS = sorted({each.id for script in SCRIPTS for each in script.objections})

type Event = tuple[str, Reading | Machine | None, str | None]

values = st.builds(
    Value,
    question_id=st.sampled_from(IDS),
    value=st.one_of(
        st.booleans(), st.floats(0, 1e6), st.sampled_from(["78704", "leak", "tile", "buy", "a@b.co", "soon", ""])
    ),
    confidence=st.floats(0, 1),
)
# What ends a call at once comes seldom, or nothing else would be seen.
rare = st.sampled_from([Intent.OPT_OUT, Intent.WRONG_PERSON, Intent.VOICEMAIL, Intent.OTHER_LANGUAGE, Intent.SCREENING])
usual = st.sampled_from([each for each in Intent if each not in (Intent.OPT_OUT, Intent.WRONG_PERSON)])
intents = st.lists(st.integers(0, 19).flatmap(lambda die: usual if die else rare), max_size=2).map(tuple)
readings = st.builds(
    Reading,
    said=st.text(max_size=40),
    intents=intents,
    values=st.lists(values, max_size=2).map(tuple),
    fact_id=st.none() | st.sampled_from(FACTS),
    objection_id=st.just(None) | st.just(None) | st.sampled_from(OBJECTIONS),
    slot=st.none() | st.integers(-1, 4),
    when=st.sampled_from(["", "", "", "tomorrow at six", "friday", "whenever", "now"]),
)
# "answers": what is asked gets a good answer, an offer is taken; so the far end of a script is reached.
events = st.one_of(
    st.tuples(st.just("answers"), st.none(), st.none()),
    st.tuples(st.just("answers"), st.none(), st.none()),
    st.tuples(st.just("answers"), st.none(), st.none()),
    st.tuples(st.just("heard"), readings, st.none() | st.text(max_size=60)),
    st.tuples(st.just("silent"), st.none(), st.none()),
    st.integers(0, 9).flatmap(
        lambda die: st.tuples(
            st.just("answers" if die else "met"), st.none() if die else st.sampled_from(list(Machine)), st.none()
        )
    ),
)
results = st.sampled_from(["good", "good", "good", "failed", "taken", "none", "odd"])


class Call:
    """Plays events against a dialogue; keeps its moves."""

    def __init__(self, script: Script, outcomes: list[str]) -> None:
        self.brief: Brief = brief_for(script, {}, asks_for_recording=len(outcomes) % 2 == 0)
        self.dialogue = Dialogue(self.brief)
        self.moves: list[Move] = []
        self._outcomes = outcomes
        self.offers_to_unqualified = 0

    def take(self, move: Move) -> None:
        self.moves.append(move)
        self._look(move)
        while move.tool and not isinstance(move.tool, End):
            move = self.dialogue.told(self._result(move.tool), move.tool)
            self.moves.append(move)
            self._look(move)

    def _look(self, move: Move) -> None:
        must_qualify = self.brief.script.booking.is_for_qualified_only
        is_offer = isinstance(move.tool, FindSlots | HoldSlots)
        self.offers_to_unqualified += must_qualify and is_offer and not self.dialogue.findings().is_qualified

    def play(self, event: Event) -> None:
        kind, what, interrupted_at = event
        if kind == "answers":
            self.take(self.dialogue.heard(rules.read(self._good_reply(), self.dialogue.context())))
        elif isinstance(what, Reading):
            self.take(self.dialogue.heard(what, interrupted_at))
        elif isinstance(what, Machine):
            self.take(self.dialogue.met(what))
        else:
            self.take(self.dialogue.silent())

    def _good_reply(self) -> str:
        context = self.dialogue.context()
        if context.asking:
            return replies.good(context.asking, Random(len(self.moves)))
        return "the first one" if context.slots else "yes"

    @property
    def tools(self) -> list[Tool]:
        return [move.tool for move in self.moves if move.tool]

    @property
    def has_ended(self) -> bool:
        return self.dialogue.is_over

    def _result(self, tool: Tool) -> Result:
        outcome = self._outcomes[len(self.tools) % len(self._outcomes)]
        if outcome == "failed":
            return ToolFailed("500")
        if outcome == "taken":
            return SlotTaken(SLOTS[5:8])
        if outcome == "odd":
            return Booked(SLOTS[0])
        if isinstance(tool, FindSlots):
            return SlotsFound(() if outcome == "none" else SLOTS[:3])
        if isinstance(tool, Reschedule):
            return Rescheduled(next(slot for slot in SLOTS if slot.id == tool.slot_id))
        if isinstance(tool, Book):
            return Booked(next(slot for slot in SLOTS if slot.id == tool.slot_id))
        return CallbackPlanned("tomorrow") if isinstance(tool, RequestCallback) else ToolDone()


@settings(max_examples=400)
@given(
    st.sampled_from(list(BY_NAME)),
    st.lists(events, min_size=12, max_size=60),
    st.lists(results, min_size=1, max_size=6),
)
def test_any_conversation_ends_and_keeps_its_bounds(name: str, heard: list[Event], outcomes: list[str]) -> None:
    call = Call(BY_NAME[name], outcomes)

    call.take(call.dialogue.begin())
    for event in heard:
        call.play(event)
    for _ in range(MOST_TURNS + 10):
        if call.has_ended:
            break
        call.take(call.dialogue.silent())

    assert call.has_ended
    assert isinstance(call.tools[-1], End | TransferTo)
    assert len(call.tools) <= MOST_TOOLS
    _assert_nothing_after_an_opt_out(call)
    _assert_only_the_qualified_are_offered_times(call)
    call.dialogue.findings()


@settings(max_examples=100)
@given(st.sampled_from(list(BY_NAME)), readings)
def test_a_lead_who_always_says_the_same_is_let_go(name: str, reading: Reading) -> None:
    call = Call(BY_NAME[name], ["good"])

    call.take(call.dialogue.begin())
    for _ in range(MOST_TURNS + 1):
        call.take(call.dialogue.heard(reading))

    assert call.has_ended


@given(st.text(max_size=400), st.text(max_size=80))
def test_no_text_of_a_form_gets_into_what_is_said(first_name: str, answer: str) -> None:
    script = SOLAR
    dialogue = Dialogue(brief_for(script, {"first_name": first_name, "roof": answer, "zip": answer}))

    said = " ".join(line.text for line in dialogue.begin().lines)

    assert all(letter.isalpha() or letter in " .,?'-" for letter in said)
    assert len(said) < 250


def _assert_nothing_after_an_opt_out(call: Call) -> None:
    out = next((at for at, move in enumerate(call.moves) if isinstance(move.tool, OptOut)), None)
    if out is not None:
        assert all(isinstance(move.tool, End | None) and not move.lines for move in call.moves[out + 1 :])


def _assert_only_the_qualified_are_offered_times(call: Call) -> None:
    """Looked at when the times were looked for: what they say later does not count back."""
    assert call.offers_to_unqualified == 0
