"""What people say between answers: questions, objections, "are you a robot", a moment's pause."""

from apps.voice.policy.moves import Disposition, OptOut, TakeNote, TransferTo

from .conversation import PLUMBING, SOLAR, Conversation, asked_about_times, changed


def test_a_fact_is_told_and_the_question_asked_again() -> None:
    said = Conversation().says("yes", "how long is the warranty?")

    assert said == f"{SOLAR.facts[1].answer} Do you own your home?"


def test_an_answer_and_a_question_at_once_are_both_taken() -> None:
    conversation = Conversation()

    said = conversation.says("yes", "yes, but what about the warranty?")

    assert said == f"{SOLAR.facts[1].answer} {SOLAR.questions[1].ask}"
    assert conversation.values == {"owns_home": True}


def test_two_questions_at_once_are_both_answered() -> None:
    said = Conversation().says("yes", "is there a warranty, and how long does the installation take?")

    assert SOLAR.facts[0].answer in said
    assert SOLAR.facts[1].answer in said


def test_what_the_script_does_not_know_is_never_made_up() -> None:
    conversation = Conversation()

    said = conversation.says("yes", "do you also repair swimming pools?")

    assert said == f"{SOLAR.lines.a_colleague} Do you own your home?"
    assert TakeNote("Asked: do you also repair swimming pools?") in conversation.used


def test_without_a_price_in_the_script_none_is_named() -> None:
    conversation = Conversation()

    said = conversation.says("how much does it cost?")

    assert said.startswith(SOLAR.lines.no_price)
    assert conversation.findings.notes == ("Asked for a price: how much does it cost?",)


def test_a_price_that_the_script_knows_is_told() -> None:
    said = Conversation(PLUMBING).says("yes", "how much is a visit?")

    assert said.startswith("The visit is 89 dollars")
    assert PLUMBING.lines.no_price not in said


def test_a_robot_says_that_it_is_one_and_goes_on() -> None:
    said = Conversation().says("yes", "are you a robot?")

    assert said.startswith("Yes, I'm an AI assistant calling for Bright Homes.")
    assert said.endswith("Do you own your home?")


def test_who_asks_who_calls_is_told() -> None:
    for question in ("who is this?", "what company is this?", "how did you get my number?"):
        said = Conversation().says(question)

        assert said.startswith("This is Alex, the AI assistant of Bright Homes. You asked us to get in touch.")
        assert said.endswith("Do you have two minutes?")


def test_what_was_not_caught_is_said_again() -> None:
    assert Conversation().says("yes", "sorry, what was that?") == "Do you own your home?"


def test_who_needs_a_moment_gets_it() -> None:
    conversation = Conversation()

    assert conversation.says("yes", "yes", "hold on, let me check") == SOLAR.lines.hold_on
    assert conversation.says("it's about two hundred").endswith(SOLAR.questions[2].ask)


def test_an_objection_is_answered_and_the_question_asked_again() -> None:
    said = Conversation().says("yes", "that's way too expensive for me")

    assert said == f"{SOLAR.objections[4].answer} Do you own your home?"


def test_an_objection_that_wants_another_time_asks_for_it() -> None:
    said = Conversation().says("yes", "I have to talk to my wife first")

    assert said == f"{SOLAR.objections[3].answer} {SOLAR.lines.ask_when}"


def test_an_objection_that_ends_it_ends_it() -> None:
    conversation = Conversation()

    said = conversation.says("I already signed with someone else")

    assert said == SOLAR.objections[2].answer
    assert conversation.findings.disposition is Disposition.NOT_INTERESTED


def test_who_is_not_interested_is_pressed_once_and_let_go() -> None:
    conversation = Conversation()

    pressed = conversation.says("I'm not interested")
    gone = conversation.says("no")

    assert pressed == SOLAR.objections[0].answer
    assert gone == SOLAR.lines.goodbye
    assert conversation.findings.disposition is Disposition.NOT_INTERESTED


def test_who_lets_themselves_be_won_over_is_asked_on() -> None:
    assert Conversation().says("I'm not interested", "okay, fine") == "Do you own your home?"


