"""A lead who has an appointment and wants it at another time."""

import pytest

from apps.voice.policy.moves import Book, Disposition, End, FindSlots, HoldSlots, Reschedule, SlotTaken, ToolFailed
from apps.voice.simulate.run import STANDING

from .conversation import SOLAR, Conversation, asked_about_times, changed

STANDS = "I can't change it right now, so Monday at 2 PM stands. A colleague will call you about it."


def called(**traits: object) -> Conversation:
    return Conversation(**{"appointment": STANDING, **traits})  # type: ignore[arg-type]  # by name


def tools_of(conversation: Conversation, kind: type) -> list[object]:
    return [tool for tool in conversation.used if isinstance(tool, kind)]


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("can we move it to thursday?", "I have Thursday at 10 AM or Thursday at 3 PM. Would that work for you?"),
        ("I need to reschedule", "I have Saturday at 10 AM or Saturday at 3 PM. Would that work for you?"),
        (
            "could you push my appointment back",
            "I have Saturday at 10 AM or Saturday at 3 PM. Would that work for you?",
        ),
        (
            "hi, can I change the date to next friday",
            "I have Friday at 10 AM or Friday at 3 PM. Would that work for you?",
        ),
    ],
)
def test_other_times_are_offered_at_once_whoever_they_are(said: str, offered: str) -> None:
    conversation = called()

    assert conversation.says(said).endswith(offered)
    assert isinstance(conversation.used[-1], HoldSlots)


def test_the_one_they_take_is_theirs_instead_and_confirmed() -> None:
    conversation = called()

    said = conversation.says("can we move it to thursday?", "three pm")

    confirmed = "Done, your appointment is now Thursday at 3 PM. We'll text you the details."
    assert said == f"{SOLAR.lines.one_moment} {confirmed} {SOLAR.lines.anything_else}"
    assert len(tools_of(conversation, Reschedule)) == 1
    assert tools_of(conversation, Book) == []
    conversation.says("no, that's all")
    assert conversation.used[-1] == End(Disposition.BOOKED)


def test_a_time_that_was_just_taken_is_said_aloud_and_others_are_offered() -> None:
    conversation = called()
    conversation.says("can we move it to thursday?")
    conversation.fails_next(SlotTaken(conversation.tools.slots()[:2]))

    said = conversation.says("the first one")

    assert said.endswith(
        f"{SOLAR.lines.slot_taken} I have Saturday at 10 AM or Saturday at 3 PM. Would that work for you?"
    )
    assert "Saturday at 3 PM" in conversation.says("the second one")


def test_what_can_not_be_moved_keeps_its_time_and_a_colleague_calls() -> None:
    for failed in (ToolFailed("the calendar is away"), None):
        conversation = called()
        conversation.says("can we move it to thursday?")
        if failed:
            conversation.fails_next(failed)
            said = conversation.says("the first one")
        else:
            said = conversation.says("neither", "no", "none of those")

        assert STANDS in said
        assert conversation.used[-1] == End(Disposition.CALL_BACK)
        assert any("Wants another time for the appointment" in note for note in conversation.findings.notes)


def test_who_has_no_appointment_can_move_none() -> None:
    conversation = Conversation()

    said = conversation.says("can we move my appointment to thursday?")

    assert said == f"{SOLAR.lines.a_colleague} Do you have two minutes?"
    assert tools_of(conversation, FindSlots) == []
    assert conversation.findings.notes == (
        "Wants another time for an appointment: can we move my appointment to thursday?",
    )


def test_where_the_script_books_nothing_a_colleague_moves_it() -> None:
    conversation = called(script=changed(SOLAR, booking={**SOLAR.booking.model_dump(), "is_on": False}))

    assert SOLAR.lines.a_colleague in conversation.says("can we move it to thursday?")
    assert tools_of(conversation, FindSlots) == []


def test_nobody_goes_on_moving_for_ever() -> None:
    conversation = called()

    for _ in range(3):
        conversation.says("can we move it to thursday?", "the first one")

    assert len(tools_of(conversation, Reschedule)) == 2
    assert conversation.has_ended


def test_of_times_that_are_merely_offered_another_is_no_move() -> None:
    conversation = asked_about_times()

    assert "I have Thursday at 10 AM or Thursday at 3 PM." in conversation.says("can we move it to thursday?")
    conversation.says("the first one")
    assert len(tools_of(conversation, Book)) == 1
    assert tools_of(conversation, Reschedule) == []


def test_a_confirmation_that_was_cut_off_is_said_again() -> None:
    conversation = called()
    conversation.says("can we move it to thursday?", "the first one")

    assert conversation.says("is there a warranty?", heard="One moment. Done").startswith(
        "Done, your appointment is now"
    )


def test_an_opt_out_in_the_middle_of_it_is_obeyed() -> None:
    conversation = called()

    said = conversation.says("can we move it to thursday?", "you know what, take me off your list")

    assert said == SOLAR.lines.opted_out
    assert conversation.findings.disposition is Disposition.OPTED_OUT
