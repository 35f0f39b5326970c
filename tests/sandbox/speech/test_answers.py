"""From speech to the value of an answer: how much of what is said to the scripts' own questions is understood."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from apps.core.audio import to_pcm, to_ulaw
from apps.scripts.document import Kind
from apps.voice.policy.reading import Reading
from apps.voice.reading import hints, rules, twice
from apps.voice.reading.context import Context
from tests.sandbox.speech import spoken
from tests.sandbox.speech.spoken import Reply
from tests.sandbox.speech.studio import Studio

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 27, 16, tzinfo=UTC)
LEADS = ("ada", "grace", "ben", "noisy")
LEAST_RIGHT = 0.9
APART = {
    Kind.NAME: "names",
    Kind.EMAIL: "names",
    Kind.NUMBER: "numbers",
    Kind.MONEY: "numbers",
    Kind.ZIP: "numbers",
}


def context(reply: Reply) -> Context:
    script = reply.script
    return Context(
        asking=reply.question, questions=script.questions, facts=script.facts, objections=script.objections, now=NOW
    )


def understood(studio: Studio, reply: Reply, *, voice: str) -> str:
    """The value, as the corpus writes it, after the telephone's codec."""
    sound = to_pcm(to_ulaw(studio.say(reply.said, voice=voice)))
    heard = studio.hear(sound, hint=hints.of(context(reply)))
    return value(reply, twice.read(heard["text"], heard["likely"], context(reply), by=rules.read))


def value(reply: Reply, reading: Reading) -> str:
    found = next((each.value for each in reading.values if each.question_id == reply.question.id), "-")
    return f"{found:g}" if isinstance(found, float) else str(found).lower()


def is_right(reply: Reply, found: str) -> bool:
    if APART.get(reply.question.kind) == "numbers" and "-" not in (found, reply.meant):
        return float(found) == float(reply.meant)
    return found == reply.meant.lower()


@pytest.mark.parametrize("part", ["tuning", "held_out"])
def test_nine_in_ten_spoken_answers_are_understood(
    studio: Studio, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    right, all_, invented = Counter[str](), Counter[str](), 0
    for reply in spoken.replies(part):
        for voice in LEADS:
            found = understood(studio, reply, voice=voice)
            for group in ("all", voice, APART.get(reply.question.kind, "others")):
                all_[group] += 1
                right[group] += is_right(reply, found)
            invented += reply.meant == "-" != found

    shares = {group: f"{right[group] / all_[group]:.1%} of {all_[group]}" for group in all_}
    with capsys.disabled():
        print(f"\n{part}: {shares}; heard where there was no answer: {invented}")
    assert right["all"] / all_["all"] >= LEAST_RIGHT, shares


def test_nothing_is_in_two_parts() -> None:
    tuning, held_out = (
        {(each.question.id, each.said) for each in spoken.replies(part)} for part in ("tuning", "held_out")
    )

    assert tuning & held_out == set()
    assert len(held_out) >= 120
