"""The last voice fails while several sentences are to come: each has its end, and the call has one."""

import asyncio

from apps.voice.engines import scripted
from apps.voice.phrases import Phrases
from apps.voice.policy.moves import Disposition, End, Expects, Line, Move

from .failing import Engines, broken_speech, mute
from .test_session import LONG, Call, hurry

__all__ = ["hurry"]

SORRY = "I'm sorry, I'm having trouble on my end."
FAILED = Move((Line(SORRY, is_fixed=True),), Expects.NOTHING, End(Disposition.FAILED))
NEVER_MADE = "Your name is on our list."


def called(engines: Engines, *moves: Move) -> Call:
    """A call until somebody hangs up, in which two lines were rendered ahead."""
    phrases = Phrases(None)
    call = Call(*moves, engines=engines, phrases=phrases)

    async def live() -> None:
        for text in (LONG, SORRY):
            await phrases.keep("scripted", text, scripted.tone(len(text) / 30))
        await call.live(until="never")

    asyncio.run(live())
    return call


def test_it_hangs_up_after_its_last_sentence_and_no_sooner() -> None:
    call = called(Engines(of_speech=(broken_speech,)), Move((Line(LONG), Line(NEVER_MADE))), FAILED)

    assert call.tools == [End(Disposition.FAILED)]
    sorry = call.session.minutes.turns[-1]
    assert sorry.text == SORRY
    assert not sorry.was_interrupted
    assert sorry.ended_ms - sorry.began_ms > 1_000


def test_it_hangs_up_though_its_goodbye_was_never_made() -> None:
    goodbye = Move((Line(LONG), Line(NEVER_MADE)), Expects.NOTHING, End(Disposition.QUALIFIED))

    call = called(Engines(of_speech=(broken_speech,)), goodbye)

    assert call.tools == [End(Disposition.QUALIFIED)]


def test_what_was_rendered_ahead_is_heard_though_it_came_behind_what_is_never_made() -> None:
    call = called(Engines(of_speech=(mute,)), Move((Line(NEVER_MADE), Line(LONG))), FAILED)

    assert [turn.text for turn in call.session.minutes.turns] == [LONG, SORRY]
