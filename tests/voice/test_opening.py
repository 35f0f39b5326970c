"""The first words: who calls, that it is an AI, and whether it may be recorded."""

from apps.voice.policy.moves import Disposition, RequestCallback

from .conversation import SOLAR, Conversation


def test_the_first_turn_greets_says_who_calls_and_that_it_is_an_ai() -> None:
    said = Conversation().heard

    assert said.startswith("Hi Ada, this is Alex from Bright Homes. I'm an AI assistant.")
    assert said.endswith("Do you have two minutes?")


def test_who_calls_us_is_greeted_as_a_caller_and_told_all_the_same_that_it_is_an_ai() -> None:
    said = Conversation(called_us=True).heard

    assert said.startswith("Hello Ada, thanks for calling Bright Homes. This is Alex.")
    assert "press 9" in said
    assert "I'm an AI assistant." in said


def test_where_the_law_wants_it_consent_to_the_recording_is_asked_first() -> None:
    said = Conversation(asks_for_recording=True)

    assert said.heard.endswith(SOLAR.lines.recording)
    assert not said.findings.may_record
    assert "two minutes" in said.says("sure")
    assert said.findings.may_record


def test_who_will_not_be_recorded_is_not_and_is_asked_on() -> None:
    conversation = Conversation(asks_for_recording=True)

    said = conversation.says("no, I don't want that")

    assert SOLAR.lines.recording_declined in said
    assert "two minutes" in said
    assert not conversation.findings.may_record


def test_no_answer_about_the_recording_is_no_consent() -> None:
    conversation = Conversation(asks_for_recording=True)

    said = conversation.says("my dog is barking", "my dog is barking")

    assert "two minutes" in said
    assert not conversation.findings.may_record


def test_a_yes_to_a_recording_question_that_was_cut_off_is_no_consent() -> None:
    conversation = Conversation(asks_for_recording=True)

    said = conversation.says("yes", heard="Hi Ada, this is")

    assert SOLAR.lines.recording in said
    assert not conversation.findings.may_record


def test_a_mere_hello_is_asked_again() -> None:
    assert Conversation().says("hello?") == "Do you have two minutes?"


def test_any_willing_word_leads_to_the_first_question() -> None:
    for willing in ("yes", "sure, why not", "uh huh", "make it quick", "go ahead"):
        assert Conversation().says(willing).endswith("Do you own your home?")


def test_who_has_no_time_is_asked_when_to_call() -> None:
    for busy in ("no", "not right now", "noise right now", "I'm driving", "this isn't a good time"):
        assert Conversation().says(busy) == SOLAR.lines.ask_when


def test_who_names_a_time_at_once_is_called_then() -> None:
    conversation = Conversation()

    said = conversation.says("I'm at work, call me tomorrow at six pm")

    assert "we'll call you tomorrow at 6 PM" in said
    assert any(isinstance(tool, RequestCallback) for tool in conversation.used)
    assert conversation.findings.disposition is Disposition.CALL_BACK


def test_a_time_is_asked_for_twice_and_then_left_to_a_colleague() -> None:
    conversation = Conversation()

    said = conversation.says("I'm busy", "I don't know", "whatever")

    assert SOLAR.lines.follow_up in said
    assert conversation.has_ended
    assert not any(isinstance(tool, RequestCallback) for tool in conversation.used)


def test_who_does_not_want_to_be_called_at_any_other_time_either_is_let_go() -> None:
    conversation = Conversation()

    conversation.says("no", "no")

    assert conversation.findings.disposition is Disposition.NOT_INTERESTED
