"""A ladder in words: what a manager reads, types, and sees change."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from apps.outreach.cadence import lines, spoken
from apps.outreach.cadence.ladder import DEFAULT, MOST_MINUTES, After, Channel, Condition, Ladder, NextAt, Rung

TYPED = "call after 15 min\ntext after 1 min if voicemail: Hi {first_name}: call us\ncall next afternoon 14:30 3 times"
SMS = {"channel": Channel.SMS, "text": "Hi"}


def test_the_default_reads_as_a_manager_would_say_it() -> None:
    assert spoken.preview(DEFAULT) == "at once, then 15 min, 2 h, next morning 9:00 the lead's time"


def test_conditions_texts_and_repetitions_are_said() -> None:
    assert spoken.preview(Ladder(rungs=lines.read(TYPED))) == (
        "at once, then 15 min, a text after 1 min if voicemail answered, next afternoon 14:30 the lead's time (3 times)"
    )


def test_no_rungs_is_one_call() -> None:
    assert spoken.preview(Ladder(rungs=())) == "at once, and then no more"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(15, "15 min"), (120, "2 h"), (90, "1 h 30 min"), (1440, "1 day"), (4320, "3 days"), (0, "0 min")],
)
def test_lengths_are_said_short(minutes: int, said: str) -> None:
    assert spoken.length(minutes) == said


def test_what_is_typed_is_written_back_the_same() -> None:
    assert lines.write(lines.read(TYPED)) == TYPED


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ring them", "Write a line like"),
        ("call after 5 min", "Nobody is called twice within 10 minutes"),
        ("call after 15 min: hello", "Only a text message has words"),
        ("text after 5 min", "A text message needs its words"),
        ("call next morning 25:00", "That is no time of day"),
        ("call after 999999 days", "Input should be less than or equal to 20160"),
        ("call after 15 min 0 times", "Input should be greater than or equal to 1"),
    ],
)
def test_what_cannot_be_is_refused_in_words(line: str, said: str) -> None:
    with pytest.raises(lines.NotARung, match=said):
        lines.read(line)


def test_a_text_is_one_line() -> None:
    with pytest.raises(ValidationError):
        Rung(channel=Channel.SMS, delay=After(minutes=1), text="one\ntwo")


_DELAYS = some.one_of(
    some.builds(After, minutes=some.integers(10, MOST_MINUTES)),
    some.builds(NextAt, at=some.times().map(lambda at: at.replace(second=0, microsecond=0))),
)
_WORDS = some.text(some.characters(codec="ascii", min_codepoint=33), min_size=1, max_size=60)
_RUNGS = some.one_of(
    some.builds(Rung, delay=_DELAYS, only_if=some.sampled_from(Condition), times=some.integers(1, 20)),
    some.builds(Rung, channel=some.just(Channel.SMS), delay=_DELAYS, only_if=some.sampled_from(Condition), text=_WORDS),
)


@given(some.lists(_RUNGS, max_size=6))
def test_every_ladder_can_be_written_and_read_back(rungs: list[Rung]) -> None:
    assert lines.read(lines.write(rungs)) == rungs
    assert Ladder.model_validate_json(Ladder(rungs=rungs).model_dump_json()) == Ladder(rungs=rungs)


CHANGED = DEFAULT.model_copy(update={"rungs": [Rung(delay=After(minutes=20)), *DEFAULT.rungs[1:]]})


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (DEFAULT, []),
        (CHANGED, ["15 min becomes 20 min"]),
        (DEFAULT.model_copy(update={"rungs": DEFAULT.rungs[:2]}), ["No more next morning 9:00 the lead's time"]),
        (
            DEFAULT.model_copy(update={"rungs": [*DEFAULT.rungs, Rung(delay=After(minutes=1), **SMS)]}),
            ["New: a text after 1 min: “Hi”"],
        ),
        (DEFAULT.model_copy(update={"most_calls": 3}), ["At most 3 calls, was 8"]),
        (
            DEFAULT.model_copy(update={"best_hour": False}),
            ["No longer moves to the hour at which your leads answer most"],
        ),
    ],
)
def test_a_new_version_says_what_it_changes(now: Ladder, said: list[str]) -> None:
    assert spoken.difference(DEFAULT, now) == said
