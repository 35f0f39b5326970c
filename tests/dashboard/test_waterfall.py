"""The waterfall's geometry, from events to percentages."""

from collections.abc import Iterable

import pytest

from apps.dashboard.waterfall import chart, speed
from apps.dashboard.waterfall.facts import Fact
from apps.dashboard.waterfall.scales import View, scale
from apps.dashboard.waterfall.spans import pause, spans

CALL = {"step": 1, "step_kind": "call", "claimed_from": "ready"}
CRM = {"step": 2, "step_kind": "crm", "claimed_from": "ready"}
ONE_CALL = [
    Fact("lead.received", 0),
    Fact("lead.committed", 8),
    Fact("step.started", 20, CALL),
    Fact("call.requested", 71, {"call": "c1"}),
    Fact("call.placed", 300, {"call": "c1"}),
    Fact("call.ringing", 2_941, {"call": "c1"}),
    Fact("call.answered", 7_000, {"call": "c1"}),
    Fact("call.completed", 94_000, {"call": "c1"}),
]


def told(facts: Iterable[Fact]) -> list[tuple[str, str, float, float | None]]:
    found = spans(list(facts), still_open=())
    return [(span.label, span.owner.value, span.start_ms, span.end_ms) for span in found]


def test_the_wait_for_a_lawful_hour_is_the_laws_time() -> None:
    hours = 39_600_000.0
    night = [
        *ONE_CALL[:3],
        Fact("gate.blocked", 25),
        Fact("step.postponed", 26, CALL),
        Fact("step.started", hours, CALL),
        Fact("call.requested", hours + 50, {"call": "c1"}),
        Fact("call.ringing", hours + 900, {"call": "c1"}),
    ]

    assert speed.of(night) == speed.Speed(ring_ms=hours + 900, ours_ms=76, law_ms=hours - 26)
    assert ("Waited until it was allowed", "ours", 26, hours) in told(night)


def test_each_part_of_a_call_follows_on_the_one_before() -> None:
    assert told(ONE_CALL) == [
        ("Checked and saved", "ours", 0, 8),
        ("Waited its turn", "ours", 8, 20),
        ("Prepared the call", "ours", 20, 71),
        ("Carrier rang the phone", "carrier", 71, 2_941),
        ("Phone rang", "lead", 2_941, 7_000),
        ("Talked", "lead", 7_000, 94_000),
    ]


def test_the_order_in_which_news_arrived_does_not_matter() -> None:
    assert told(reversed(ONE_CALL)) == told(ONE_CALL)


def test_a_retry_shows_the_failure_the_pause_and_the_success() -> None:
    facts = [
        Fact("lead.committed", 8),
        Fact("step.started", 15, CRM),
        Fact("step.retried", 435, CRM),
        Fact("step.started", 2_335, CRM),
        Fact("crm.written", 2_700),
    ]

    crm = [span for span in spans(facts, still_open=()) if span.track == "CRM"]

    assert [(span.label, span.end_ms, span.has_failed) for span in crm] == [
        ("Waited its turn", 15, False),
        ("Wrote to the CRM", 435, True),
        ("Paused before the next try", 2_335, False),
        ("Wrote to the CRM", 2_700, False),
    ]


def test_an_opt_out_days_later_waits_from_its_own_instant() -> None:
    later = 86_400_000.0
    flag = {"step": 9, "step_kind": "crm_opt_out", "claimed_from": "ready"}
    facts = [
        *ONE_CALL,
        Fact("optout.recorded", later, {"channel": "all"}),
        Fact("step.started", later + 30, flag),
        Fact("crm.flagged", later + 400, {"step": 9, "channel": "all"}),
    ]

    crm = [span for span in spans(facts, still_open=()) if span.track == "CRM"]

    assert [(span.label, span.start_ms - later, span.end_ms) for span in crm] == [
        ("Waited its turn", 0, later + 30),
        ("Told the CRM of the opt-out", 30, later + 400),
    ]


