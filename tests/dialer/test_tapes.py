"""What the dialer records: who is on which side, what a crash or a full disk leaves, and who may hear and delete it."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from apps.integrations.wire.dialer import Deed, Lack, Order, Seat, Standing
from apps.sandbox.nursery import Nursery
from apps.sandbox.rig import wait_until

from .exchange import LOOPBACK, Exchange
from .handset import Handset
from .office import Office
from .process import Dialer, order, trunk
from .taped import fetched, read, running
from .test_rooms import LEAD_HERTZ, REP_HERTZ, THIRD_HERTZ, WAITING_HERTZ, Scene, scene

pytestmark = pytest.mark.long

__all__ = ["scene"]


@dataclass(frozen=True)
class Talk:
    """A lead and a rep who hear each other; the lead's call has this id."""

    id: str
    token: str
    lead: Handset
    rep: Handset


@contextmanager
def talk(
    dialer: Dialer, exchange: Exchange, office: Office, number: str, *before: Deed, **traits: object
) -> Iterator[Talk]:
    """What is `before` is done first; the traits are the bridge's own, which is recorded unless they say else."""
    rep_number = f"{number[:-4]}7{number[-3:]}"
    with Handset(LEAD_HERTZ) as lead, Handset(REP_HERTZ) as rep:
        exchange.numbers |= {number: lead.manner, rep_number: rep.manner}
        asked = order(office, trunk(exchange.port), to=number)
        wanted = {"do": "bridge", "to": rep_number, "record_url": f"{office.url}/{asked.token}/recording"} | traits
        office.does(f"/{asked.token}/answer", *before, Deed.model_validate(wanted))
        placed = dialer.place(asked)
        assert lead.hears(REP_HERTZ)
        assert rep.hears(LEAD_HERTZ)
        yield Talk(placed.id, asked.token, lead, rep)


@pytest.fixture
def own(tmp_path: Path, nursery: Nursery, exchange: Exchange, office: Office) -> Iterator[Dialer]:
    """One that may be killed, and that ends before the office closes."""
    dialer = Dialer(tmp_path, nursery, trusted=(f"sip://{LOOPBACK}:{exchange.port}",))
    dialer.start()
    yield dialer
    dialer.end()


def hang_up(dialer: Dialer, call_id: str) -> None:
    assert dialer.ask("DELETE", f"/calls/{call_id}").status_code == 204


