"""Engines that stall or fail in the call: it goes on with the others or ends kindly, and is never silent for long."""

import asyncio
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pytest

from apps.voice import talk
from apps.voice.engines import scripted
from apps.voice.phrases import Phrases
from apps.voice.policy.moves import Disposition, End, Expects, Line, Move

from .failing import Engines, broken_hearing, broken_speech, deaf, half_speech, hears, mute, speaks, unreachable
from .test_session import GREETING, LONG, QUESTION, Call, after

SORRY = "I'm sorry, I'm having trouble on my end."
FAILED = Move((Line(SORRY, is_fixed=True),), Expects.NOTHING, End(Disposition.FAILED))
FILLER = "One moment."
FIXED = Move((Line("How large is it?", is_fixed=True),), Expects.YES_NO)
# The specification's; nothing else here is timed.
MOST_SILENCE_MS = 3_000

GO_ON = {
    "hearing stalls": Engines(of_hearing=(deaf, hears("Sure, yes."))),
    "hearing errs": Engines(of_hearing=(broken_hearing, hears("Sure, yes."))),
    "hearing is never reached": Engines(of_hearing=(unreachable, hears("Sure, yes."))),
    "speech stalls": Engines(of_speech=(mute, speaks)),
    "speech errs": Engines(of_speech=(broken_speech, speaks)),
    "speech stops in a sentence": Engines(of_speech=(half_speech, speaks)),
    "both stall": Engines(of_hearing=(deaf, hears("Yes.")), of_speech=(mute, speaks)),
}
DEAF_FOR_GOOD = {
    "the only hearing stalls": Engines(of_hearing=(deaf,)),
    "both hearings stall": Engines(of_hearing=(deaf, deaf)),
    "hearings err and are never reached": Engines(of_hearing=(broken_hearing, unreachable)),
}
MUTE_FOR_GOOD = {
    "the only speech stalls": Engines(of_speech=(mute,)),
    "both speeches stall": Engines(of_speech=(mute, mute)),
    "speeches err and stall": Engines(of_speech=(broken_speech, mute)),
    "a hearing stalls and no speech is left": Engines(of_hearing=(deaf, hears("Yes.")), of_speech=(mute, mute)),
}


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    """What was rendered ahead, by the first voice."""
    phrases = Phrases(None)

    async def keep() -> None:
        for text in (LONG, FILLER, SORRY):
            await phrases.keep("scripted", text, scripted.tone(len(text) / 30))

    asyncio.run(keep())
    return phrases


@pytest.fixture(scope="module")
def calls(phrases: Phrases) -> Iterator[Mapping[str, Call]]:
    """All of them at once, in each of which the lead says "Yes, sure." when the greeting is over."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scripted, "LETTERS_A_SECOND", 30)
        patch.setattr(talk, "SILENCE_SECONDS", 2.5)
        patch.setattr(talk, "HELLO_SECONDS", 0.0)
        made = {name: Call(GREETING, _second(each), engines=each, phrases=phrases) for name, each in GO_ON.items()}
        made |= {name: Call(GREETING, FAILED, engines=each, phrases=phrases) for name, each in DEAF_FOR_GOOD.items()}
        made |= {
            name: Call(GREETING, QUESTION, FAILED, engines=each, phrases=phrases)
            for name, each in MUTE_FOR_GOOD.items()
        }
        bare = Engines(of_speech=(broken_speech,))
        made["nothing was rendered ahead"] = Call(GREETING, FAILED, engines=bare, phrases=Phrases(None))
        asyncio.run(_live(made))
        yield made


async def _live(calls: Mapping[str, Call]) -> None:
    async with asyncio.TaskGroup() as group:
        for name, call in calls.items():
            group.create_task(call.live(until="silent" if name in GO_ON else "never"))
            group.create_task(after(2.8, call.line))


def _second(engines: Engines) -> Move:
    """What a first voice that works says may be kept, and would be there for the others."""
    return QUESTION if engines.of_speech == (speaks,) else FIXED


def silences_ms(call: Call) -> list[int]:
    """At the lead's ear and mouth together, from the first sound to the last."""
    loud = sorted([*call.line.loud_ms(call.line.heard), *call.line.loud_ms(call.line.said)])
    return [later - earlier for earlier, later in pairwise(loud)]


@pytest.mark.parametrize("name", ["hearing stalls", "hearing errs", "hearing is never reached"])
def test_a_hearing_that_fails_is_replaced_in_the_call(calls: Mapping[str, Call], name: str) -> None:
    # The other engine was given the very same speech: nothing was said twice.
    assert calls[name].policy.calls[:2] == ["begin", ("Sure, yes.", None)]


@pytest.mark.parametrize("name", ["speech stalls", "speech errs", "both stall"])
def test_a_speech_that_fails_is_replaced_in_the_call(calls: Mapping[str, Call], name: str) -> None:
    assert [said.text for said in calls[name].session.minutes.turns].count("How large is it?") == 1
    assert "failed" not in calls[name].policy.calls


def test_a_speech_that_stops_in_a_sentence_is_replaced_and_says_it_again(calls: Mapping[str, Call]) -> None:
    turns = calls["speech stops in a sentence"].session.minutes.turns

    assert [said.text for said in turns].count("How large is it?") == 2


@pytest.mark.parametrize("name", [*DEAF_FOR_GOOD, *MUTE_FOR_GOOD])
def test_a_call_whose_engines_all_fail_ends_kindly(calls: Mapping[str, Call], name: str) -> None:
    call = calls[name]

    assert call.policy.calls[-1] == "failed"
    assert call.session.minutes.turns[-1].text == SORRY
    assert call.tools == [End(Disposition.FAILED)]


def test_a_call_ends_even_where_nothing_can_be_said(calls: Mapping[str, Call]) -> None:
    assert calls["nothing was rendered ahead"].tools == [End(Disposition.FAILED)]


@pytest.mark.parametrize("name", [*GO_ON, *DEAF_FOR_GOOD, *MUTE_FOR_GOOD])
def test_it_is_never_silent_for_long(calls: Mapping[str, Call], name: str) -> None:
    assert max(silences_ms(calls[name])) <= MOST_SILENCE_MS


@pytest.mark.parametrize("name", ["both stall", "both hearings stall", "both speeches stall"])
def test_a_late_reply_is_announced_from_what_was_rendered_ahead(calls: Mapping[str, Call], name: str) -> None:
    assert FILLER in [said.text for said in calls[name].session.minutes.turns]


def test_what_another_voice_says_is_not_kept_as_the_firsts(calls: Mapping[str, Call], phrases: Phrases) -> None:
    assert asyncio.run(phrases.get("scripted", "How large is it?")) is None
