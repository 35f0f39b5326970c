"""The benchmark's arithmetic: a wrong percentile would praise a slow product."""

import math

import orjson
import phonenumbers
import pytest

from bench import figures, leads, report
from bench.figures import Budget
from bench.ingest import Tally
from bench.parts import USUAL, Found
from bench.wire import Reply, reply_in

GOOD = {
    "pgbench.two_inserts.rate": 6_000.0,
    "ingest.alone.rate": 1_500.0,
    "ingest.alone.half.p50_ms": 2.0,
    "ingest.alone.half.p99_ms": 9.0,
    "chain.rate": 280.0,
    "chain.p50_ms": 210.0,
    "chain.p99_ms": 220.0,
}


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)],
)
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: int) -> None:
    assert figures.percentile(range(100, 0, -1), share) == expected


def test_the_percentile_of_nothing_is_no_number() -> None:
    assert math.isnan(figures.percentile([], 0.5))


def test_percentiles_are_told_in_milliseconds() -> None:
    assert figures.percentiles("ack", [0.001, 0.002, 0.003]) == {"ack.p50_ms": 2.0, "ack.p99_ms": 3.0}


def test_a_rate_counts_what_finished_in_the_window_only() -> None:
    finished_at = [9.9, 10.0, 11.0, 13.999, 14.0, 20.0]

    assert figures.rate(finished_at, after=10.0, until=14.0) == 0.75


def test_a_floor_holds_from_its_limit_up_and_a_ceiling_up_to_its_limit() -> None:
    floor = Budget("at least", 0.2, "x", lambda _: 0.0, is_floor=True)
    ceiling = Budget("at most", 50, "ms", lambda _: 0.0)

    assert [floor.holds(value) for value in (0.19, 0.2, 0.3)] == [False, True, True]
    assert [ceiling.holds(value) for value in (49, 50, 51)] == [True, True, False]


def test_no_budget_holds_for_a_figure_that_could_not_be_had() -> None:
    found = figures.verdicts(GOOD | {"ingest.alone.half.p99_ms": math.nan, "doorbell.p99_ms": math.nan})

    assert not any(verdict.holds for verdict in found if math.isnan(verdict.value))


def test_only_what_was_measured_is_judged() -> None:
    judged = {verdict.budget.says: round(verdict.value, 4) for verdict in figures.verdicts(GOOD)}

    assert judged == {
        "leads a second ÷ pgbench's commits, web alone": 0.25,
        "leads a second ÷ the chain's": 5.3571,
        "ack p50 ÷ the chain's": 0.0095,
        "ack p50 at half of saturation, web alone": 2.0,
        "ack p99 at half of saturation, web alone": 9.0,
    }


def test_the_table_marks_what_holds_and_what_does_not() -> None:
    table = report.table(Found(GOOD | {"doorbell.p99_ms": 12.0}, Tally(sent=1_000, failed=2, lost=1)))

    assert "✓ leads a second ÷ the chain's" in table
    assert "✗ doorbell: commit → claim p99, idle" in table
    assert "1,000 leads sent, 2 not acknowledged, 1 lost" in table


def test_the_file_has_null_for_a_figure_that_could_not_be_had() -> None:
    told = orjson.loads(report.as_json(Found({"doorbell.p99_ms": math.nan})))

    assert told["figures"]["doorbell.p99_ms"] is None


@pytest.mark.parametrize("number", [0, 1, 199_999, 3_999_999])
def test_each_lead_has_a_number_that_can_be_dialled_and_one_length(number: int) -> None:
    form = orjson.loads(leads.body(number))
    phone = phonenumbers.parse(form["phone"], "US")

    assert phonenumbers.is_valid_number(phone)
    assert phonenumbers.format_number(phone, phonenumbers.PhoneNumberFormat.E164) == leads.phone(number)
    assert len(leads.body(number)) == len(leads.body(0))


def test_two_leads_share_neither_number_nor_address() -> None:
    forms = [orjson.loads(leads.body(number)) for number in range(2_000)]

    assert len({form["phone"] for form in forms}) == len({form["email"] for form in forms}) == 2_000


@pytest.mark.parametrize(
    ("came", "reply"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", Reply(200, b"hi")),
        (b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n", Reply(503, b"")),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\n yo\r\n0\r\n\r\n",
            Reply(200, b"hi yo"),
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", None),
        (b"HTTP/1.1 200 OK\r\nConte", None),
    ],
)
def test_an_answer_is_read_when_it_is_whole(came: bytes, reply: Reply | None) -> None:
    assert reply_in(came) == reply


def test_a_usual_run_leaves_the_profile_out() -> None:
    assert USUAL == ["doorbell", "carrier", "phone", "ingest", "chain", "checks", "talk"]
