"""A script tried out: with all callers at once, and by hand in text."""

import pytest

from apps.scripts import samples
from apps.voice.policy.moves import Disposition
from apps.voice.simulate import chat, rehearsal, run
from apps.voice.simulate.callers import CALLERS

from .conversation import SOLAR, changed

pytestmark = pytest.mark.long

COOPERATIVE = ["yes", "yes", "two hundred dollars", "tile", "78704", "the first one", "no, that's all"]


@pytest.mark.parametrize("name", samples.names())
def test_the_scripts_to_begin_with_pass(name: str) -> None:
    done = rehearsal.of(samples.load(name), clock=lambda: 0.0)

    assert done.breaks == ()
    assert (done.calls, done.passed) == (3 * len(CALLERS), len(CALLERS))


def test_a_price_is_shown_where_it_was_promised() -> None:
    broken = changed(SOLAR, booking={"what": "a visit for 99 dollars"})

    [found] = [each for each in rehearsal.of(broken).breaks if each.caller == "cooperative"]

    assert found.why == ("named a price that is in no text of the script",)
    assert run.written(found.turns[-1:]).startswith("Agent: I can book a visit for 99 dollars for you.")


def test_a_missing_disclosure_is_shown_with_the_greeting_alone() -> None:
    found = rehearsal.of(changed(SOLAR, lines={"disclosure": "Hello there."})).breaks

    assert len(found) == len(CALLERS)
    assert {len(each.turns) for each in found} == {1}


def test_what_shows_only_in_the_end_is_shown_in_full() -> None:
    nobody = changed(SOLAR, qualify_at=1000)

    [found] = [each for each in rehearsal.of(nobody).breaks if each.caller == "cooperative"]

    assert "did not book what they wanted" in found.why
    assert run.written(found.turns).endswith("[End]")


STRICT = [
    {"qualify_at": 90},
    {
        "qualify_at": 50,
        "questions": [
            {
                "id": "roof",
                "ask": "What roof?",
                "kind": "choice",
                "choices": [{"value": "tile"}, {"value": "metal"}, {"value": "slate"}],
                "criteria": [
                    {"when": "is", "value": "tile", "points": 10},
                    {"when": "is", "value": "metal", "points": 50},
                    {"when": "is_not", "value": "metal", "disqualifies": True},
                ],
            }
        ],
    },
    {
        "qualify_at": 50,
        "questions": [
            {
                "id": "people",
                "ask": "How many people live there?",
                "kind": "number",
                "criteria": [{"when": "at_most", "value": 4, "points": 50}, {"when": "is", "value": 6, "points": 20}],
            }
        ],
    },
]


@pytest.mark.parametrize("fields", STRICT)
def test_a_strict_script_is_sound_as_long_as_the_best_lead_qualifies(fields: dict[str, object]) -> None:
    done = rehearsal.of(changed(SOLAR, **fields))

    assert [(each.caller, each.why, run.written(each.turns)) for each in done.breaks] == []


def test_every_caller_is_heard_once_however_slow_it_is() -> None:
    seconds = iter(range(0, 100_000, 100))

    done = rehearsal.of(SOLAR, clock=lambda: float(next(seconds)))

    assert done.calls == len(CALLERS)


def test_a_chat_shows_what_each_reply_brought() -> None:
    talk = chat.of(run.brief_for(SOLAR, {}), COOPERATIVE)

    greeted, agreed, owns = talk.exchanges[:3]
    assert greeted.lines[0] == "Hi Ada, this is Alex from Bright Homes."
    assert agreed.lines[-1] == "Do you own your home?"
    assert [(each.question_id, each.value) for each in owns.taken] == [("owns_home", True)]
    assert (owns.understood, owns.score) == (("yes",), 30)
    assert talk.findings.disposition is Disposition.BOOKED
    assert talk.is_over


def test_a_chat_takes_nothing_after_its_end() -> None:
    over = chat.of(run.brief_for(SOLAR, {}), [*COOPERATIVE, "hello?"])

    assert over == chat.of(run.brief_for(SOLAR, {}), COOPERATIVE)


def test_an_empty_reply_is_a_silence() -> None:
    talk = chat.of(run.brief_for(SOLAR, {}), [""])

    assert talk.exchanges[1].lines[0] == "Are you still there?"


def test_a_chat_is_bounded() -> None:
    talk = chat.of(run.brief_for(SOLAR, {}), ["x" * 100_000] * 1000)

    assert len(talk.exchanges) <= chat.MOST_REPLIES + 1
    assert len(talk.exchanges[1].said) == chat.LONGEST_REPLY