def test_two_crms_at_once_do_not_take_each_others_success() -> None:
    other = CRM | {"step": 3}
    facts = [
        Fact("step.started", 10, CRM),
        Fact("step.started", 12, other),
        Fact("crm.written", 300, {"step": 3}),
        Fact("crm.written", 900, {"step": 2}),
    ]

    writes = [span for span in spans(facts, still_open=()) if span.label == "Wrote to the CRM"]

    assert [(span.key, span.end_ms) for span in writes] == [("2", 900), ("3", 300)]


@pytest.mark.parametrize(
    ("kind", "ending", "has_failed"),
    [("call.busy", "busy", False), ("call.no_answer", "no answer", False), ("call.failed", "failed", True)],
)
def test_the_last_part_of_a_call_says_how_it_ended(kind: str, ending: str, has_failed: bool) -> None:
    facts = [*ONE_CALL[:6], Fact(kind, 20_000, {"call": "c1"})]

    last = spans(facts, still_open=())[-1]

    assert (last.label, last.end_ms, last.ending, last.has_failed) == ("Phone rang", 20_000, ending, has_failed)


def test_only_what_is_under_way_grows() -> None:
    ringing = ONE_CALL[:6]

    assert spans(ringing, still_open={"c1"})[-1].end_ms is None
    assert spans(ringing, still_open=())[-1].end_ms == 2_941


def test_a_carriers_clock_that_runs_behind_turns_no_bar_around() -> None:
    facts = [*ONE_CALL[:4], Fact("call.ringing", 40, {"call": "c1"}), Fact("call.busy", 30, {"call": "c1"})]

    assert all(span.end_ms is not None and span.end_ms >= span.start_ms for span in spans(facts, still_open=()))


@pytest.mark.parametrize(
    ("view", "ms", "percent"),
    [
        (View.FIRST, 0, 0),
        (View.FIRST, 5_000, 50),
        (View.FIRST, 94_000, 100),
        (View.WHOLE, 23_500, 25),
        (View.LOG, 0, 0),
        (View.LOG, 94_000, 100),
        (View.LOG, 305.6, 50),
        (View.LOG, -3, 0),
    ],
)
def test_an_instant_has_its_place_on_the_axis(view: View, ms: float, percent: float) -> None:
    assert scale(view, total_ms=94_000).at(ms) == pytest.approx(percent, abs=0.01)


@pytest.mark.parametrize(
    ("view", "total_ms", "labels"),
    [
        (View.FIRST, 94_000, ["0", "2 s", "4 s", "6 s", "8 s", "10 s"]),
        (View.WHOLE, 94_000, ["0", "20 s", "40 s", "1 min", "1 min 20 s"]),
        (View.WHOLE, 0, ["0", "2 ms", "4 ms", "6 ms", "8 ms", "10 ms"]),
        (View.LOG, 94_000, ["1 ms", "10 ms", "100 ms", "1 s", "10 s"]),
    ],
)
def test_the_axis_has_few_round_ticks(view: View, total_ms: float, labels: list[str]) -> None:
    assert [tick.label for tick in scale(view, total_ms=total_ms).ticks()] == labels


def test_a_month_of_follow_ups_still_has_few_ticks() -> None:
    assert len(scale(View.WHOLE, total_ms=31 * 86_400_000).ticks()) <= 7


def test_bars_are_drawn_in_percent_and_named_in_milliseconds() -> None:
    carrier = chart.draw(spans(ONE_CALL, still_open=()), view=View.FIRST, now_ms=0).bars[3]

    assert (carrier.x, carrier.width) == ("0.710%", "28.700%")
    assert carrier.name == "Call: Carrier rang the phone, 2,870 ms, from 71 ms to 2,941 ms"


def test_what_lies_beyond_the_zoom_is_marked() -> None:
    facts = [*ONE_CALL, Fact("sms.requested", 95_000, {"message": "m"}), Fact("sms.sent", 96_000, {"message": "m"})]

    bars = {bar.label: bar for bar in chart.draw(spans(facts, still_open=()), view=View.FIRST, now_ms=0).bars}

    assert bars["Talked"].is_cut
    assert bars["Carrier took the text"].is_later
    assert not bars["Phone rang"].is_cut


