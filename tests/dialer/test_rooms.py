"""Conference rooms: who hears whom, who waits, who is called away, and what LeadHub is told of it."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from apps.integrations.wire.dialer import Deed, Order, Outcome, Seat
from apps.sandbox.rig import wait_until

from .exchange import RINGS, Exchange
from .handset import Handset
from .office import Office
from .process import Dialer, order, trunk
from .voice import Voice

pytestmark = pytest.mark.long

LEAD_HERTZ, REP_HERTZ, THIRD_HERTZ, WAITING_HERTZ = 700, 1_100, 1_500, 440


@dataclass
class Scene:
    """A room, and people who are called for it."""

    dialer: Dialer
    exchange: Exchange
    office: Office
    number: str
    phones: ExitStack
    called: int = 0

    @property
    def room(self) -> str:
        return f"room-{self.number[1:]}"

    def seat(self, label: str, *, ends_room: bool = False) -> Seat:
        news_url = f"{self.office.url}/{self.room}/news"
        return Seat(room=self.room, label=label, news_url=news_url, ends_room=ends_room)

    def phone(self, hertz: int) -> tuple[Handset, str]:
        """Another one, and its number."""
        self.called += 1
        handset = self.phones.enter_context(Handset(hertz))
        number = f"{self.number[:-5]}{self.called}{self.number[-4:]}"
        self.exchange.numbers[number] = handset.manner
        return handset, number

    def order(self, number: str, **more: Any) -> Order:
        return order(self.office, trunk(self.exchange.port), to=number, **more)

    def come_in(self, label: str, hertz: int, *, ends_room: bool = False) -> tuple[Handset, Order]:
        """Called straight into the room, and there."""
        handset, number = self.phone(hertz)
        asked = self.order(number, seat=self.seat(label, ends_room=ends_room))
        self.dialer.place(asked)
        wait_until(lambda: ("joined", label) in self.news(), seconds=10)
        return handset, asked

    def news(self) -> list[tuple[str, str]]:
        """What was told of the room, in its order."""
        return [(told.event, told.label) for told in self.office.rooms if told.room == self.room]

    def change(self, label: str, **change: object) -> int:
        return self.dialer.ask("PATCH", f"/rooms/{self.room}/{label}", json=change).status_code

    def send_elsewhere(self, asked: Order, path: str) -> int:
        [standing] = self.dialer.known(asked.token)
        return self.dialer.ask("POST", f"/calls/{standing.id}/way", json={"url": self.office.url + path}).status_code


@pytest.fixture
def scene(dialer: Dialer, exchange: Exchange, office: Office, number: str) -> Iterator[Scene]:
    with ExitStack() as phones:
        made = Scene(dialer, exchange, office, number, phones)
        yield made
        for told in office.told:
            dialer.ask("DELETE", f"/calls/{told.standing.id}")


def test_two_in_a_room_hear_each_other_and_not_themselves(scene: Scene) -> None:
    lead, _ = scene.come_in("lead", LEAD_HERTZ)
    rep, _ = scene.come_in("rep", REP_HERTZ)

    assert lead.hears(REP_HERTZ)
    assert rep.hears(LEAD_HERTZ)
    assert lead.hears_not(LEAD_HERTZ)
    assert scene.news() == [("joined", "lead"), ("joined", "rep")]


def test_of_three_each_hears_both_others(scene: Scene) -> None:
    lead, _ = scene.come_in("lead", LEAD_HERTZ)
    rep, _ = scene.come_in("rep", REP_HERTZ)
    third, _ = scene.come_in("third", THIRD_HERTZ)

    assert lead.hears(REP_HERTZ)
    assert lead.hears(THIRD_HERTZ)
    assert rep.hears(LEAD_HERTZ)
    assert rep.hears(THIRD_HERTZ)
    assert third.hears(LEAD_HERTZ)


def test_who_is_alone_is_not_left_without_a_sound(scene: Scene) -> None:
    lead, _ = scene.come_in("lead", LEAD_HERTZ)

    alone = lead.hears(WAITING_HERTZ)
    rep, _ = scene.come_in("rep", REP_HERTZ)

    assert alone
    assert rep.hears(LEAD_HERTZ)
    assert lead.hears_not(WAITING_HERTZ)


def test_who_is_held_waits_and_nobody_hears_them(scene: Scene) -> None:
    lead, _ = scene.come_in("lead", LEAD_HERTZ)
    rep, _ = scene.come_in("rep", REP_HERTZ)
    assert rep.hears(LEAD_HERTZ)

    assert scene.change("lead", is_held=True) == 204

    assert rep.hears_not(LEAD_HERTZ)
    assert lead.hears(WAITING_HERTZ)
    assert scene.change("lead", is_held=False) == 204
    assert rep.hears(LEAD_HERTZ)
    assert scene.news()[2:] == [("held", "lead"), ("resumed", "lead")]


def test_who_is_muted_hears_and_is_not_heard(scene: Scene) -> None:
    lead, _ = scene.come_in("lead", LEAD_HERTZ)
    rep, _ = scene.come_in("rep", REP_HERTZ)
    assert lead.hears(REP_HERTZ)

    assert scene.change("rep", is_muted=True) == scene.change("rep", is_muted=True) == 204

    assert lead.hears_not(REP_HERTZ)
    assert rep.hears(LEAD_HERTZ)
    assert scene.change("rep", is_muted=False) == 204
    assert lead.hears(REP_HERTZ)
    assert scene.news()[2:] == [("muted", "rep"), ("unmuted", "rep")]


def test_the_room_is_over_with_whoever_ends_it(scene: Scene) -> None:
    _, led = scene.come_in("lead", LEAD_HERTZ, ends_room=True)
    _, helped = scene.come_in("rep", REP_HERTZ)

    scene.dialer.ask("DELETE", f"/calls/{scene.dialer.known(led.token)[0].id}")

    assert scene.office.last(helped.token).outcome is Outcome.TALKED
    wait_until(lambda: scene.news()[-1] == ("over", ""), seconds=5)
    assert scene.news()[2:] == [("left", "lead"), ("left", "rep"), ("over", "")]
    assert scene.change("rep", is_held=True) == 404


def test_who_is_removed_leaves_and_the_others_stay(scene: Scene) -> None:
    scene.come_in("lead", LEAD_HERTZ)
    _, helped = scene.come_in("rep", REP_HERTZ)

    answer = scene.dialer.ask("DELETE", f"/rooms/{scene.room}/rep")

    assert answer.status_code == 204
    assert scene.office.last(helped.token).outcome is Outcome.TALKED
    assert scene.change("lead", is_muted=True) == 204


def test_a_label_is_called_once(scene: Scene) -> None:
    _, number = scene.phone(LEAD_HERTZ)
    scene.exchange.numbers[number] = RINGS
    first = scene.dialer.place(scene.order(number, seat=scene.seat("lead")))

    second = scene.dialer.place(scene.order(number, seat=scene.seat("lead")))

    assert first.id == second.id
    assert len(scene.exchange.calls(number)) == 1


def test_who_comes_straight_into_a_room_is_told_to_have_answered(scene: Scene) -> None:
    _, asked = scene.come_in("lead", LEAD_HERTZ)

    wait_until(lambda: "answered" in scene.office.statuses(asked.token), seconds=5)
    assert f"/{asked.token}/answer" not in [told.path for told in scene.office.told]


def test_a_rep_who_presses_a_key_is_told_with_it(scene: Scene) -> None:
    rep, number = scene.phone(0)
    asked = scene.order(number)
    offer = Deed(do="offer", text="A lead", url=f"{scene.office.url}/{asked.token}/accept", wait_seconds=10)
    scene.office.does(f"/{asked.token}/answer", offer)
    scene.office.does(f"/{asked.token}/accept", Deed(do="room", seat=scene.seat("rep")))

    scene.dialer.place(asked)
    # Nobody can say who it is here: two short tones ask for the key.
    assert rep.hears(620)
    rep.press("1")

    wait_until(lambda: ("joined", "rep") in scene.news(), seconds=5)
    [accepted] = [told for told in scene.office.told if told.path == f"/{asked.token}/accept"]
    assert accepted.standing.key == "1"


def test_a_rep_who_presses_nothing_is_hung_up(scene: Scene) -> None:
    _, number = scene.phone(0)
    asked = scene.order(number)
    offer = Deed(do="offer", text="A lead", url=f"{scene.office.url}/{asked.token}/accept", wait_seconds=1)
    scene.office.does(f"/{asked.token}/answer", offer)

    scene.dialer.place(asked)

    assert scene.office.last(asked.token).status == "completed"
    assert f"/{asked.token}/accept" not in [told.path for told in scene.office.told]


def test_from_the_agent_a_lead_is_sent_into_the_room(scene: Scene) -> None:
    rep, _ = scene.come_in("rep", REP_HERTZ)
    lead, number = scene.phone(LEAD_HERTZ)
    asked = scene.order(number)
    scene.office.does("/elsewhere", Deed(do="room", seat=scene.seat("lead")))
    with Voice(listens_seconds=20) as voice:
        scene.office.does(f"/{asked.token}/answer", Deed(do="stream", url=voice.url, then_url=f"{scene.office.url}/no"))
        scene.dialer.place(asked)
        wait_until(lambda: voice.heard, seconds=5)

        assert scene.send_elsewhere(asked, "/elsewhere") == 204

        assert lead.hears(REP_HERTZ)
    assert rep.hears(LEAD_HERTZ)
    assert "/no" not in [told.path for told in scene.office.told]


def test_out_of_the_room_a_lead_is_sent_to_a_last_word(scene: Scene) -> None:
    _, asked = scene.come_in("lead", LEAD_HERTZ)
    scene.office.does("/last", Deed(do="say", text="Sorry"))

    assert scene.send_elsewhere(asked, "/last") == 204

    assert scene.office.last(asked.token).outcome is Outcome.TALKED
    wait_until(lambda: scene.news()[-1] == ("over", ""), seconds=5)


def test_a_call_that_rings_is_sent_nowhere(scene: Scene) -> None:
    _, number = scene.phone(0)
    scene.exchange.numbers[number] = RINGS
    asked = scene.order(number)
    scene.dialer.place(asked)

    ringing = scene.send_elsewhere(asked, "/elsewhere")
    scene.dialer.ask("DELETE", f"/calls/{scene.dialer.known(asked.token)[0].id}")
    scene.office.last(asked.token)

    assert (ringing, scene.send_elsewhere(asked, "/elsewhere")) == (409, 404)


def test_a_change_that_is_none_is_refused(scene: Scene) -> None:
    assert scene.change("lead", is_loud=True) == 422
