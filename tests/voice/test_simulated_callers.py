"""Every script against every sort of caller: more than two hundred conversations, each checked from end to end."""

import pytest

from apps.scripts import samples
from apps.scripts.document import Script
from apps.voice.policy.moves import Disposition
from apps.voice.simulate import run
from apps.voice.simulate.callers import CALLERS, Caller

from .conversation import PLUMBING, SOLAR, changed

pytestmark = pytest.mark.long

SEEDS = range(3)
FORMS: dict[str, dict[str, str]] = {
    "bare": {},
    "telling": {
        "first_name": "Grace",
        "zip": "78704",
        "owns_home": "yes",
        "electric_bill": "250",
        "purpose": "refinance",
    },
}


@pytest.mark.parametrize("name", samples.names())
@pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.name)
def test_no_caller_breaks_a_script(name: str, caller: Caller) -> None:
    script = samples.load(name)

    done = [run.run(script, caller, facts, seed=seed) for facts in FORMS.values() for seed in SEEDS]

    assert [(each.broken, each.transcript) for each in done if each.broken] == []


@pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.name)
def test_no_caller_is_recorded_against_their_will(caller: Caller) -> None:
    brief = run.brief_for(SOLAR, {}, asks_for_recording=True)

    done = [run.converse(brief, caller, seed=seed) for seed in SEEDS]

    agreed = {"yes", "sure, that's fine", "yeah go ahead"}
    for each in done:
        assert not each.findings.may_record or any(turn.said in agreed for turn in each.turns)


def test_a_calendar_in_which_others_are_quicker_still_ends_in_a_booking() -> None:
    brief = run.brief_for(SOLAR, {})

    done = [run.converse(brief, CALLERS[0], seed=seed, taken_at_first=2) for seed in SEEDS]

    assert {each.findings.disposition for each in done} == {Disposition.BOOKED}
    assert [each.broken for each in done if each.broken] == []


def test_two_hundred_conversations_come_to_every_end_that_there_is() -> None:
    done = [run.run(SOLAR, caller, {}, seed=seed) for caller in CALLERS for seed in range(6)]

    assert len(done) >= 200
    # Who is qualified is booked, and no engine fails here.
    missing = set(Disposition) - {each.findings.disposition for each in done}
    assert missing == {Disposition.QUALIFIED, Disposition.FAILED}


def test_the_same_seed_gives_the_same_conversation() -> None:
    first, second = (run.run(PLUMBING, CALLERS[0], {}, seed=7) for _ in range(2))

    assert first == second


def test_a_transcript_is_for_people() -> None:
    transcript = run.run(SOLAR, CALLERS[0], {}).transcript

    assert transcript.startswith("Agent: Hi Ada, this is Alex from Bright Homes.")
    assert "\nLead: " in transcript
    assert transcript.endswith("[End]")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"lines": {"disclosure": ""}}, "did not say in the first turn that it is an AI"),
        ({"reason": "It is 99 dollars. Is now a good time?"}, "named a price that is in no text of the script"),
        ({"booking": {"is_on": False}, "qualify_at": 1000}, "ended as not_qualified"),
    ],
)
def test_a_script_that_breaks_a_rule_is_told_so(fields: dict[str, object], reason: str) -> None:
    broken = _with(SOLAR, fields)

    assert reason in run.run(broken, CALLERS[0], {}).broken


def _with(script: Script, fields: dict[str, object]) -> Script:
    return changed(script, **fields)
