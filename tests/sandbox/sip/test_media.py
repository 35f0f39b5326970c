"""What is agreed to be heard, and what is heard: SDP, A-law, RTP and keys."""

from __future__ import annotations

import numpy as np
import pytest

from apps.sandbox.sip import alaw, rtp, sdp, tones
from apps.sandbox.sip.arrivals import Arrivals
from apps.sandbox.sip.rtp import Packet
from apps.voice import audio

pytestmark = pytest.mark.long

OFFER = (
    "v=0\r\no=- 1 1 IN IP4 10.0.0.7\r\ns=-\r\nc=IN IP4 10.0.0.7\r\nt=0 0\r\n"
    "m=audio 20000 RTP/AVP 96 8 0 97\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:97 telephone-event/8000\r\na=sendonly\r\n"
)


def test_the_first_codec_that_we_speak_is_agreed() -> None:
    agreed = sdp.read(OFFER.encode())

    assert (agreed.codec, agreed.host, agreed.port, agreed.keys) == ("PCMA", "10.0.0.7", 20000, 97)


def test_whoever_holds_us_hears_nothing_from_us() -> None:
    held, both = sdp.read(OFFER.encode()), sdp.read(OFFER.replace("sendonly", "sendrecv").encode())

    assert (held.may_send, both.may_send) == (False, True)


def test_our_answer_says_what_was_agreed() -> None:
    agreed = sdp.read(OFFER.encode())

    answer = sdp.write(host="127.0.0.1", port=4000, agreed=agreed, direction="recvonly", version=1)

    assert b"m=audio 4000 RTP/AVP 8 97\r\n" in answer
    assert sdp.read(answer) == sdp.Agreed("PCMA", "127.0.0.1", 4000, 97, "recvonly")


@pytest.mark.parametrize(
    "offer",
    ["", OFFER.replace("8 0 97", "97"), OFFER.replace("RTP/AVP", "RTP/SAVP"), OFFER.replace("c=IN IP4", "c=IN IP6")],
)
def test_what_we_cannot_speak_is_not_acceptable(offer: str) -> None:
    with pytest.raises(sdp.NotAcceptable):
        sdp.read(offer.encode())


def test_a_tone_survives_a_law() -> None:
    tone = tones.tone(440, seconds=1)

    there_and_back = alaw.to_ulaw(alaw.from_ulaw(tone))

    before, after = (np.frombuffer(audio.to_pcm(each), np.int16).astype(float) for each in (tone, there_and_back))
    assert np.corrcoef(before, after)[0, 1] > 0.999


def test_a_law_is_as_the_standard_has_it() -> None:
    loudest, softest = np.frombuffer(audio.to_pcm(alaw.to_ulaw(b"\xaa\xd5")), np.int16)

    assert abs(loudest - 32_256) < 1_000
    assert abs(softest) <= 8


def test_a_packet_is_read_as_it_was_written() -> None:
    packet = Packet(0, 65_535, 4_294_967_295, 7, b"\x7f" * 160, is_first=True)

    assert rtp.read(packet.written()) == packet


def test_extensions_sources_and_padding_are_no_audio() -> None:
    plain = Packet(0, 1, 160, 7, b"").written()
    packet = (
        bytes([0x80 | 0x20 | 0x10 | 1]) + plain[1:] + b"CSRC" + b"\xbe\xde\x00\x01EXTN" + b"audio" + b"\x00\x00\x03"
    )

    assert rtp.read(packet).payload == b"audio"


@pytest.mark.parametrize("datagram", [b"", b"\x80\x00", b"\x00" * 20])
def test_what_is_no_packet_is_named_so(datagram: bytes) -> None:
    with pytest.raises(rtp.Unreadable):
        rtp.read(datagram)


def test_a_key_is_heard_as_pressed() -> None:
    assert rtp.key(rtp.press("#", samples=160, is_over=True)) == "#"


def test_a_key_that_does_not_exist_is_named_so() -> None:
    with pytest.raises(rtp.Unreadable):
        rtp.key(b"\x10\x0a\x00\xa0")


@pytest.mark.parametrize(
    ("sequences", "lost"),
    [((1, 2, 3), 0), ((1, 4), 2), ((65_535, 0, 1), 0), ((1, 3, 2, 4), 0)],
)
def test_packets_that_never_came_are_counted(sequences: tuple[int, ...], lost: int) -> None:
    arrivals = Arrivals()

    for sequence in sequences:
        arrivals.note(sequence)

    assert arrivals.report()["lost"] == lost
