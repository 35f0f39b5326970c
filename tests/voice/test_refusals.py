"""Opt-outs on the phone: as sure as in writing, and an answer to our own question is none."""

from dataclasses import replace

import pytest

from apps.compliance.wording import Wish
from apps.scripts.document import Choice, Kind, Question
from apps.voice.policy.reading import Intent
from apps.voice.reading import rules
from apps.voice.reading.context import Context
from tests.compliance import corpus

from .conversation import SOLAR

BARE = Context(questions=SOLAR.questions, facts=SOLAR.facts, objections=SOLAR.objections)
CONTEXTS = [BARE, *(replace(BARE, asking=question) for question in SOLAR.questions)]
OUT = {Intent.OPT_OUT, Intent.WRONG_PERSON}


def wants_out(said: str, context: Context) -> bool:
    return bool(OUT & set(rules.read(said, context).intents))


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.asking.id if context.asking else "none")
@pytest.mark.parametrize("part", ["held_out", "blind"])
def test_whatever_was_asked_an_opt_out_is_found(part: str, context: Context) -> None:
    stops = [said for wish, said in corpus.phrases(part) if wish is Wish.STOP]

    found = sum(wants_out(said, context) for said in stops)

    assert found / len(stops) >= 0.965


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.NUMBER, "six people"),
        (Kind.NUMBER, "there's seven of us"),
        (Kind.MONEY, "twelve hundred dollars"),
        (Kind.MONEY, "about a grand"),
        (Kind.NAME, "my name's Linda"),
        (Kind.YES_NO, "never"),
        (Kind.YES_NO, "no, not really"),
        (Kind.CHOICE, "blocked"),
        (Kind.CHOICE, "shut it off"),
    ],
)
def test_an_answer_is_no_opt_out(kind: Kind, said: str) -> None:
    choices = (Choice(value="drain", also=("blocked",)), Choice(value="off", also=("shut it off",)))
    question = Question(id="it", ask="How about it?", kind=kind, choices=choices if kind is Kind.CHOICE else ())

    assert not wants_out(said, Context(asking=question, questions=(question,)))


@pytest.mark.parametrize(
    "said", ["remove me", "stop calling", "take me off the list", "wrong number", "leave me alone"]
)
@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.asking.id if context.asking else "none")
def test_a_plain_opt_out_is_one_whatever_was_asked(said: str, context: Context) -> None:
    assert wants_out(said, context)


def test_never_is_a_refusal_where_we_ask_when_to_call() -> None:
    assert wants_out("never", replace(BARE, wants_when=True))


def test_a_machine_that_says_who_is_calling_is_no_wrong_person() -> None:
    reading = rules.read("The person you are calling is using a screening service.", BARE)

    assert reading.intents == (Intent.SCREENING,)


def test_a_good_moment_is_no_bad_one() -> None:
    for said in ("this is a good time", "now is good", "it is good", "it's great"):
        assert Intent.LATER not in rules.read(said, BARE).intents
