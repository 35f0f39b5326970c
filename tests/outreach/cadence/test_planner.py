"""When the next attempt is due, and why then."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.outreach.cadence import planner, rehearsal
from apps.outreach.cadence.history import History, NeverLawful, Opening, Outcome, Rate, Stop, Surroundings, Wish
from apps.outreach.cadence.ladder import DEFAULT, After, Channel, Condition, Ladder, NextAt, Rung
from apps.outreach.cadence.planner import Ended, PlannedRung

CHICAGO = ZoneInfo("America/Chicago")
PUNCTUAL = DEFAULT.model_copy(update={"spread_minutes": 0})
WINDOW = timedelta(minutes=10)


def local(text: str, zone: ZoneInfo = CHICAGO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


EVENING = local("2026-11-22 19:58")


def history(outcome: Outcome = Outcome.NO_ANSWER, *, ended: datetime = EVENING, **more: object) -> History:
    return History(outcome, ended, ended + WINDOW, **more)  # type: ignore[arg-type]


def plan(ladder: Ladder, past: History, around: Surroundings | None = None) -> PlannedRung:
    found = planner.next_rung(ladder, past, now=past.ended_at, around=around or Surroundings(CHICAGO))
    assert isinstance(found, PlannedRung)
    return found


def test_the_ladder_of_a_night_is_15_min_2_h_and_next_morning() -> None:
    played = rehearsal.play(PUNCTUAL, first_at=EVENING, window=WINDOW, around=Surroundings(CHICAGO))

    told = [f"{each.due_at.astimezone(CHICAGO):%d %H:%M:%S}" for each in played.attempts]
    assert told == ["22 20:13:25", "22 22:13:50", "23 09:00:00"]
    assert played.end == Ended("every rung of the cadence was tried", is_stopped=False)


def test_a_retry_counts_from_the_end_of_the_attempt() -> None:
    assert plan(DEFAULT, history()).due_at == EVENING + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        ("2026-11-22 22:30", "2026-11-23 09:00"),
        ("2026-11-23 00:30", "2026-11-23 09:00"),
        ("2026-11-23 08:30", "2026-11-24 09:00"),
        ("2026-11-23 09:00", "2026-11-24 09:00"),
        ("2026-03-07 22:00", "2026-03-08 09:00"),  # the clocks go forward in between
        ("2026-10-31 22:00", "2026-11-01 09:00"),  # and back
    ],
)
def test_next_morning_is_by_the_leads_own_clock(ended: str, due: str) -> None:
    assert plan(PUNCTUAL, history(ended=local(ended), position=2)).due_at == local(due)


def test_an_hour_that_the_clocks_skip_is_the_instant_it_would_have_been() -> None:
    ladder = Ladder(rungs=[Rung(delay=NextAt(at=time(2, 30)))], spread_minutes=0)

    due_at = plan(ladder, history(ended=local("2026-03-07 22:00"))).due_at

    assert due_at.astimezone(CHICAGO).isoformat() == "2026-03-08T03:30:00-05:00"


def test_a_planned_attempt_says_why_it_is_when_it_is() -> None:
    found = plan(DEFAULT, history(position=2), Surroundings(CHICAGO, key="a lead"))

    clock = f"{found.due_at.astimezone(CHICAGO):%-H:%M}"
    assert found.why == (
        f"next morning 9:00 the lead's time (Chicago); moved to {clock} so that not everybody's phone rings at once"
    )


def test_fifty_leads_of_one_hour_are_spread_over_ten_minutes_and_each_keeps_its_place() -> None:
    def due(key: str) -> datetime:
        return plan(DEFAULT, history(position=2), Surroundings(CHICAGO, key=key)).due_at

    times = {due(f"lead {n}") for n in range(50)}

    nine = local("2026-11-23 09:00")
    assert len(times) > 45
    assert all(nine <= each < nine + timedelta(minutes=10) for each in times)
    assert due("lead 7") == due("lead 7")


def closed_at_night(at: datetime) -> Opening:
    clock = at.astimezone(CHICAGO)
    if 8 <= clock.hour < 20:
        return Opening(at)
    day = clock.date() + timedelta(days=clock.hour >= 20)
    return Opening(datetime.combine(day, time(8), CHICAGO), "Illinois's hours are 8 to 20")


def test_what_is_not_lawful_waits_for_the_next_lawful_instant_and_says_so() -> None:
    found = plan(PUNCTUAL, history(), Surroundings(CHICAGO, closed_at_night))

    assert found.due_at == local("2026-11-23 08:00")
    assert found.why == "15 min after the attempt before; moved to Mon 8:00: Illinois's hours are 8 to 20"


def test_spreading_never_leads_beyond_the_lawful_hours() -> None:
    late = Ladder(rungs=[Rung(delay=NextAt(at=time(19, 59)))], spread_minutes=60)

    found = [plan(late, history(), Surroundings(CHICAGO, closed_at_night, key=str(n))) for n in range(40)]

    assert all(closed_at_night(each.due_at).at == each.due_at for each in found)


def test_where_it_is_never_lawful_nothing_more_is_tried() -> None:
    def never(at: datetime) -> Opening:
        raise NeverLawful("the number is on the do-not-call list")

    found = planner.next_rung(DEFAULT, history(), now=EVENING, around=Surroundings(CHICAGO, never))

    assert found == Ended("the number is on the do-not-call list", is_stopped=True)


@pytest.mark.parametrize("stop", list(Stop))
def test_a_stop_ends_it_whatever_comes_next(stop: Stop) -> None:
    found = planner.next_rung(DEFAULT, history(stopped=stop), now=EVENING, around=Surroundings(CHICAGO))

    assert found == Ended(stop.value, is_stopped=True)


@pytest.mark.parametrize(
    ("earliest", "due"),
    [("2026-11-23 17:00", "2026-11-23 17:00"), ("2026-11-22 19:59", "2026-11-22 20:08"), ("2026-11-01 09:00", "")],
)
def test_a_call_that_the_lead_asked_for_comes_first_and_not_earlier(earliest: str, due: str) -> None:
    past = history(position=1, wish=Wish(local(earliest), "call me after five"))

    found = plan(DEFAULT, past)

    assert found.due_at == (local(due) if due else EVENING + WINDOW)
    assert (found.is_wish, found.position) == (True, 1)
    assert found.why.startswith("the lead asked for it: “call me after five”")


TEXTS = Ladder(
    rungs=[
        Rung(channel=Channel.SMS, delay=After(minutes=1), only_if=Condition.VOICEMAIL, text="Just left you a message."),
        Rung(delay=After(minutes=15), times=2),
        Rung(channel=Channel.SMS, delay=After(minutes=60), text="Shall we close your request?"),
    ]
)


@pytest.mark.parametrize(
    ("outcome", "channels", "minutes"),
    [(Outcome.VOICEMAIL, ["sms", "call"], [1, 16]), (Outcome.NO_ANSWER, ["call"], [15])],
)
def test_texts_between_calls_are_planned_with_the_call_after_them(
    outcome: Outcome, channels: list[str], minutes: list[int]
) -> None:
    planned, end = planner.leg(TEXTS, history(outcome), now=EVENING, around=Surroundings(CHICAGO))

    assert [each.channel.value for each in planned] == channels
    assert [(each.due_at - EVENING) / timedelta(minutes=1) for each in planned] == minutes
    assert end is None


def test_rungs_of_a_closed_channel_are_passed_over() -> None:
    no_calls, no_texts = (Surroundings(CHICAGO, closed=frozenset({channel})) for channel in (Channel.CALL, Channel.SMS))

    texts, end = planner.leg(TEXTS, history(Outcome.NOT_MADE), now=EVENING, around=no_calls)
    calls, _ = planner.leg(TEXTS, history(Outcome.VOICEMAIL), now=EVENING, around=no_texts)

    assert [each.position for each in texts] == [4]
    assert end == Ended(planner.NO_CALLS, is_stopped=True)
    assert [each.channel for each in calls] == [Channel.CALL]


def test_a_call_that_was_asked_for_is_not_planned_where_calls_are_closed() -> None:
    around = Surroundings(CHICAGO, closed=frozenset({Channel.CALL}))

    found = planner.next_rung(DEFAULT, history(wish=Wish(EVENING, "call me")), now=EVENING, around=around)

    assert found == Ended(planner.NO_CALLS, is_stopped=True)


def test_a_last_text_is_planned_together_with_the_end() -> None:
    planned, end = planner.leg(TEXTS, history(position=3), now=EVENING, around=Surroundings(CHICAGO))

    assert [each.text for each in planned] == ["Shall we close your request?"]
    assert end
    assert not end.is_stopped


def test_so_many_calls_and_no_more() -> None:
    ladder = Ladder(rungs=[Rung(delay=After(minutes=15), times=20)], most_calls=3)

    played = rehearsal.play(ladder, first_at=EVENING, window=WINDOW, around=Surroundings(CHICAGO))

    assert (len(played.attempts), played.end.reason) == (2, "3 calls are enough")


def test_what_was_due_while_nobody_looked_is_due_now() -> None:
    found = planner.next_rung(DEFAULT, history(), now=EVENING + timedelta(hours=3), around=Surroundings(CHICAGO))

    assert isinstance(found, PlannedRung)
    assert found.due_at == EVENING + timedelta(hours=3)


RATES = {9: Rate(100, 20), 10: Rate(60, 30), 11: Rate(40, 39), 14: Rate(500, 400)}


def test_the_hour_at_which_the_tenants_leads_answer_is_preferred_and_explained() -> None:
    found = plan(PUNCTUAL, history(position=2), Surroundings(CHICAGO, rates=RATES))

    assert found.due_at == local("2026-11-23 10:00")
    assert found.why == (
        "next morning 9:00 the lead's time (Chicago); moved to 10:00: 50% of your 60 calls from 10 to 11 were "
        "answered, 20% of 100 from 9 to 10"
    )


@pytest.mark.parametrize(
    "rates",
    [
        {},
        {9: Rate(100, 20), 10: Rate(49, 49)},
        {9: Rate(49, 1), 10: Rate(60, 30)},
        {9: Rate(100, 20), 10: Rate(100, 24)},
    ],
)
def test_too_few_calls_or_too_small_a_gain_change_nothing(rates: dict[int, Rate]) -> None:
    found = plan(PUNCTUAL, history(position=2), Surroundings(CHICAGO, rates=rates))

    assert found.due_at == local("2026-11-23 09:00")


def test_a_manager_may_switch_the_best_hour_off() -> None:
    fixed = PUNCTUAL.model_copy(update={"best_hour": False})

    assert plan(fixed, history(position=2), Surroundings(CHICAGO, rates=RATES)).due_at == local("2026-11-23 09:00")


def test_instants_are_planned_the_same_in_any_zone_they_are_given_in() -> None:
    past = history(position=2)

    moved = plan(PUNCTUAL, history(position=2, ended=past.ended_at.astimezone(UTC)))

    assert moved.due_at == plan(PUNCTUAL, past).due_at


EMAIL = {"channel": Channel.EMAIL, "subject": "Your quote", "text": "Hi"}


def test_an_e_mail_waits_for_no_lawful_hour_and_the_call_after_it_does() -> None:
    ladder = Ladder(rungs=(Rung(delay=After(minutes=5), **EMAIL), Rung(delay=After(minutes=10))), spread_minutes=0)
    morning = local("2026-11-23 09:00")
    around = Surroundings(CHICAGO, lawful=lambda at: Opening(max(at, morning), "federal hours"))

    (email, call), end = planner.leg(ladder, history(), now=EVENING, around=around)

    assert (email.channel, email.due_at, email.why) == (
        Channel.EMAIL,
        EVENING + timedelta(minutes=5),
        "5 min after the attempt before",
    )
    assert (email.subject, email.text) == ("Your quote", "Hi")
    assert (call.due_at, end) == (morning, None)


def test_an_e_mail_goes_where_no_call_ever_may() -> None:
    def never(at: datetime) -> Opening:
        raise NeverLawful("no rules for LV")

    ladder = Ladder(rungs=(Rung(delay=After(minutes=5), **EMAIL), Rung(delay=After(minutes=10))))

    planned, end = planner.leg(ladder, history(), now=EVENING, around=Surroundings(CHICAGO, lawful=never))

    assert [each.channel for each in planned] == [Channel.EMAIL]
    assert end == Ended("no rules for LV", is_stopped=True)
