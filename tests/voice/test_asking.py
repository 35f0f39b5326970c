"""The questions: in order, each once, clarified once; answers are taken however and whenever they come."""

from dataclasses import replace

from apps.voice.policy.moves import Expects
from apps.voice.policy.reading import Reading, Value
from apps.voice.reading import rules

from .conversation import MORTGAGE, PLUMBING, SOLAR, Conversation, changed


def test_what_the_form_has_told_is_not_asked() -> None:
    conversation = Conversation(facts={"homeowner": "yes", "electric_bill": "$180"})

    said = conversation.says("yes")

    assert said == SOLAR.questions[2].ask
    assert conversation.values == {"owns_home": True, "monthly_bill": 180}


def test_a_form_that_would_turn_the_lead_away_is_asked_about() -> None:
    conversation = Conversation(facts={"homeowner": "no"})

    assert conversation.says("yes") == "Do you own your home?"


def test_what_the_form_says_unreadably_is_asked() -> None:
    assert Conversation(facts={"electric_bill": "too high", "homeowner": "??"}).says("yes") == "Do you own your home?"


def test_a_reply_that_is_none_is_clarified_once_and_then_left() -> None:
    conversation = Conversation()

    first = conversation.says("yes", "the birds are loud")
    second = conversation.says("the birds are loud")

    assert first == SOLAR.questions[0].clarify
    assert second == SOLAR.questions[1].ask
    assert "owns_home" not in conversation.values


def test_who_does_not_know_is_not_asked_again() -> None:
    assert Conversation().says("yes", "yes", "I have no idea") == SOLAR.questions[2].ask


def test_what_need_not_be_known_is_not_clarified() -> None:
    conversation = Conversation()

    conversation.says("yes", "yes", "two hundred")

    assert SOLAR.questions[3].ask in conversation.says("the thing with the uh")


def test_several_answers_in_one_reply_are_taken() -> None:
    conversation = Conversation()

    said = conversation.says("yes", "yes I own it, my electric bill is about two hundred and the zip is 78704")

    assert conversation.values == {"owns_home": True, "monthly_bill": 200, "zip": "78704"}
    assert said.endswith(SOLAR.questions[2].ask)


def test_an_answer_out_of_order_is_taken_and_the_question_asked_again() -> None:
    conversation = Conversation()

    said = conversation.says("yes", "my electric bill is two hundred")

    assert conversation.values == {"monthly_bill": 200}
    assert said.endswith("Do you own your home?")


def test_what_is_taken_back_is_corrected() -> None:
    conversation = Conversation()

    said = conversation.says("yes", "yes", "a hundred and fifty", "no wait, I meant two hundred")

    assert conversation.values["monthly_bill"] == 200
    assert said.endswith(SOLAR.questions[2].ask)


def test_a_low_confidence_is_asked_again() -> None:
    conversation = Conversation()
    conversation.says("yes")

    move = conversation.dialogue.heard(
        Reading(said="own", values=(Value(question_id="owns_home", value=True, confidence=0.3),))
    )

    assert move.lines[0].text == SOLAR.questions[0].clarify


def test_a_reader_that_makes_things_up_is_not_believed() -> None:
    conversation = Conversation()
    conversation.says("yes")
    invented = [("owns_home", "maybe"), ("monthly_bill", "lots"), ("roof", "thatch"), ("zip", "1"), ("nothing", True)]

    values = tuple(Value(question_id=id_, value=value) for id_, value in invented)
    conversation.dialogue.heard(Reading(said="x", values=values))

    assert conversation.values == {}


def test_the_pause_that_is_waited_for_depends_on_the_question() -> None:
    conversation = Conversation()
    kinds = [conversation.dialogue.heard(_read(conversation, said)).expects for said in ("yes", "yes", "200", "tile")]

    assert kinds == [Expects.YES_NO, Expects.DETAIL, Expects.CHOICE, Expects.DETAIL]


def test_an_answer_that_turns_the_lead_away_ends_kindly() -> None:
    conversation = Conversation()

    said = conversation.says("yes", "no, we rent")

    assert said == SOLAR.lines.not_a_fit
    assert conversation.has_ended
    assert conversation.findings.disposition == "not_qualified"


def test_who_is_not_qualified_is_offered_no_time_but_a_colleague() -> None:
    conversation = Conversation(changed(SOLAR, qualify_at=90))

    said = conversation.says("yes", "yes", "fifty", "flat", "I don't know")

    assert SOLAR.lines.follow_up in said
    assert conversation.findings.disposition == "not_qualified"
    assert [type(tool).__name__ for tool in conversation.used] == ["End"]


def test_where_everybody_may_book_they_may_at_once() -> None:
    assert "I have" in Conversation(PLUMBING).says("can you just book me an appointment?")


def test_who_wants_to_book_before_they_qualify_is_asked_on() -> None:
    assert Conversation().says("can you just book me an appointment?") == "Do you own your home?"


def test_who_is_qualified_and_wants_to_book_need_not_answer_the_rest() -> None:
    assert "I have" in Conversation().says("yes", "yes", "250", "can we set up a time now?")


def test_score_and_reasons_are_the_scripts() -> None:
    conversation = Conversation()

    conversation.says("yes", "yes", "about 150", "it's a metal roof", "78704")

    findings = conversation.findings
    assert (findings.score, findings.is_qualified) == (80, True)
    assert [reason.says for reason in findings.reasons] == [
        "owns the home",
        "pays at least 100 a month",
        "pitched roof",
        "gave the zip code",
    ]


def test_the_summary_says_it_in_plain_sentences() -> None:
    conversation = Conversation()

    conversation.says("yes", "yes", "about 150", "metal", "what about squirrels on my panels?", "78704")

    assert "Told us owns home: yes; monthly bill: 150; roof: metal; zip: 78704." in conversation.findings.summary
    assert "For a colleague: Asked: what about squirrels on my panels?" in conversation.findings.summary


def test_every_kind_of_question_can_be_answered() -> None:
    conversation = Conversation(MORTGAGE)

    conversation.says("yes", "refinancing", "about 250 thousand", "by spring", "I'm retired", "ada at example dot com")

    assert conversation.values == {
        "purpose": "refinance",
        "amount": 250_000,
        "timeline": "by spring",
        "is_employed": False,
        "email": "ada@example.com",
    }


def _read(conversation: Conversation, said: str) -> Reading:
    return rules.read(said, replace(conversation.dialogue.context()))
