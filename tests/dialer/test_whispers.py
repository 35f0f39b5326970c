"""A rep who is told who it is before they have the lead: what the lead hears meanwhile, and who hangs up before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest

from apps.core.audio import PCM_BYTES_A_MS, RATE, to_pcm
from apps.integrations.wire.dialer import Deed, Order, Outcome
from apps.sandbox.nursery import Nursery
from apps.sandbox.rig import wait_until
from tests.contracts.peer import Peer

from .exchange import ANSWERS, LOOPBACK, Exchange
from .handset import Handset
from .office import Office
from .process import Dialer, order, trunk
from .voice import FRAME_BYTES

pytestmark = pytest.mark.long

# Longer than anybody listens here.
WHISPER = bytes(60_000 * PCM_BYTES_A_MS)


@dataclass(frozen=True)
class Scene:
    """A lead who is put through to a rep, by a dialer with a voice. The bridge is to be recorded."""

    dialer: Dialer
    office: Office
    asked: Order

    @property
    def came_of_it(self) -> Outcome | None:
        """How the rep's leg came out."""
        self.office.last(self.asked.token)
        [gone] = [told for told in self.office.told if told.path == f"/{self.asked.token}/gone"]
        return gone.standing.bridge


@pytest.fixture(scope="module")
def speaking(exchange: Exchange, nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dialer]:
    with Peer() as voice:
        voice.replies(body=WHISPER)
        trusted, voice_url = (f"sip://{LOOPBACK}:{exchange.port}",), voice.url.replace("http", "ws", 1)
        dialer = Dialer(tmp_path_factory.mktemp("speaking"), nursery, trusted=trusted, voice_url=voice_url)
        dialer.start()
        yield dialer
        dialer.end()


@pytest.fixture
def scene(speaking: Dialer, exchange: Exchange, office: Office, number: str) -> Scene:
    """The rep's number is the lead's, with a 6."""
    asked = order(office, trunk(exchange.port), to=number)
    base = f"{office.url}/{asked.token}"
    urls = {"whisper_url": f"{base}/whisper", "record_url": f"{base}/recording", "then_url": f"{base}/gone"}
    office.does(f"/{asked.token}/answer", Deed(do="bridge", to=reps(number), ring_seconds=1, **urls))
    office.does(f"/{asked.token}/whisper", Deed(do="say", text="A lead"))
    office.does(f"/{asked.token}/gone")
    return Scene(speaking, office, asked)


def reps(number: str) -> str:
    return f"{number[:-4]}6{number[-3:]}"


def seconds_of_sound(ulaw: bytes) -> float:
    frames = np.frombuffer(to_pcm(ulaw[: len(ulaw) // FRAME_BYTES * FRAME_BYTES]), np.int16).reshape(-1, FRAME_BYTES)
    return float((np.abs(frames).max(axis=1, initial=0) > 500).sum()) * FRAME_BYTES / RATE


def test_a_rep_who_hangs_up_during_the_whisper_has_missed_the_lead(
    scene: Scene, exchange: Exchange, number: str
) -> None:
    exchange.numbers[reps(number)] = replace(ANSWERS, hangs_up_after=0.6)

    scene.dialer.place(scene.asked)

    assert scene.came_of_it is Outcome.HUNG_UP
    assert list(scene.dialer.tapes.glob("*")) == []


def test_a_lead_who_is_gone_during_the_whisper_has_talked_to_nobody(scene: Scene) -> None:
    placed = scene.dialer.place(scene.asked)
    wait_until(lambda: f"/{scene.asked.token}/whisper" in [told.path for told in scene.office.told], seconds=10)

    scene.dialer.ask("DELETE", f"/calls/{placed.id}")

    assert scene.came_of_it is Outcome.HUNG_UP
    assert list(scene.dialer.tapes.glob("*")) == []


def test_it_rings_for_the_lead_until_the_rep_has_heard_who_it_is(scene: Scene, exchange: Exchange, number: str) -> None:
    with Handset() as lead:
        exchange.numbers[number] = lead.manner
        placed = scene.dialer.place(scene.asked)

        # One ring is two seconds, and the phone may ring for one.
        wait_until(lambda: seconds_of_sound(bytes(lead.heard)) > 2.2, seconds=20)

        scene.dialer.ask("DELETE", f"/calls/{placed.id}")
        scene.office.last(scene.asked.token)
