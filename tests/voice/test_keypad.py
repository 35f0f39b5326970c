"""Keys pressed in a call: 9 is "do not call me again", 0 a person, and a question is answered where it makes sense."""

import asyncio

import pytest
from pytest_django.fixtures import Settings

from apps.compliance.models import DncEntry
from apps.tenants import access
from apps.voice import keypad
from apps.voice.policy.moves import Book, Disposition, Expects, OptOut, TransferTo
from apps.voice.policy.moves import Line as Words
from apps.voice.policy.moves import Move as Next
from apps.voice.wires.base import Digit
from tests.outreach.conftest import Office, office, peer

from .conversation import SOLAR, Conversation, asked_about_times
from .house import Ringing
from .relays import calls, hurry, kept, said
from .test_relay import Wire, by_hand
from .test_session import Call

__all__ = ["hurry", "office", "peer"]

pytestmark = pytest.mark.usefixtures("hurry")


def presses(conversation: Conversation, keys: str) -> str | None:
    """What the agent says to it; None where the keys mean nothing."""
    reading = keypad.read(keys, conversation.dialogue.context())
    if reading is None:
        return None
    conversation.heard = conversation._done(conversation.dialogue.heard(reading))
    return conversation.heard


@pytest.mark.parametrize("before", [(), ("yes",), ("yes", "yes", "200"), ("yes", "yes", "200", "tile", "78704")])
def test_nine_is_an_opt_out_wherever_it_is_pressed(before: tuple[str, ...]) -> None:
    conversation = Conversation()
    conversation.says(*before)

    assert presses(conversation, "9") == SOLAR.lines.opted_out
    assert OptOut("Pressed 9") in conversation.used
    assert conversation.findings.disposition is Disposition.OPTED_OUT


def test_zero_is_a_person() -> None:
    conversation = Conversation()
    conversation.says("yes")

    presses(conversation, "0")

    assert isinstance(conversation.used[-1], TransferTo)


def test_one_and_two_are_yes_and_no_to_what_is_answered_so() -> None:
    conversation = Conversation()

    assert presses(conversation, "1") == SOLAR.questions[0].ask
    presses(conversation, "1")
    assert conversation.values["owns_home"] is True


def test_a_number_is_typed_where_one_is_asked_for() -> None:
    conversation = Conversation()
    conversation.says("yes", "yes")

    presses(conversation, "200")
    conversation.says("tile")
    presses(conversation, "94107")

    assert (conversation.values["monthly_bill"], conversation.values["zip"]) == (200, "94107")


def test_one_of_the_offered_times_is_taken_by_its_place() -> None:
    conversation = asked_about_times()
    second = conversation.tools.slots()[1]

    presses(conversation, "2")

    assert Book(second.id) in conversation.used


@pytest.mark.parametrize("keys", ["3", "7", "*", "55", "²"])
def test_other_keys_mean_nothing(keys: str) -> None:
    for conversation in (Conversation(), asked_about_times()):
        assert presses(conversation, keys) is None


def collected(keys: str, *, is_number: bool) -> list[str]:
    done: list[str] = []

    async def pressed() -> None:
        pad = keypad.Keypad(is_number_wanted=lambda: is_number, on_keys=done.append)
        for key in keys:
            pad.pressed(key)
        await asyncio.sleep(0.15)
        pad.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keypad, "PAUSE_SECONDS", 0.05)
        asyncio.run(pressed())
    return done


@pytest.mark.parametrize(
    ("keys", "is_number", "done"),
    [
        ("94107", True, ["94107"]),
        ("200#3", True, ["200", "3"]),
        ("12", False, ["1", "2"]),
        ("#", True, []),
        ("1" * 20, True, ["1" * 15, "1" * 5]),
    ],
)
def test_keys_are_collected_where_a_number_is_asked_for(keys: str, is_number: bool, done: list[str]) -> None:
    assert collected(keys, is_number=is_number) == done


def test_a_key_is_taken_by_words_too_and_is_on_record(office: Office, settings: Settings) -> None:
    call: Ringing = calls(office, settings, "solar", phones=1, calendar=None)[0]

    async def work(wire: Wire) -> None:
        await wire.utterance()
        await wire.tell(type="dtmf", digit="9")
        assert await wire.utterance() == SOLAR.lines.opted_out
        await wire.utterance()

    by_hand(office, call, work)

    assert kept(office, call).disposition == "opted_out"
    assert [turn.text for turn in said(office, call, "lead")] == ["Pressed 9"]
    with access.as_tenant(office.tenant.pk):
        assert DncEntry.objects.get().phone == call.attempt.call.phone


def test_a_key_in_a_stream_of_audio_silences_us_and_is_answered() -> None:
    long = Next((Words("Hello, this is Alex from Acme Solar calling about your roof."),), Expects.YES_NO)
    call = Call(long, Next((Words("How large is it?"),), Expects.YES_NO))

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until="Pressed 9"))
            await asyncio.sleep(0.7)
            await call.session.take(Digit("9"))

    asyncio.run(live())

    pressed = call.policy.calls[1]
    assert isinstance(pressed, tuple)
    assert pressed[0] == "Pressed 9"
    assert pressed[1]
    assert call.line.cleared_at
