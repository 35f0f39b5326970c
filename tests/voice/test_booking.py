"""An appointment while still on the phone: offered, kept, booked; taken by others, refused, moved."""

from apps.voice.policy.moves import (
    Book,
    Disposition,
    FindSlots,
    HoldSlots,
    RequestCallback,
    Reschedule,
    Slot,
    SlotsFound,
    SlotTaken,
    ToolFailed,
)

from .conversation import SOLAR, Conversation, asked_about_times, changed


def tools_of(conversation: Conversation, kind: type) -> list[object]:
    return [tool for tool in conversation.used if isinstance(tool, kind)]


def slots(conversation: Conversation) -> tuple[Slot, ...]:
    return conversation.tools.slots()


def test_two_times_are_found_kept_and_offered() -> None:
    conversation = asked_about_times()

    first, second = slots(conversation)[:2]
    assert conversation.heard.endswith(
        "I can book a free half hour with a solar specialist for you. "
        "I have Saturday at 10 AM or Saturday at 3 PM. Which one works for you?"
    )
    assert conversation.used == [FindSlots(), HoldSlots((first.id, second.id))]


def test_the_one_they_take_is_booked_and_confirmed() -> None:
    for said, place in (("the second one", 1), ("ten o'clock", 0), ("saturday afternoon", 1), ("either is fine", 0)):
        conversation = asked_about_times()

        confirmed = conversation.says(said)

        slot = slots(conversation)[place]
        assert Book(slot.id) in conversation.used
        assert f"You're booked for {slot.spoken}." in confirmed
        assert conversation.findings.appointment == slot
        assert conversation.findings.disposition is Disposition.BOOKED


def test_a_mere_yes_to_two_times_is_asked_which() -> None:
    conversation = asked_about_times()

    assert conversation.says("yes") == "I have Saturday at 10 AM or Saturday at 3 PM. Would that work for you?"


def test_a_yes_to_a_single_time_takes_it() -> None:
    script = changed(SOLAR, booking={**SOLAR.booking.model_dump(), "offers_at_once": 1})
    conversation = Conversation(script)

    said = conversation.says("yes", "yes", "two hundred", "tile", "78704", "yes, that works")

    assert "You're booked for Saturday at 10 AM." in said


def test_neither_brings_later_times() -> None:
    conversation = asked_about_times()

    said = conversation.says("neither")

    assert "I have Sunday at 10 AM or Sunday at 3 PM." in said
    assert tools_of(conversation, FindSlots)[1] != FindSlots()


def test_a_day_that_they_name_is_looked_for() -> None:
    for named in ("do you have anything on friday?", "friday would be better", "no, how about friday"):
        conversation = asked_about_times()

        assert "I have Friday at 10 AM or Friday at 3 PM." in conversation.says(named)


def test_who_refuses_all_is_asked_when_to_call() -> None:
    conversation = asked_about_times()

    said = conversation.says("neither", "no", "none of those")

    assert said.endswith(SOLAR.lines.ask_when)
    assert conversation.findings.notes == ("None of the times that were offered suited",)


def test_a_time_that_was_just_taken_is_said_aloud_and_others_are_offered() -> None:
    conversation = asked_about_times()
    conversation.fails_next(SlotTaken(slots(conversation)[2:4]))

    said = conversation.says("the first one")

    assert SOLAR.lines.slot_taken in said
    assert "I have Sunday at 10 AM or Sunday at 3 PM." in said
    assert "You're booked for Sunday at 3 PM." in conversation.says("the second one")


def test_a_time_that_is_taken_while_they_think_is_said_aloud() -> None:
    conversation = Conversation()
    conversation.says("yes", "yes", "two hundred", "tile")
    conversation.tools.taken_at_first = 1

    said = conversation.says("78704", "the first one")

    assert SOLAR.lines.slot_taken in said


def test_where_nothing_is_free_a_colleague_finds_a_time() -> None:
    conversation = Conversation()
    conversation.says("yes", "yes", "two hundred", "tile")
    conversation.fails_next(SlotsFound(()))

    said = conversation.says("78704")

    assert SOLAR.lines.no_slots in said
    assert conversation.findings.disposition is Disposition.QUALIFIED
    assert conversation.findings.notes == ("No time could be offered: call to find one",)


def test_a_calendar_that_fails_is_no_booking() -> None:
    conversation = asked_about_times()
    conversation.fails_next(ToolFailed("500"))

    said = conversation.says("the first one")

    assert SOLAR.lines.no_slots in said
    assert conversation.findings.appointment is None


def test_a_question_about_the_offer_is_answered_and_the_times_said_again() -> None:
    said = asked_about_times().says("how long is the appointment?")

    assert said == f"{SOLAR.facts[5].answer} I have Saturday at 10 AM or Saturday at 3 PM. Would that work for you?"


def test_who_wants_to_be_called_instead_is() -> None:
    conversation = asked_about_times()

    conversation.says("can you call me back tomorrow at six?")

    assert tools_of(conversation, RequestCallback)
    assert not tools_of(conversation, Book)


def test_once_booked_a_last_question_is_answered() -> None:
    conversation = asked_about_times()

    said = conversation.says("the first one", "yes, is there a warranty?")

    assert said == f"{SOLAR.facts[1].answer} {SOLAR.lines.anything_else}"
    assert conversation.says("no, that's all") == SOLAR.lines.goodbye


def test_who_thinks_again_after_the_booking_is_offered_other_times() -> None:
    for named in ("actually, can we do friday instead?", "can you move it to friday?"):
        conversation = asked_about_times()

        offered = conversation.says("the first one", named)

        assert offered.endswith("I have Friday at 10 AM or Friday at 3 PM. Would that work for you?")
        said = conversation.says("the second one")
        assert "Done, your appointment is now Friday at 3 PM." in said
        assert len(tools_of(conversation, Book)) == len(tools_of(conversation, Reschedule)) == 1
        assert conversation.findings.disposition is Disposition.BOOKED
        assert conversation.findings.appointment == next(
            each for each in slots(conversation) if each.spoken == "Friday at 3 PM"
        )


def test_what_is_booked_stays_booked_if_they_fall_silent() -> None:
    conversation = asked_about_times()

    conversation.says("the first one")
    conversation.is_silent(times=2)

    assert conversation.findings.disposition is Disposition.BOOKED


def test_no_appointment_is_offered_where_the_script_books_none() -> None:
    script = changed(SOLAR, booking={**SOLAR.booking.model_dump(), "is_on": False})
    conversation = Conversation(script)

    said = conversation.says("yes", "yes", "two hundred", "tile", "78704")

    assert SOLAR.lines.follow_up in said
    assert conversation.findings.disposition is Disposition.QUALIFIED


def test_what_disqualifies_after_the_offer_ends_it() -> None:
    conversation = Conversation()
    conversation.says("yes", "yes", "two hundred", "tile", "78704")
    assert tools_of(conversation, HoldSlots)

    said = conversation.says("actually wait, I rent my home")

    assert SOLAR.lines.not_a_fit in said