def test_an_open_bar_reaches_to_now_and_ends_the_whole_view() -> None:
    drawn = chart.draw(spans(ONE_CALL[:6], still_open={"c1"}), view=View.WHOLE, now_ms=4_000)

    assert drawn.bars[-1].lasts == "1.06 s"
    assert drawn.total == "4.00 s"
    assert "so far" in drawn.bars[-1].name


def test_an_instant_is_still_seen() -> None:
    blocked = chart.draw(spans([Fact("gate.blocked", 24)], still_open=()), view=View.WHOLE, now_ms=0).bars[0]

    assert float(blocked.width.rstrip("%")) > 0


def test_time_to_ring_is_split_between_us_and_the_carrier() -> None:
    found = speed.of(ONE_CALL)

    assert found == speed.Speed(ring_ms=2_941, ours_ms=71)
    assert found.carrier_ms == 2_870


def test_nothing_rang_is_no_speed() -> None:
    assert speed.of(ONE_CALL[:5]) is None


@pytest.mark.parametrize(("ms", "verdict"), [(5_000, "good"), (5_001, "fair"), (60_000, "fair"), (60_001, "slow")])
def test_the_target_judges(ms: float, verdict: str) -> None:
    assert speed.verdict(ms) == verdict


def test_a_request_that_the_carrier_refused_is_not_taken_for_the_one_that_rang() -> None:
    facts = [
        Fact("step.started", 20, CALL),
        Fact("call.requested", 71, {"call": "c1"}),
        Fact("step.retried", 171, CALL),
        Fact("step.started", 1_000, CALL),
        Fact("call.requested", 1_050, {"call": "c1"}),
        Fact("call.ringing", 4_000, {"call": "c1"}),
    ]

    carriers = [span for span in spans(facts, still_open={"c1"}) if span.owner == "carrier"]

    assert [(span.label, span.start_ms, span.end_ms, span.has_failed) for span in carriers] == [
        ("Asked the carrier", 71, 171, True),
        ("Carrier rang the phone", 1_050, 4_000, False),
    ]


def test_the_pause_before_the_next_try_grows_until_there_is_none() -> None:
    facts = [Fact("step.started", 10, CRM), Fact("step.retried", 400, CRM)]

    assert spans(facts, still_open={pause("2")})[-1].label == "Paused before the next try"
    assert spans(facts, still_open=())[-1].label == "Wrote to the CRM"


EMAIL = {"step": 3, "step_kind": "email", "claimed_from": "ready"}


def emails(*facts: Fact, still_open: tuple[str, ...] = ()) -> list[tuple[str, float, float | None, str]]:
    found = spans([Fact("lead.committed", 8), *facts], still_open=still_open)
    return [(span.label, span.start_ms, span.end_ms, span.ending) for span in found if span.track == "E-mail"]


def test_an_e_mail_lasts_until_the_server_has_it() -> None:
    sent = (
        Fact("step.started", 20, EMAIL),
        Fact("email.requested", 25, {"step": 3}),
        Fact("email.sent", 90, {"step": 3}),
    )

    assert emails(*sent)[1:] == [
        ("Prepared the e-mail", 20, 25, ""),
        ("Mail server took the e-mail", 25, 90, ""),
    ]


def test_an_e_mail_that_nobody_knows_of_is_told_as_such() -> None:
    told = (
        Fact("step.started", 20, EMAIL),
        Fact("email.requested", 25, {"step": 3}),
        Fact("step.unknown", 8_000, EMAIL),
        Fact("step.skipped", 8_050, EMAIL),
    )

    assert ("Asked the mail server", 25, 8_000, "unclear") in emails(*told, still_open=("3",))
    assert not any(end is None for _, _, end, _ in emails(*told, still_open=("3",)))


def test_an_e_mail_that_is_being_handed_over_grows() -> None:
    begun = Fact("step.started", 20, EMAIL), Fact("email.requested", 25, {"step": 3})

    assert emails(*begun, still_open=("3",))[-1] == ("Mail server took the e-mail", 25, None, "")
