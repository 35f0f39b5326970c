"""The agent keeps the lead while reps are rung beside: who presses 1 takes the conversation over."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from pytest_django.fixtures import Settings
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from apps.calls.models import Bridge, Call, Conversation
from apps.compliance.models import ConsentProof
from apps.compliance.rules.rows import Consent
from apps.core import clock
from apps.leads.models import Lead
from apps.outreach import kit
from apps.scripts.models import Script, ScriptVersion
from apps.tenants import access
from tests.sandbox.conftest import only_sandbox, outside, start

from .bridging_world import Floor, floor, wait_for
from .conftest import Office, office, peer

pytestmark = pytest.mark.long

__all__ = ["floor", "office", "only_sandbox", "outside", "peer", "start"]  # pytest's way of borrowing fixtures
TRANSFER = {"id": "sales", "label": "a specialist", "phone": "+14045550042"}


@dataclass
class Voice:
    """A voice process that says nothing, holds the line, and hangs up when it is told to."""

    url: str
    hang_up: threading.Event = field(default_factory=threading.Event)
    open: int = 0

    def talk(self, socket: ServerConnection) -> None:
        self.open += 1
        try:
            while not self.hang_up.is_set():
                try:
                    socket.recv(timeout=0.05)
                except TimeoutError:
                    continue
        except ConnectionClosed:
            pass
        finally:
            self.open -= 1


@pytest.fixture
def voice(floor: Floor, settings: Settings) -> Iterator[Voice]:
    with voice_for(floor, settings) as made:
        yield made


@contextmanager
def voice_for(floor: Floor, settings: Settings) -> Iterator[Voice]:
    """An agent that answers, with a published script, and keeps leads until a rep has accepted."""
    made = Voice("")
    with serve(made.talk, "127.0.0.1", 0) as server:
        made.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        settings.LEADHUB_VOICE_URL = made.url
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with access.as_tenant(floor.office.tenant.pk):
            script = Script.objects.create(tenant=floor.office.tenant, name="Usual")
            ScriptVersion.objects.create(
                tenant=floor.office.tenant,
                script=script,
                number=1,
                state="published",
                share=100,
                body={"transfers": [TRANSFER]},
            )
        floor.change(agent_holds=True)
        yield made
        made.hang_up.set()
        server.shutdown()


def agreed(office: Office, lead: Lead) -> Lead:
    """They have agreed in writing to an AI's call."""
    with access.as_tenant(office.tenant.pk):
        proof = {"level": Consent.WRITTEN, "phone": lead.phone, "received_at": clock.now()}
        ConsentProof.objects.create(tenant=office.tenant, lead=lead, names_automation=True, **proof)
    kit.forget()
    return lead


def conversation(floor: Floor) -> Conversation:
    with access.as_tenant(floor.office.tenant.pk):
        return Conversation.objects.get()


def test_who_accepts_takes_the_lead_over_from_the_agent(floor: Floor, voice: Voice) -> None:
    floor.seat("Ann", ring_ms=600)
    lead = agreed(floor.office, floor.lead(talk_ms=5_000))

    with floor.work():
        floor.call(lead)
        wait_for(lambda: voice.open == 1)
        bridge = floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.TALKED
    assert (conversation(floor).state, conversation(floor).disposition) == ("over", "transferred")
    told, *_ = [each for each in floor.outside.matching(to=lead.phone) if each["kind"] == "call.instructed"]
    assert told["facts"]["twiml"][0]["text"] == "Ann is on the line for you now."
    assert voice.open == 0


def test_where_nobody_accepts_the_agent_keeps_the_lead(floor: Floor, voice: Voice) -> None:
    floor.seat("Ann", "busy")
    lead = agreed(floor.office, floor.lead())

    with floor.work():
        floor.call(lead)
        bridge = floor.ended(lead)
        wait_for(lambda: voice.open == 1)
        with access.as_tenant(floor.office.tenant.pk):
            call = Call.objects.get()
        still_open, hears = voice.open, floor.outside.seen(to=lead.phone)
        voice.hang_up.set()
        floor.outside.wait_for("call.ended", to=lead.phone)

    assert bridge.outcome == Bridge.Outcome.ALL_BUSY
    assert (still_open, call.ended_at) == (1, None)
    assert "call.instructed" not in hears


def test_a_lead_whom_no_ai_may_call_is_greeted_and_waits_for_a_rep(floor: Floor, voice: Voice) -> None:
    floor.seat("Ann")
    lead = floor.lead()

    with floor.work():
        floor.call(lead)
        bridge = floor.ended(lead)

    assert bridge.outcome == Bridge.Outcome.TALKED
    assert "stream.asked" not in floor.seen(lead.phone)


def test_rep_first_the_agent_calls_where_nobody_accepts(floor: Floor, voice: Voice) -> None:
    floor.change(bridging="rep_first")
    floor.seat("Ann", "no_press")
    lead = agreed(floor.office, floor.lead())

    with floor.work():
        floor.call(lead)
        wait_for(lambda: voice.open == 1)
        bridge = floor.ended(lead)
        voice.hang_up.set()
        floor.outside.wait_for("call.ended", to=lead.phone)

    assert bridge.outcome == Bridge.Outcome.NOBODY_ACCEPTED


@pytest.mark.parametrize(("behaviour", "outcome"), [("answer", "talked"), ("no_press", "nobody_accepted")])
def test_the_agent_puts_through_by_the_same_room(floor: Floor, voice: Voice, behaviour: str, outcome: str) -> None:
    traits = {"number": TRANSFER["phone"], "behaviour": behaviour, "ring_ms": 50}
    floor.outside.post("/numbers", json=traits)
    floor.change(agent_holds=False, agent_answers=True)
    lead = agreed(floor.office, floor.lead())
    step = floor.office.promise("call", lead)

    with floor.work():
        wait_for(lambda: voice.open == 1)
        with access.as_tenant(floor.office.tenant.pk):
            Conversation.objects.update(state="over", disposition="transferred", transfer_to=TRANSFER["phone"])
        voice.hang_up.set()
        bridge = floor.ended(lead)
        floor.outside.wait_for("call.ended", to=lead.phone)

    assert (bridge.outcome, bridge.step_id) == (outcome, step.pk)
    words = [str(each["facts"]["twiml"]) for each in floor.outside.matching(to=lead.phone) if "twiml" in each["facts"]]
    assert ("call you back" in words[-1]) is (outcome != "talked")
