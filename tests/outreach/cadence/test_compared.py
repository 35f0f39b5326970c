"""A lead's past played through by two ladders: the first attempt that differs, and nothing where none does."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.outreach.cadence import compared, rehearsal
from apps.outreach.cadence.compared import Difference, Played
from apps.outreach.cadence.history import Outcome, Surroundings
from apps.outreach.cadence.ladder import DEFAULT, After, Channel, Condition, End, Ladder, NextAt, Rung
from apps.outreach.cadence.rehearsal import Past, Tried

CHICAGO = ZoneInfo("America/Chicago")
FOUR_PM = datetime(2026, 5, 4, 16, tzinfo=CHICAGO)
MISSED, VOICEMAIL, ANSWERED = map(Tried, (Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.ANSWERED))
QUARTER, HALF = Rung(delay=After(minutes=15)), Rung(delay=After(minutes=30))
MORNING = Rung(delay=NextAt(at=time(9)))
TEXT = Rung(channel=Channel.SMS, delay=After(minutes=5), only_if=Condition.VOICEMAIL, text="Call us.")


def ladder(*rungs: Rung, **more: object) -> Ladder:
    return Ladder.model_validate({"rungs": rungs, "spread_minutes": 0} | more)


def past(*calls: Tried, reached_after: int | None = None) -> Past:
    """A first call at four; `reached_after` so many minutes."""
    reached_at = FOUR_PM + timedelta(minutes=reached_after) if reached_after is not None else None
    return Past(FOUR_PM, calls, reached_at=reached_at)


def difference(before: Ladder, after: Ladder, known: Past) -> Difference | None:
    around = Surroundings(CHICAGO)
    played = [
        Played(each, rehearsal.again(each, known, window=timedelta(minutes=10), around=around))
        for each in (before, after)
    ]
    return compared.first(*played, zone=CHICAGO)


@pytest.mark.parametrize(
    ("before", "after", "how", "says"),
    [
        ((HALF,), (QUARTER,), "second attempt earlier", "second attempt Mon 4 May, 16:15 instead of 16:30"),
        (
            (QUARTER, HALF),
            (QUARTER, MORNING),
            "third attempt later",
            "third attempt Tue 5 May, 9:00 instead of Mon 16:45",
        ),
        (
            (QUARTER,),
            (QUARTER, HALF),
            "one more: a third attempt",
            "a third attempt, a call Mon 4 May, 16:45, where was none",
        ),
        (
            (QUARTER, HALF),
            (QUARTER,),
            "no third attempt any more",
            "no third attempt, where a call was Mon 4 May, 16:45",
        ),
    ],
)
def test_the_first_attempt_that_differs_is_told_by_the_leads_clock(
    before: tuple[Rung, ...], after: tuple[Rung, ...], how: str, says: str
) -> None:
    assert difference(ladder(*before), ladder(*after), past(MISSED)) == Difference(how, says)


@pytest.mark.parametrize("changed", [{"subject": "Your solar quote"}, {"text": "Hello again."}])
def test_other_words_of_an_email_are_told(changed: dict[str, str]) -> None:
    letter = Rung(channel=Channel.EMAIL, delay=After(minutes=5), subject="Your quote", text="Hello.")

    found = difference(ladder(letter), ladder(letter.model_copy(update=changed)), past(MISSED))
    instead = difference(ladder(QUARTER), ladder(letter), past(MISSED))

    assert found is not None
    assert instead is not None
    assert (found.how, instead.how) == ("second attempt: other words", "second attempt: an e-mail instead of a call")


def test_another_channel_and_other_words_are_told() -> None:
    other = TEXT.model_copy(update={"text": "Do call us."})
    left = past(VOICEMAIL)

    channel, words = difference(ladder(QUARTER), ladder(TEXT), left), difference(ladder(TEXT), ladder(other), left)

    assert channel is not None
    assert words is not None
    assert channel.how == "second attempt: a text instead of a call"
    assert words.says == "second attempt Mon 4 May, 16:05 in other words"


def test_what_becomes_of_a_lead_in_vain_is_told() -> None:
    found = difference(ladder(QUARTER), ladder(QUARTER, ends_as=End.LOST), past(MISSED))

    assert found is not None
    assert found.says == "if all is in vain, lost instead of unreachable"


@pytest.mark.parametrize(
    ("after", "known"),
    [
        (ladder(HALF), past(ANSWERED)),
        (ladder(QUARTER, HALF), past(MISSED, ANSWERED)),
        (ladder(HALF), past(MISSED, reached_after=10)),
        (ladder(QUARTER, HALF), past(MISSED, reached_after=40)),
        (ladder(TEXT, QUARTER), past(MISSED)),
        (ladder(QUARTER, most_calls=9), past(MISSED)),
        (ladder(QUARTER, ends_as=End.LOST), past(MISSED, ANSWERED)),
    ],
    ids=["answered", "answered then", "replied", "replied then", "no voicemail", "never so many", "reached in the end"],
)
def test_what_does_not_touch_the_lead_is_no_difference(after: Ladder, known: Past) -> None:
    assert difference(ladder(QUARTER), after, known) is None


def test_the_same_ladder_told_otherwise_is_no_difference() -> None:
    twice = QUARTER.model_copy(update={"times": 2})

    assert difference(ladder(QUARTER, QUARTER), ladder(twice), past(MISSED, VOICEMAIL)) is None


def test_a_call_beyond_those_that_were_made_is_missed() -> None:
    played = rehearsal.again(DEFAULT, past(MISSED), window=timedelta(minutes=10), around=Surroundings(CHICAGO))

    assert len(played.attempts) == 3
    assert not played.end.is_stopped