def test_without_an_answer_to_it_no_interest_is_taken_at_once() -> None:
    assert Conversation(PLUMBING).says("I'm not interested") == PLUMBING.lines.goodbye


def test_the_same_objection_twice_is_a_no() -> None:
    conversation = Conversation()

    conversation.says("yes", "it's too expensive", "I told you it's too expensive")

    assert conversation.findings.disposition is Disposition.NOT_INTERESTED


def test_an_opt_out_is_obeyed_from_anywhere() -> None:
    for conversation in (Conversation(), asked_about_times(), Conversation(asks_for_recording=True)):
        said = conversation.says("please take me off your list")

        assert said == SOLAR.lines.opted_out
        assert [type(tool).__name__ for tool in conversation.used[-2:]] == ["OptOut", "End"]
        assert conversation.findings.disposition is Disposition.OPTED_OUT


def test_an_opt_out_after_our_goodbye_is_obeyed_too() -> None:
    conversation = Conversation()

    conversation.says("yes", "okay bye", "and don't call me again")

    assert OptOut("and don't call me again") in conversation.used
    assert conversation.findings.disposition is Disposition.OPTED_OUT


def test_after_an_opt_out_nothing_is_said() -> None:
    conversation = Conversation()

    conversation.says("stop calling me")

    assert conversation.says("but how much is it?", "yes") == ""
    assert conversation.is_silent(times=3) == ""


def test_a_wrong_person_is_apologised_to() -> None:
    conversation = Conversation()

    said = conversation.says("there's nobody by that name here")

    assert said == SOLAR.lines.wrong_person
    assert OptOut("there's nobody by that name here", is_wrong_person=True) in conversation.used


def test_who_wants_a_person_is_put_through() -> None:
    conversation = Conversation()

    said = conversation.says("yes", "can I talk to a real person?")

    assert said == SOLAR.lines.transfer
    assert conversation.used == [TransferTo("sales")]
    assert conversation.findings.disposition is Disposition.TRANSFERRED


def test_the_person_they_name_is_taken_from_the_list() -> None:
    numbers = [("one", "sales"), ("two", "billing")]
    transfers = [{"id": id_, "label": label, "phone": "+15125550100"} for id_, label in numbers]
    conversation = Conversation(changed(SOLAR, transfers=transfers))

    conversation.says("yes", "connect me to billing please")

    assert conversation.used == [TransferTo("two")]


def test_where_there_is_nobody_a_colleague_calls_back() -> None:
    conversation = Conversation(changed(SOLAR, transfers=[]))

    said = conversation.says("yes", "let me speak to a human")

    assert said.startswith(SOLAR.lines.transfer_failed)
    assert conversation.findings.notes == ("Wants to talk to a person",)
    assert conversation.findings.disposition is Disposition.CALL_BACK


def test_another_language_is_left_to_a_colleague() -> None:
    for foreign in ("no hablo inglés", "lo siento, no entiendo lo que usted dice", "Ich spreche kein Englisch"):
        conversation = Conversation()

        assert conversation.says(foreign) == SOLAR.lines.other_language
        assert conversation.findings.disposition is Disposition.OTHER_LANGUAGE


def test_a_goodbye_is_one() -> None:
    conversation = Conversation()

    assert conversation.says("yes", "gotta go, bye") == SOLAR.lines.goodbye
    assert conversation.findings.disposition is Disposition.HUNG_UP


def test_an_opt_out_waits_for_nothing_that_was_cut_off() -> None:
    said = Conversation().says("take me off your list", heard="Hi")

    assert said == SOLAR.lines.opted_out


def test_however_many_questions_are_noted_the_last_tools_are_kept_for_the_end() -> None:
    conversation = Conversation(PLUMBING)
    animals = ("cats", "dogs", "horses", "birds", "fish", "goats", "bees", "frogs", "pigs", "geese", "mice", "owls")

    conversation.says(*(f"do you like the {animal} of my aunt?" for animal in animals), "stop calling me")

    assert len(conversation.used) <= 12
    assert [type(tool).__name__ for tool in conversation.used[-2:]] == ["OptOut", "End"]
