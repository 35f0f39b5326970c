"""Several trunks: the next one is tried while the one before surely has no call, and a dead one is known."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from apps.integrations.wire.dialer import Outcome
from apps.sandbox.nursery import Nursery

from .exchange import LOOPBACK, SILENT, Exchange, Manner, refuses
from .office import Office
from .process import Dialer, order, trunk

pytestmark = pytest.mark.long


@dataclass
class Pair:
    """Two trunks, and a dialer that knows neither."""

    dialer: Dialer
    first: Exchange
    second: Exchange


@contextmanager
def opened(directory: Path, nursery: Nursery) -> Iterator[Pair]:
    with Exchange() as first, Exchange() as second:
        dialer = Dialer(directory, nursery, trusted=tuple(f"sip://{LOOPBACK}:{each.port}" for each in (first, second)))
        dialer.start()
        yield Pair(dialer, first, second)
        dialer.end()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> Iterator[Pair]:
    """For tests whose trunks stay alive."""
    with opened(tmp_path_factory.mktemp("pair"), nursery) as pair:
        yield pair


@pytest.fixture
def fresh(tmp_path: Path, nursery: Nursery) -> Iterator[Pair]:
    """For one test alone."""
    with opened(tmp_path, nursery) as pair:
        yield pair


@pytest.mark.parametrize("status", [403, 503])
def test_a_trunk_that_refuses_at_once_leaves_the_call_to_the_next(
    pair: Pair, office: Office, number: str, status: int
) -> None:
    pair.first.numbers[number] = refuses(status, first=())
    asked = order(office, trunk(pair.first.port), trunk(pair.second.port), to=number)
    office.does(f"/{asked.token}/answer")

    pair.dialer.place(asked)

    assert office.last(asked.token).outcome is Outcome.TALKED
    assert [len(each.calls(number)) for each in (pair.first, pair.second)] == [1, 1]


@pytest.mark.parametrize("status", [403, 503])
def test_once_a_trunk_has_said_100_no_other_is_tried(pair: Pair, office: Office, number: str, status: int) -> None:
    pair.first.numbers[number] = refuses(status, after=0.0)
    asked = order(office, trunk(pair.first.port), trunk(pair.second.port), to=number)

    pair.dialer.place(asked)

    assert office.last(asked.token).sip_status == status
    assert pair.second.calls(number) == []


@pytest.mark.parametrize("status", [404, 486, 603, 608])
def test_what_the_person_says_is_said_for_all_trunks(pair: Pair, office: Office, number: str, status: int) -> None:
    pair.first.numbers[number] = refuses(status, first=())
    asked = order(office, trunk(pair.first.port), trunk(pair.second.port), to=number)

    pair.dialer.place(asked)

    assert office.last(asked.token).sip_status == status
    assert pair.second.calls(number) == []


def test_a_silent_trunk_is_given_up_after_two_seconds(pair: Pair, office: Office, number: str) -> None:
    pair.first.numbers[number] = SILENT
    asked = order(office, trunk(pair.first.port), trunk(pair.second.port), to=number, ring_seconds=10)
    office.does(f"/{asked.token}/answer")

    pair.dialer.place(asked)

    assert office.last(asked.token).outcome is Outcome.TALKED
    waited = pair.second.called(number).at - pair.first.called(number).at
    assert 1.9 < waited < 3.5


def test_a_trunk_that_wakes_up_too_late_is_cancelled(pair: Pair, office: Office, number: str) -> None:
    pair.first.numbers[number] = Manner([(2.6, 100, "Trying"), (2.7, 180, "Ringing")])
    asked = order(office, trunk(pair.first.port), trunk(pair.second.port), to=number, ring_seconds=10)
    office.does(f"/{asked.token}/answer")

    pair.dialer.place(asked)

    assert office.last(asked.token).outcome is Outcome.TALKED
    late = pair.first.called(number).call_id
    assert "CANCEL" in pair.first.until(late, "CANCEL")


def test_one_silent_trunk_alone_rings_in_vain_and_says_so(fresh: Pair, office: Office, number: str) -> None:
    fresh.first.numbers[number] = SILENT
    asked = order(office, trunk(fresh.first.port), to=number, ring_seconds=1)

    fresh.dialer.place(asked)

    last = office.last(asked.token)
    assert (last.status, last.outcome) == ("failed", Outcome.TRUNK_SILENT)


def test_a_trunk_that_stops_answering_is_known_before_the_next_lead(fresh: Pair, office: Office, number: str) -> None:
    alone = order(office, trunk(fresh.first.port), to=number)
    office.does(f"/{alone.token}/answer")
    fresh.dialer.place(alone)
    office.last(alone.token)

    fresh.first.options = None
    _until_down(fresh)
    refused = fresh.dialer.ask("POST", "/calls", data=order(office, trunk(fresh.first.port)).model_dump_json())
    both = order(office, trunk(fresh.first.port), trunk(fresh.second.port), to=number)
    office.does(f"/{both.token}/answer")
    began = time.monotonic()
    fresh.dialer.place(both)

    assert (refused.status_code, refused.json()["error"]) == (429, "trunks_down")
    assert office.last(both.token).outcome is Outcome.TALKED
    assert fresh.second.called(number).at - began < 1
    assert len(fresh.first.calls(number)) == 1


def _until_down(pair: Pair) -> None:
    """Twice in vain."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        standings = pair.dialer.ask("GET", "/trunks").json()["trunks"]
        if any(each["is_down"] for each in standings):
            return
        time.sleep(0.2)
    raise AssertionError("the trunk is not known to be down")


def test_an_address_in_somebodys_own_network_is_not_called(pair: Pair, office: Office) -> None:
    asked = order(office, trunk(pair.first.port).model_copy(update={"host": "10.0.0.7"}))

    answer = pair.dialer.ask("POST", "/calls", data=asked.model_dump_json())

    assert (answer.status_code, answer.json()["error"]) == (422, "not_public")
