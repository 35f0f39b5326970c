"""The scripts to begin with are sound: what they ask can be answered, qualified and said."""

import pytest

from apps.scripts import samples
from apps.scripts.document import Kind, Script


@pytest.fixture(params=samples.names())
def script(request: pytest.FixtureRequest) -> Script:
    return samples.load(request.param)


def test_there_is_one_for_each_of_these_trades() -> None:
    assert samples.names() == ["dental", "mortgage", "plumbing", "roofing", "solar"]


def test_every_id_is_there_once(script: Script) -> None:
    for parts in (script.questions, script.objections, script.facts, script.transfers):
        ids = [part.id for part in parts]

        assert len(ids) == len(set(ids))


def test_the_score_that_qualifies_can_be_reached(script: Script) -> None:
    best = sum(each.points for question in script.questions for each in question.criteria if each.points > 0)

    assert best >= script.qualify_at


def test_a_criterion_names_a_choice_that_there_is(script: Script) -> None:
    for question in script.questions:
        values = {choice.value for choice in question.choices}
        named = {each.value for each in question.criteria if each.when in ("is", "is_not")}

        assert question.kind is not Kind.CHOICE or named <= values


def test_the_agent_says_that_it_is_an_ai(script: Script) -> None:
    assert "AI" in script.lines.disclosure
    assert "AI" in script.lines.voicemail