def test_a_bridge_is_recorded_the_lead_left_and_the_rep_right(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    with talk(dialer, exchange, office, number) as talked:
        running(dialer, talked.id, seconds=2)
        hang_up(dialer, talked.id)
        told = office.tape(talked.id)

    heard = fetched(dialer, told.tape_id)
    assert (told.is_there, told.lack, told.seconds) == (True, None, round(heard.seconds))
    assert heard.share(heard.left, LEAD_HERTZ) > 0.9
    assert heard.share(heard.right, REP_HERTZ) > 0.9


def test_nobody_is_recorded_unasked(dialer: Dialer, exchange: Exchange, office: Office, number: str) -> None:
    before = set(dialer.tapes.glob("*"))
    with talk(dialer, exchange, office, number, record_url="") as talked:
        beside = set(dialer.tapes.glob("*"))
        hang_up(dialer, talked.id)
        office.last(talked.token)

    assert beside <= before


def test_only_who_knows_the_secret_hears_it_and_it_is_for_its_owner_alone(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    with talk(dialer, exchange, office, number) as talked:
        path = running(dialer, talked.id, seconds=0.5)
        while_it_runs = [dialer.ask(method, f"/tapes/{path.stem}").status_code for method in ("GET", "DELETE")]
        mode = stat.S_IMODE(path.stat().st_mode)
        hang_up(dialer, talked.id)
        office.tape(talked.id)

    assert while_it_runs == [404, 404]
    assert mode == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not office.unsigned


def test_what_is_deleted_is_gone(dialer: Dialer, exchange: Exchange, office: Office, number: str) -> None:
    with talk(dialer, exchange, office, number) as talked:
        path = running(dialer, talked.id, seconds=0.5)
        hang_up(dialer, talked.id)
        told = office.tape(talked.id)

    answers = [dialer.ask("DELETE", f"/tapes/{told.tape_id}").status_code for _ in range(2)]

    assert answers == [204, 404]
    assert dialer.ask("GET", f"/tapes/{told.tape_id}").status_code == 404
    assert not path.exists()


def test_while_leadhub_is_away_it_is_told_again_and_loses_nothing(
    own: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    with talk(own, exchange, office, number) as talked:
        path = running(own, talked.id, seconds=1)
        office.status = 503
        hang_up(own, talked.id)
        wait_until(lambda: len(office.tapes) > 1, seconds=15)
    own.kill()
    office.tapes.clear()
    office.status = 0
    own.start()

    told = office.tape(talked.id)

    assert (told.is_there, told.lack) == (True, None)
    wait_until(lambda: not path.with_suffix(".json").exists(), seconds=10)
    assert fetched(own, told.tape_id).seconds > 1


def test_a_crash_leaves_a_recording_that_plays_and_the_next_dialer_tells_of_it(
    own: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    with talk(own, exchange, office, number) as talked:
        path = running(own, talked.id, seconds=2)
        own.kill()
    left = read(path.read_bytes())

    own.start()
    told = office.tape(talked.id)

    heard = fetched(own, told.tape_id)
    assert left.seconds >= 1
    assert left.share(left.left, LEAD_HERTZ) > 0.9
    assert (told.is_there, told.lack) == (True, Lack.DIALER_STOPPED)
    assert heard.seconds >= left.seconds


def test_stopped_in_good_order_it_keeps_what_was_said(
    own: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    with talk(own, exchange, office, number) as talked:
        path = running(own, talked.id, seconds=1)
        own.end()
    own.start()

    told = office.tape(talked.id)

    assert (told.is_there, told.lack) == (True, None)
    assert read(path.read_bytes()).seconds > 1


def test_a_full_disk_is_named_and_the_talk_goes_on(
    own: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    assert own.process is not None
    assert own.process.process is not None
    # Two seconds of a recording, and any number of the journal's lines.
    own.process.process.rlimit(psutil.RLIMIT_FSIZE, (70_000, psutil.RLIM_INFINITY))
    with talk(own, exchange, office, number) as talked:
        wait_until(lambda: "dialer.tape_failed" in own.log, seconds=15)
        talked.lead.heard.clear()
        goes_on = talked.lead.hears(REP_HERTZ)
        hang_up(own, talked.id)
        told = office.tape(talked.id)

    assert goes_on
    assert (told.is_there, told.lack) == (True, Lack.DISK_FULL)
    assert fetched(own, told.tape_id).seconds >= 1


def test_a_folder_that_nobody_may_write_in_leaves_the_talk_alone_and_is_told(
    own: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    own.tapes.write_text("no folder")
    with talk(own, exchange, office, number) as talked:
        hang_up(own, talked.id)
        told = office.tape(talked.id)

    assert (told.is_there, told.seconds, told.lack) == (False, 0, Lack.DISK_FAILED)


@pytest.mark.parametrize(("once_told", "is_there"), [(True, False), (False, True)])
def test_who_would_have_to_be_told_and_can_not_be_is_not_recorded(
    dialer: Dialer, exchange: Exchange, office: Office, number: str, once_told: bool, is_there: bool
) -> None:
    """There is no voice process here."""
    said = Deed(do="say", text="This call is recorded.")
    with talk(dialer, exchange, office, number, said, once_told=once_told) as talked:
        hang_up(dialer, talked.id)
        told = office.tape(talked.id)

    assert (told.is_there, told.lack) == (is_there, None if is_there else Lack.UNSAID)


def test_a_rep_who_could_not_be_told_is_not_recorded_in_a_room_either(scene: Scene) -> None:
    _, _, placed = _recorded_lead(scene, once_told=True)
    rep, number = scene.phone(REP_HERTZ)
    asked = scene.order(number)
    scene.office.does(f"/{asked.token}/answer", Deed(do="say", text="This call is recorded."), _room(scene, "rep"))

    scene.dialer.place(asked)

    told = scene.office.tape(placed.id)
    assert (told.is_there, told.lack) == (False, Lack.UNSAID)
    assert rep.hears(LEAD_HERTZ)


def test_in_a_room_the_lead_is_left_and_everybody_else_right(scene: Scene) -> None:
    _, _, placed = _recorded_lead(scene)
    rep, _ = scene.come_in("rep", REP_HERTZ)
    third, _ = scene.come_in("third", THIRD_HERTZ)
    assert rep.hears(THIRD_HERTZ)
    assert third.hears(LEAD_HERTZ)
    path = running(scene.dialer, placed.id, seconds=0.1)
    running(scene.dialer, placed.id, seconds=path.stat().st_size / 32_000 + 4)
    hang_up(scene.dialer, placed.id)

    told = scene.office.tape(placed.id)

    heard = fetched(scene.dialer, told.tape_id)
    assert heard.share(heard.left, LEAD_HERTZ) > 0.9
    assert heard.share(heard.right, REP_HERTZ) > 0.2
    assert heard.share(heard.right, THIRD_HERTZ) > 0.2
    assert heard.share(heard.right, LEAD_HERTZ) < 0.05


def test_while_the_lead_is_held_nothing_of_either_side_is_recorded(scene: Scene) -> None:
    _, _, placed = _recorded_lead(scene)
    rep, _ = scene.come_in("rep", REP_HERTZ)
    third, _ = scene.come_in("third", THIRD_HERTZ)
    assert rep.hears(LEAD_HERTZ)
    assert scene.change("lead", is_held=True) == 204
    assert rep.hears_not(LEAD_HERTZ)
    assert third.hears(REP_HERTZ)
    path = running(scene.dialer, placed.id, seconds=0.1)
    running(scene.dialer, placed.id, seconds=path.stat().st_size / 32_000 + 2)
    assert scene.change("lead", is_held=False) == 204
    assert rep.hears(LEAD_HERTZ)
    hang_up(scene.dialer, placed.id)

    told = scene.office.tape(placed.id)

    assert fetched(scene.dialer, told.tape_id).silence_on_both() > 1


def test_who_waits_alone_is_not_recorded(scene: Scene) -> None:
    before = set(scene.dialer.tapes.glob("*"))
    lead, asked, placed = _recorded_lead(scene)
    assert lead.hears(WAITING_HERTZ)

    beside = set(scene.dialer.tapes.glob("*"))

    hang_up(scene.dialer, placed.id)
    scene.office.last(asked.token)
    assert beside <= before


def _room(scene: Scene, label: str) -> Deed:
    return Deed(do="room", seat=scene.seat(label))


def _recorded_lead(scene: Scene, **traits: object) -> tuple[Handset, Order, Standing]:
    """In the room, and recorded from when somebody else is there."""
    lead, number = scene.phone(LEAD_HERTZ)
    record_url = f"{scene.office.url}/{scene.room}/recording"
    seat = Seat(**scene.seat("lead", ends_room=True).model_dump() | {"record_url": record_url} | traits)
    asked = scene.order(number, seat=seat)
    placed = scene.dialer.place(asked)
    wait_until(lambda: ("joined", "lead") in scene.news(), seconds=10)
    return lead, asked, placed
