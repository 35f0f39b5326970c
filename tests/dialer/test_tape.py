"""Both sides of a recording by the clock, and files that play whenever they break off: no socket, no wait."""

import asyncio
import os
import threading
import time
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from apps.core.audio import RATE, Samples
from apps.dialer import reel, slip, wav
from apps.dialer.deck import MOST_WAITING, Deck
from apps.dialer.reel import Reel
from apps.dialer.slip import Slip
from apps.dialer.tape import SLACK_BYTES, Side, Tape
from apps.integrations.wire.dialer import Lack

FRAME_SECONDS, FRAME_BYTES = 0.02, 320
SLACK_SECONDS = SLACK_BYTES / 2 / RATE
LOUD = b"\x10\x27" * (FRAME_BYTES // 2)


def sides(laid: bytes) -> tuple[Samples, Samples]:
    both = np.frombuffer(laid, np.int16).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def spans(side: Samples) -> list[tuple[float, float]]:
    """From when to when it is loud, in seconds; shorter silence than a frame counts as none."""
    loud = np.flatnonzero(side)
    breaks = np.flatnonzero(np.diff(loud) > FRAME_BYTES // 2)
    starts, ends = [loud[0], *loud[breaks + 1]], [*loud[breaks], loud[-1]]
    return [(start / RATE, end / RATE) for start, end in zip(starts, ends, strict=True)]


def said(tape: Tape, side: Side, *, since: float, until: float, late: float = 0.0, pace: float = 1.0) -> None:
    """Frame after frame; `late` is the line's delay, and `pace` the speed of the other end's clock."""
    for n in range(round((until - since) / FRAME_SECONDS)):
        tape.add(side, LOUD, at=since + (n + 1) * FRAME_SECONDS / pace + late)


def test_the_lead_is_left_and_everybody_else_right() -> None:
    tape = Tape(began=100.0)
    said(tape, Side.LEAD, since=100.0, until=101.0)
    said(tape, Side.OURS, since=101.0, until=103.0)

    left, right = sides(tape.rest(at=103.0))

    assert [len(left), len(right)] == [3 * RATE, 3 * RATE]
    assert spans(left) == [pytest.approx((0.0, 1.0), abs=0.001)]
    assert spans(right) == [pytest.approx((1.0, 3.0), abs=0.001)]


@pytest.mark.parametrize("silence", [0.2, 1.0, 30.0], ids=["lost packets", "a breath", "held"])
def test_after_a_silence_both_sides_are_where_the_clock_has_them(silence: float) -> None:
    tape, goes_on = Tape(began=0.0), 1.0 + silence
    said(tape, Side.LEAD, since=0.0, until=1.0)
    said(tape, Side.LEAD, since=goes_on, until=goes_on + 1.0)
    said(tape, Side.OURS, since=0.0, until=goes_on + 1.0)

    left, right = sides(tape.rest(at=goes_on + 1.0))

    assert spans(left)[1] == pytest.approx((goes_on, goes_on + 1.0), abs=0.001)
    assert len(left) == len(right) == len(np.flatnonzero(right))


@pytest.mark.parametrize("pace", [0.999, 1.001])
def test_clocks_that_drift_do_not_drift_apart_on_it(pace: float) -> None:
    tape = Tape(began=0.0)
    said(tape, Side.LEAD, since=0.0, until=600.0, pace=pace)
    end = 600.0 / pace
    tape.add(Side.OURS, LOUD, at=end)

    left, right = sides(tape.rest(at=end))

    assert abs(spans(left)[-1][1] - spans(right)[-1][1]) < SLACK_SECONDS + FRAME_SECONDS


def test_jitter_below_the_slack_leaves_no_hole() -> None:
    tape = Tape(began=0.0)
    for n in range(100):
        tape.add(Side.LEAD, LOUD, at=(n + 1) * FRAME_SECONDS + (0.08 if n % 7 == 3 else 0.0))

    left, _ = sides(tape.rest(at=2.0))

    assert len(spans(left)) == 1


def test_what_comes_late_for_a_moment_is_still_beside_it() -> None:
    tape, laid = Tape(began=0.0), b""
    for n in range(200):
        at = (n + 1) * FRAME_SECONDS
        tape.add(Side.LEAD, LOUD, at=at)
        if n == 150:
            tape.add(Side.OURS, LOUD, at=at)
        laid += tape.cut(at=at)

    left, right = sides(laid + tape.rest(at=4.0))

    assert len(left) == len(np.flatnonzero(left)) == 4 * RATE
    assert spans(right) == [pytest.approx((3.0, 3.02), abs=0.001)]


def test_it_gives_away_a_second_at_a_time_and_nothing_twice() -> None:
    tape, given = Tape(began=0.0), list[bytes]()
    for n in range(500):
        at = (n + 1) * FRAME_SECONDS
        tape.add(Side.LEAD, LOUD, at=at)
        given.append(tape.cut(at=at))

    lengths = {len(each) for each in given if each}

    assert lengths == {RATE * wav.BLOCK}
    assert sum(map(len, given)) + len(tape.rest(at=10.0)) == 10 * RATE * wav.BLOCK


def test_of_a_talk_without_a_word_there_is_its_silence() -> None:
    tape = Tape(began=0.0)

    left, right = sides(tape.rest(at=2.0))

    assert len(left) == len(right) == 2 * RATE
    assert not left.any()
    assert not right.any()


def test_a_file_plays_after_each_write_and_after_half_of_one(tmp_path: Path) -> None:
    path, second = tmp_path / "t.wav", bytes(RATE * wav.BLOCK)
    file = os.open(path, os.O_RDWR | os.O_CREAT)
    lengths, written = [], 0

    wav.begin(file)
    lengths.append(frames(path))
    for _ in range(2):
        written = wav.grow(file, second, after=written)
        lengths.append(frames(path))
    os.pwrite(file, b"\1\2\3\4\5\6", wav.HEAD_BYTES + written)
    lengths.append(frames(path))
    mended = wav.mend(file)
    os.close(file)

    assert lengths == [0, RATE, 2 * RATE, 2 * RATE]
    assert (mended, frames(path)) == (2 * RATE * wav.BLOCK + 4, 2 * RATE + 1)
    assert path.stat().st_size == wav.HEAD_BYTES + mended


def a_slip(number: int = 1) -> Slip:
    noon = datetime(2026, 11, 28, 12, tzinfo=UTC)
    return Slip(id=f"{number:032x}", call_id="c1", url="https://x.example/r/", began_at=noon)


def seconds_of_a_clock() -> Iterator[float]:
    return (float(n) for n in count())


@pytest.mark.parametrize(("is_stuck", "lack"), [(True, Lack.DISK_SLOW), (False, None)])
def test_a_disk_that_does_not_keep_up_costs_the_recording_and_not_the_talk(
    tmp_path: Path, is_stuck: bool, lack: Lack | None
) -> None:
    async def recorded() -> Slip:
        moves = threading.Event()
        with ThreadPoolExecutor(1) as thread:
            thread.submit(moves.wait, 10 if is_stuck else 0)
            deck = Deck(Reel(tmp_path, a_slip()), thread, clock=seconds_of_a_clock().__next__)
            for _ in range(2 * MOST_WAITING):
                deck.take(LOUD, LOUD)
                if not is_stuck:
                    await asyncio.get_running_loop().run_in_executor(thread, bool)
                await asyncio.sleep(0)
            moves.set()
            return await deck.end()

    over = asyncio.run(recorded())

    assert (over.lack, over.is_over) == (lack, True)
    # What had been handed over before is kept.
    assert round(wav.seconds(over.audio_bytes)) in (range(20, 40) if is_stuck else range(55, 65))
    assert over.audio_bytes == slip.audio_of(tmp_path, over.id).stat().st_size - wav.HEAD_BYTES


def test_a_recording_leaves_the_journal_its_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = Reel(tmp_path, a_slip())
    recorded.begin()
    recorded.write(LOUD)
    monkeypatch.setattr(reel, "RESERVE_BYTES", 2**62)

    recorded.write(LOUD)

    over = recorded.end(None)
    assert (over.lack, over.audio_bytes) == (Lack.DISK_FULL, len(LOUD))


def test_what_nobody_came_for_is_forgotten_and_the_rest_is_kept(tmp_path: Path) -> None:
    now = time.time()
    for number, age in ((1, 100.0), (2, 10.0)):
        slip.save(tmp_path, a_slip(number))
        slip.audio_of(tmp_path, a_slip(number).id).write_bytes(wav.head(0))
        os.utime(slip.audio_of(tmp_path, a_slip(number).id), (now - age, now - age))

    forgotten = slip.forget_old(tmp_path, before=now - 50)

    assert forgotten == [a_slip(1).id]
    assert [each.id for each in slip.all_in(tmp_path)] == [a_slip(2).id]
    assert slip.audio_of(tmp_path, a_slip(2).id).exists()


def test_a_slip_that_can_not_be_read_is_passed_over(tmp_path: Path) -> None:
    slip.save(tmp_path, a_slip(2))
    (tmp_path / f"{1:032x}.json").mkdir()

    assert [each.id for each in slip.all_in(tmp_path)] == [a_slip(2).id]


def frames(path: Path) -> int:
    with wave.open(str(path)) as heard:
        assert (heard.getnchannels(), heard.getsampwidth(), heard.getframerate()) == (2, 2, RATE)
        count = int(heard.getnframes())
        assert len(heard.readframes(count)) == count * wav.BLOCK
    return count
