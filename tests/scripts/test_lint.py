"""What a script's author is told before anybody hears it."""

from typing import Any

import pytest

from apps.scripts import lint, samples
from apps.scripts.document import Script

SOLAR = samples.load("solar")


def having(**fields: Any) -> Script:
    return Script.model_validate({**SOLAR.model_dump(mode="json"), **fields})


def question(**fields: Any) -> dict[str, Any]:
    return {"id": "roof", "ask": "What roof is it?", "kind": "choice", "choices": [{"value": "tile"}], **fields}


def asking(*questions: dict[str, Any], **fields: Any) -> Script:
    return having(questions=questions, qualify_at=1, **fields)


def is_(value: object, **fields: Any) -> dict[str, Any]:
    return {"when": "is", "value": value, "points": 10, **fields}


MISTAKES = [
    (having(lines={"disclosure": "Nice to meet you."}), "opening", "says that the lead talks with an AI"),
    (having(qualify_at=91), "qualify_at", "the best answers bring 90 points, and 91 are wanted"),
    (asking(question(choices=[], criteria=[is_("tile")])), "questions", "has no choices"),
    (asking(question(criteria=[is_("slate"), is_("tile")])), "questions", "No answer can meet “is slate”"),
    (asking(question(kind="yes_no", criteria=[is_("tile"), is_(True)])), "questions", "the answer is yes or no"),
    (
        asking(question(criteria=[is_("tile"), {"when": "at_least", "value": 3, "points": 1}])),
        "questions",
        "“is at least 3.0”: the answer is no number",
    ),
    (
        asking(question(id="a", criteria=[is_("tile")]), question(id="a", criteria=[])),
        "questions",
        "“a” is taken by another one above",
    ),
    (
        having(qualify_at=0, questions=[question(criteria=[{"when": "is_answered", "disqualifies": True}])]),
        "questions",
        "Every answer turns the lead away.",
    ),
    (having(opening="Hi {name}."), "opening", "Nobody fills in {name}"),
    (having(lines={"goodbye": "Until {when}."}), "lines-goodbye", "Nobody fills in {when} in “Until {when}.”"),
    (having(facts=[{"id": "a", "topics": ["a"], "answer": ""}]), "facts", "no answer to say"),
]
DOUBTS = [
    (having(reason="word " * 40), "opening", "people talk into it"),
    (asking(question(ask="long " * 30, criteria=[is_("tile")])), "questions", "is hard to follow"),
    (having(facts=[{"id": "a", "topics": ["a"], "answer": "It costs $99 a month."}]), "facts", "who confirms it"),
    (having(transfers=[]), "transfers", "nobody to put a lead through to"),
    (having(lines={"voicemail": "Call us back."}), "lines-voicemail", "voicemail message does not say"),
    (having(questions=[], qualify_at=0), "questions", "It asks nothing"),
]


@pytest.mark.parametrize("name", samples.names())
def test_the_scripts_to_begin_with_have_no_mistake(name: str) -> None:
    assert lint.mistakes(samples.load(name)) == []


@pytest.mark.parametrize(("script", "part", "says"), MISTAKES)
def test_a_mistake_is_named_with_its_place(script: Script, part: str, says: str) -> None:
    found = [each for each in lint.mistakes(script) if says in each.says]

    assert [each.part for each in found] == [part]


@pytest.mark.parametrize(("script", "part", "says"), DOUBTS)
def test_a_doubt_keeps_nothing_from_being_published(script: Script, part: str, says: str) -> None:
    found = [each for each in lint.findings(script, has_calendar=True) if says in each.says]

    assert [(each.part, each.is_mistake) for each in found] == [(part, False)]
    assert lint.mistakes(script) == []


def test_booking_without_a_calendar_is_doubted() -> None:
    with_one = lint.findings(SOLAR, has_calendar=True)
    without = lint.findings(SOLAR, has_calendar=False)

    assert [each.part for each in without if each not in with_one] == ["booking"]


def test_a_price_with_somebody_who_confirms_it_is_no_promise() -> None:
    script = having(facts=[{"id": "a", "topics": ["a"], "answer": "About $99; a specialist confirms it."}])

    assert not [each for each in lint.findings(script, has_calendar=True) if each.part == "facts"]


def test_the_best_lead_is_not_one_who_is_turned_away() -> None:
    away = is_("tile", points=100, disqualifies=True)
    script = having(
        qualify_at=50, questions=[question(choices=[{"value": "tile"}, {"value": "flat"}], criteria=[away])]
    )

    assert "bring 0 points" in lint.mistakes(script)[0].says


def test_a_place_is_named_as_people_count() -> None:
    [found] = lint.mistakes(asking(question(criteria=[is_("tile")]), question(id="b", ask="{x}?")))

    assert found.place == "Question 2"
