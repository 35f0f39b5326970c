"""The dialer dies or is stopped with calls in the air: each is known to have ended, and none is placed twice."""

import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from apps.dialer.stack import MOST_AGENTS
from apps.integrations.wire.dialer import Outcome, Trunk
from apps.sandbox.nursery import Nursery

from .exchange import LOOPBACK, RINGS, Exchange, refuses
from .office import Office
from .process import Dialer, order, trunk

pytestmark = pytest.mark.long

NUMBERS = [f"+1303555{nth:04}" for nth in range(20)]


@pytest.fixture
def own(tmp_path: Path, nursery: Nursery, exchange: Exchange, office: Office) -> Iterator[Dialer]:
    """One that may be killed, and that ends before the office closes."""
    for number in NUMBERS:
        exchange.numbers[number] = RINGS
    dialer = Dialer(tmp_path, nursery, trusted=(f"sip://{LOOPBACK}:{exchange.port}",))
    dialer.start()
    yield dialer
    dialer.end()


def test_killed_while_twenty_phones_ring(own: Dialer, exchange: Exchange, office: Office) -> None:
    orders = [order(office, trunk(exchange.port), to=number, ring_seconds=60) for number in NUMBERS]
    before = {number: len(exchange.calls(number)) for number in NUMBERS}
    placed = [own.place(each) for each in orders]
    for number in NUMBERS:
        exchange.called(number)

    own.kill()
    own.start()
    ends = [office.last(each.token) for each in orders]
    again = [own.place(each) for each in orders]

    assert {(end.status, end.outcome) for end in ends} == {("failed", Outcome.DIALER_STOPPED)}
    assert [end.id for end in ends] == [each.id for each in placed] == [each.id for each in again]
    assert [own.known(each.token)[0].outcome for each in orders] == [Outcome.DIALER_STOPPED] * 20
    assert {number: len(exchange.calls(number)) - before[number] for number in NUMBERS} == dict.fromkeys(NUMBERS, 1)


def test_killed_before_leadhub_could_be_told(own: Dialer, exchange: Exchange, office: Office) -> None:
    asked = order(office, trunk(exchange.port), to=NUMBERS[0], ring_seconds=1)
    office.status = 503
    own.place(asked)
    office.last(asked.token)

    own.kill()
    office.told.clear()
    office.status = 0
    own.start()

    assert office.last(asked.token).outcome is Outcome.NO_ANSWER


def test_what_leadhub_has_heard_is_not_told_anew(own: Dialer, exchange: Exchange, office: Office) -> None:
    first = order(office, trunk(exchange.port), to=NUMBERS[0], ring_seconds=1)
    own.place(first)
    office.last(first.token)
    untold = order(office, trunk(exchange.port), to=NUMBERS[1], ring_seconds=60)
    own.place(untold)

    own.kill()
    office.told.clear()
    own.start()
    office.last(untold.token)

    assert office.statuses(first.token) == []


def test_the_same_order_twice_is_one_call(own: Dialer, exchange: Exchange, office: Office) -> None:
    asked = order(office, trunk(exchange.port), to=NUMBERS[2], ring_seconds=2)
    before = len(exchange.calls(NUMBERS[2]))

    first, second = own.place(asked), own.place(asked)

    office.last(asked.token)
    assert first.id == second.id
    assert len(exchange.calls(NUMBERS[2])) - before == 1


def test_stopped_in_good_order_it_hangs_up_and_tells(
    own: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    exchange.numbers[number] = RINGS
    asked = order(office, trunk(exchange.port), to=number, ring_seconds=60)
    own.place(asked)
    call_id = exchange.called(number).call_id

    own.end()

    assert office.last(asked.token).status == "canceled"
    assert "CANCEL" in exchange.until(call_id, "CANCEL")


def test_the_journal_is_for_its_owner_alone(own: Dialer, exchange: Exchange, office: Office) -> None:
    own.place(order(office, trunk(exchange.port), to=NUMBERS[4], ring_seconds=1))

    assert stat.S_IMODE(own.journal.stat().st_mode) == 0o600


def test_a_second_dialer_does_not_touch_the_journal(own: Dialer) -> None:
    second = Dialer(own.directory, own.nursery)

    with pytest.raises(AssertionError, match="another dialer writes this journal"):
        second.start()


def test_more_orders_than_it_may_carry_are_refused_for_now(
    tmp_path: Path, nursery: Nursery, exchange: Exchange, office: Office
) -> None:
    small = Dialer(tmp_path, nursery, trusted=(f"sip://{LOOPBACK}:{exchange.port}",), options=("--calls", "1"))
    small.start()
    exchange.numbers[NUMBERS[5]] = RINGS
    small.place(order(office, trunk(exchange.port), to=NUMBERS[5], ring_seconds=60))

    answer = small.ask("POST", "/calls", data=order(office, trunk(exchange.port)).model_dump_json())

    small.end()
    assert (answer.status_code, answer.json()["error"], answer.headers["Retry-After"]) == (429, "full", "2")


def test_without_its_journal_it_places_nothing(own: Dialer, exchange: Exchange, office: Office, number: str) -> None:
    exchange.numbers[number] = RINGS
    assert own.process is not None
    assert own.process.process is not None
    written = own.journal.stat().st_size
    own.process.process.rlimit(psutil.RLIMIT_FSIZE, (written, psutil.RLIM_INFINITY))

    full = own.ask("POST", "/calls", data=order(office, trunk(exchange.port), to=number).model_dump_json())
    own.process.process.rlimit(psutil.RLIMIT_FSIZE, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))
    placed = own.place(order(office, trunk(exchange.port), to=number, ring_seconds=1))

    assert (full.status_code, full.json()["error"]) == (429, "no_journal")
    assert exchange.called(number).number == number
    assert len(exchange.calls(number)) == 1
    assert placed.status == "queued"


def test_a_worn_dialer_makes_room_for_a_fresh_one(own: Dialer, exchange: Exchange, office: Office, number: str) -> None:
    exchange.numbers[number] = refuses(486, after=0.0)

    _wear(own, office, trunk(exchange.port), number)

    assert own.process is not None
    own.process.wait(timeout=15)
    assert "dialer.worn" in own.log


def test_a_worn_dialer_makes_room_though_somebody_always_talks(
    tmp_path: Path, nursery: Nursery, exchange: Exchange, office: Office, number: str
) -> None:
    busy = Dialer(tmp_path, nursery, (f"sip://{LOOPBACK}:{exchange.port}",), options=("--worn-seconds", "0"))
    busy.start()
    exchange.numbers[NUMBERS[6]], exchange.numbers[number] = RINGS, refuses(486, after=0.0)
    ringing = order(office, trunk(exchange.port), to=NUMBERS[6], caller_id="+14155550000", ring_seconds=120)
    busy.place(ringing)
    _wear(busy, office, trunk(exchange.port), number)

    answer = busy.ask("POST", "/calls", data=order(office, trunk(exchange.port)).model_dump_json())

    assert (answer.status_code, answer.json()["error"]) == (429, "worn")
    assert office.last(ringing.token).status == "canceled"
    assert busy.process is not None
    busy.process.wait(timeout=15)
    assert "dialer.worn" in busy.log


def _wear(dialer: Dialer, office: Office, at: Trunk, number: str) -> None:
    """Call by as many caller IDs as it has room for, from +14155550000."""
    orders = [order(office, at, to=number, caller_id=f"+1415555{nth:04}") for nth in range(MOST_AGENTS)]
    for each in orders:
        dialer.place(each)
    for each in orders:
        office.last(each.token)
