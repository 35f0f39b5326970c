"""A recording's loudness, read from its file."""

import io
import math
import wave
from array import array

import pytest

from apps.calls import waveform
from apps.calls.waveform import BUCKETS, NotDrawable, Waveform


def wav(*channels: list[int], width: int = 2) -> io.BytesIO:
    """A file of these samples, a list for each channel."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(width)
        file.setframerate(8_000)
        frames = [sample for frame in zip(*channels, strict=True) for sample in frame]
        file.writeframes(array("h", frames).tobytes() if width == 2 else bytes(frames))
    out.seek(0)
    return out


def test_each_channel_has_its_own_row() -> None:
    loud, quiet = [16_384] * 2_400, [-64] * 2_400

    found = waveform.of_file(wav(loud, quiet))

    assert found.channels == [bytes([127]) * BUCKETS, bytes([0]) * BUCKETS]


def test_a_word_is_seen_where_it_was_said() -> None:
    silence, word = [0] * 1_200, [round(20_000 * math.sin(n)) for n in range(1_200)]

    (row,) = waveform.of_file(wav(silence + word)).channels

    assert not any(row[: BUCKETS // 2])
    assert min(row[BUCKETS // 2 :]) > 100


@pytest.mark.parametrize("sample", [32_767, -32_768])
def test_the_loudest_there_is_fits(sample: int) -> None:
    assert waveform.of_file(wav([sample] * BUCKETS)).channels[0][0] in (254, 255)


@pytest.mark.parametrize("frames", [1, 7, BUCKETS - 1, BUCKETS + 1, 10_007])
def test_every_length_fills_the_picture(frames: int) -> None:
    (row,) = waveform.of_file(wav([9_000] * frames)).channels

    assert len(row) == BUCKETS
    assert max(row) == 70


@pytest.mark.parametrize("length", [9_600 * 4, 0xFFFF_FFFF - 100])
def test_a_file_that_is_shorter_than_it_says_is_drawn_as_far_as_it_goes(length: int) -> None:
    whole = wav([9_000] * 4_800, [9_000] * 4_800).getvalue()
    told = whole[:4] + (length + 36).to_bytes(4, "little") + whole[8:40] + length.to_bytes(4, "little") + whole[44:]

    found = waveform.of_file(io.BytesIO(told))

    assert [(row[10], row[-10]) for row in found.channels] == [(70, 70), (70, 70)]


@pytest.mark.parametrize(
    "file",
    [
        io.BytesIO(b""),
        io.BytesIO(b"ID3\x03 an mp3"),
        wav([1] * 100, width=1),
        wav([1] * 100, [1] * 100, [1] * 100),
        wav([]),
    ],
    ids=["empty", "another format", "8 bits", "three channels", "no sound"],
)
def test_what_cannot_be_drawn_says_so(file: io.BytesIO) -> None:
    with pytest.raises(NotDrawable):
        waveform.of_file(file)


@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_kept_is_read_back(channels: int) -> None:
    found = Waveform([bytes(range(BUCKETS))] * channels)

    assert waveform.unpacked(found.packed()) == found


def test_of_what_was_never_read_there_is_none() -> None:
    assert waveform.unpacked(b"") is None
