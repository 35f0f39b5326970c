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
        ("call after 15 min: hello", "Only a text message or an e-mail has words"),
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
    some.builds(
        Rung,
        channel=some.just(Channel.EMAIL),
        delay=_DELAYS,
        times=some.integers(1, 20),
        subject=_WORDS,
        text=some.lists(_WORDS | some.just(""), min_size=1, max_size=4).map("\n".join).filter(str.strip),
    ),
)


@given(some.lists(_RUNGS, max_size=6))
def test_every_ladder_can_be_written_and_read_back(rungs: list[Rung]) -> None:
    assert lines.read(lines.write(rungs)) == rungs
    assert Ladder.model_validate_json(Ladder(rungs=rungs).model_dump_json()) == Ladder(rungs=rungs)


EMAIL = (
    "email after 2 h if no answer 2 times: Your quote: {first_name}\n"
    "  Hi {first_name},\n\n  call us.\n"
    "call after 1 days"
)


def test_an_e_mails_text_is_what_is_indented_below_it() -> None:
    email, call = lines.read(EMAIL)

    assert (email.channel, email.times, email.only_if) == (Channel.EMAIL, 2, Condition.NO_ANSWER)
    assert (email.subject, email.text) == ("Your quote: {first_name}", "Hi {first_name},\n\ncall us.")
    assert call.channel is Channel.CALL
    assert lines.write([email, call]) == EMAIL
    assert lines.read(EMAIL.replace("email", "E-Mail").replace("  ", "\t")) == [email, call]


def test_an_e_mail_is_said_like_a_text() -> None:
    ladder = Ladder(rungs=lines.read(EMAIL))

    assert spoken.preview(ladder) == "at once, then an e-mail after 2 h if nobody answered (2 times), 1 day"
    assert spoken.difference(Ladder(rungs=ladder.rungs[1:]), ladder) == [
        "New: an e-mail after 2 h if nobody answered (2 times): “Your quote: {first_name}: Hi {first_name}, call us.”"
    ]


@pytest.mark.parametrize(
    "traits",
    [
        {"channel": Channel.EMAIL, "subject": "Hi"},
        {"channel": Channel.EMAIL, "text": "Hi"},
        {"channel": Channel.EMAIL, "subject": "one\ntwo", "text": "Hi"},
        {"channel": Channel.SMS, "subject": "Hi", "text": "Hi"},
        {"channel": Channel.SMS, "text": "x" * 641},
        {"subject": "Hi"},
    ],
)
def test_each_channel_has_the_words_that_it_can_carry(traits: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Rung(delay=After(minutes=20), **traits)


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
