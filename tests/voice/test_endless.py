"""Whatever is heard, in whatever order, a conversation ends, and what must never happen does not."""

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.scripts.document import Script
from apps.voice.policy.brief import Brief
from apps.voice.policy.dialogue import MOST_TURNS, Dialogue
from apps.voice.policy.moves import (
    Book,
    Booked,
    CallbackPlanned,
    Disposition,
    End,
    FindSlots,
    HoldSlots,
    Move,
    OptOut,
    RequestCallback,
    Result,
    SlotsFound,
    SlotTaken,
    Tool,
    ToolDone,
    ToolFailed,
)
from apps.voice.policy.reading import Intent, Machine, Reading, Value
from apps.voice.policy.talk import MOST_TOOLS
from apps.voice.simulate.run import NOW, brief_for
from apps.voice.simulate.tools import PretendTools

from .conversation import MORTGAGE, PLUMBING, SOLAR

SCRIPTS = (SOLAR, PLUMBING, MORTGAGE)
SLOTS = PretendTools(NOW, "America/Chicago").slots()
IDS = sorted({each.id for script in SCRIPTS for each in script.questions})
FACTS = sorted({each.id for script in SCRIPTS for each in script.facts})
OBJECTIONS = sorted({each.id for script in SCRIPTS for each in script.objections})

values = st.builds(
    Value,
    question_id=st.sampled_from(IDS),
    value=st.one_of(
        st.booleans(), st.floats(0, 1e6), st.sampled_from(["78704", "leak", "tile", "buy", "a@b.co", "soon", ""])
    ),
    confidence=st.floats(0, 1),
)
readings = st.builds(
    Reading,
    said=st.text(max_size=40),
    intents=st.lists(st.sampled_from(list(Intent)), max_size=3).map(tuple),
    values=st.lists(values, max_size=2).map(tuple),
    fact_id=st.none() | st.sampled_from(FACTS),
    objection_id=st.none() | st.sampled_from(OBJECTIONS),
    slot=st.none() | st.integers(-1, 4),
    when=st.sampled_from(["", "", "tomorrow at six", "friday", "whenever", "now"]),
)
events = st.one_of(
    st.tuples(st.just("heard"), readings, st.none() | st.text(max_size=60)),
    st.tuples(st.just("silent"), st.none(), st.none()),
    st.tuples(st.just("met"), st.sampled_from(list(Machine)), st.none()),
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
            move = self.dialogue.told(self._result(move.tool))
            self.moves.append(move)
            self._look(move)

    def _look(self, move: Move) -> None:
        must_qualify = self.brief.script.booking.is_for_qualified_only
        is_offer = isinstance(move.tool, FindSlots | HoldSlots)
        self.offers_to_unqualified += must_qualify and is_offer and not self.dialogue.findings().is_qualified

    def play(self, event: tuple[str, Reading | Machine | None, str | None]) -> None:
        _, what, interrupted_at = event
        if isinstance(what, Reading):
            self.take(self.dialogue.heard(what, interrupted_at))
        elif isinstance(what, Machine):
            self.take(self.dialogue.met(what))
        else:
            self.take(self.dialogue.silent())

    @property
    def tools(self) -> list[Tool]:
        return [move.tool for move in self.moves if move.tool]

    @property
    def has_ended(self) -> bool:
        is_transferred = self.dialogue.findings().disposition is Disposition.TRANSFERRED
        return is_transferred or any(isinstance(tool, End) for tool in self.tools)

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
        if isinstance(tool, Book):
            return Booked(next(slot for slot in SLOTS if slot.id == tool.slot_id))
        return CallbackPlanned("tomorrow") if isinstance(tool, RequestCallback) else ToolDone()


@settings(max_examples=300)
@given(st.sampled_from(SCRIPTS), st.lists(events, max_size=70), st.lists(results, min_size=1, max_size=6))
def test_any_conversation_ends_and_keeps_its_bounds(
    script: Script, heard: list[tuple[str, Reading | Machine | None, str | None]], outcomes: list[str]
) -> None:
    call = Call(script, outcomes)

    call.take(call.dialogue.begin())
    for event in heard:
        call.play(event)
    for _ in range(MOST_TURNS + 10):
        if call.has_ended:
            break
        call.take(call.dialogue.silent())

    assert call.has_ended
    assert len(call.tools) <= MOST_TOOLS
    _assert_nothing_after_an_opt_out(call)
    _assert_only_the_qualified_are_offered_times(call)
    call.dialogue.findings()


@settings(max_examples=100)
@given(st.sampled_from(SCRIPTS), readings)
def test_a_lead_who_always_says_the_same_is_let_go(script: Script, reading: Reading) -> None:
    call = Call(script, ["good"])

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
