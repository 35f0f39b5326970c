"""What carriers say over a stream, and what they are told: each in its own dialect."""

import base64
import json

import pytest

from apps.core import audio, plugins
from apps.integrations import catalog, telephony
from apps.voice import wires
from apps.voice.wires import plivo, telnyx, twilio, vonage
from apps.voice.wires.base import Digit, Marked, Media, Started, Stopped, Unreadable, Wire

AUDIO = bytes(range(160))
PAYLOAD = base64.b64encode(AUDIO).decode()
TWILIO_START = {
    "event": "start",
    "start": {
        "streamSid": "MZ1",
        "callSid": "CA1",
        "accountSid": "AC1",
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
    },
}
TELNYX_START = {
    "event": "start",
    "stream_id": "s1",
    "start": {"call_control_id": "v3:1", "user_id": "u1", "media_format": {"encoding": "PCMU", "sample_rate": 8000}},
}
PLIVO_AUDIO = {"encoding": "audio/x-mulaw", "sampleRate": 8000}
PLIVO_START = {
    "event": "start",
    "start": {"streamId": "p1", "callId": "u-1", "accountId": "MA1", "mediaFormat": PLIVO_AUDIO},
}
VONAGE_START = {"event": "websocket:connected", "content-type": "audio/l16;rate=8000", "call": "u-2", "crm_id": "7"}
TOLD = [
    (vonage.Wire, VONAGE_START, Started("u-2", "u-2")),
    (vonage.Wire, {"event": "websocket:notify", "payload": {"mark": "l1"}}, Marked("l1")),
    (vonage.Wire, {"event": "websocket:dtmf", "digit": "5", "duration": 260}, Digit("5")),
    (vonage.Wire, {"event": "websocket:cleared"}, None),
    (plivo.Wire, PLIVO_START, Started("p1", "u-1", "MA1")),
    (plivo.Wire, {"event": "media", "media": {"track": "inbound", "payload": PAYLOAD}}, Media(AUDIO)),
    (plivo.Wire, {"event": "media", "media": {"track": "outbound", "payload": PAYLOAD}}, None),
    (plivo.Wire, {"event": "playedStream", "name": "l1"}, Marked("l1")),
    (plivo.Wire, {"event": "clearedAudio"}, None),
    (plivo.Wire, {"event": "dtmf", "dtmf": {"digit": "7"}}, Digit("7")),
    (plivo.Wire, {"event": "stop"}, Stopped()),
    (twilio.Wire, TWILIO_START, Started("MZ1", "CA1", "AC1")),
    (twilio.Wire, {"event": "media", "media": {"track": "inbound", "payload": PAYLOAD}}, Media(AUDIO)),
    (twilio.Wire, {"event": "media", "media": {"track": "outbound", "payload": PAYLOAD}}, None),
    (twilio.Wire, {"event": "mark", "mark": {"name": "l1"}}, Marked("l1")),
    (twilio.Wire, {"event": "dtmf", "dtmf": {"digit": "5"}}, Digit("5")),
    (twilio.Wire, {"event": "stop"}, Stopped()),
    (twilio.Wire, {"event": "connected", "protocol": "Call"}, None),
    (telnyx.Wire, TELNYX_START, Started("s1", "v3:1", "u1")),
    (telnyx.Wire, {"event": "media", "media": {"track": "inbound", "payload": PAYLOAD}}, Media(AUDIO)),
    (telnyx.Wire, {"event": "mark", "mark": {"name": "l1"}}, Marked("l1")),
    (telnyx.Wire, {"event": "dtmf", "dtmf": {"digit": "#"}}, Digit("#")),
    (telnyx.Wire, {"event": "stop"}, Stopped()),
]


@pytest.mark.parametrize(("dialect", "told", "event"), TOLD)
def test_what_they_say_is_read(dialect: type[Wire], told: object, event: object) -> None:
    assert dialect().read(json.dumps(told)) == event


@pytest.mark.parametrize("dialect", [twilio.Wire, telnyx.Wire, plivo.Wire])
def test_a_dialect_of_text_takes_nothing_else(dialect: type[Wire]) -> None:
    with pytest.raises(Unreadable):
        dialect().hear(AUDIO)


@pytest.mark.parametrize("dialect", [twilio.Wire, telnyx.Wire, plivo.Wire])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        "{}",
        '{"event":"media"}',
        '{"event":"media","media":{"payload":"%%"}}',
        '{"event":"start","start":[]}',
    ],
)
def test_what_is_none_of_it_is_unreadable(dialect: type[Wire], text: str) -> None:
    with pytest.raises(Unreadable):
        dialect().read(text)


@pytest.mark.parametrize("form", [{"encoding": "audio/x-l16", "sampleRate": 8000}, {"sampleRate": 16000}])
def test_other_audio_than_the_telephones_is_refused(form: dict[str, object]) -> None:
    start = {**TWILIO_START["start"], "mediaFormat": form}  # type: ignore[dict-item]

    with pytest.raises(Unreadable):
        twilio.Wire().read(json.dumps({"event": "start", "start": start}))


def test_twilio_is_told_with_its_streams_id() -> None:
    wire = twilio.Wire()
    wire.read(json.dumps(TWILIO_START))

    said = [json.loads(text) for text in (wire.media(AUDIO), wire.mark("l1"), wire.clear())]

    assert said == [
        {"event": "media", "streamSid": "MZ1", "media": {"payload": PAYLOAD}},
        {"event": "mark", "streamSid": "MZ1", "mark": {"name": "l1"}},
        {"event": "clear", "streamSid": "MZ1"},
    ]


def test_plivo_is_told_in_its_own_words() -> None:
    wire = plivo.Wire()
    wire.read(json.dumps(PLIVO_START))

    said = [json.loads(text) for text in (wire.media(AUDIO), wire.mark("l1"), wire.clear())]

    audio = {"contentType": "audio/x-mulaw", "sampleRate": 8000, "payload": PAYLOAD}
    assert said == [
        {"event": "playAudio", "media": audio},
        {"event": "checkpoint", "streamId": "p1", "name": "l1"},
        {"event": "clearAudio", "streamId": "p1"},
    ]


def test_vonages_audio_is_linear_and_20_ms_long() -> None:
    wire = vonage.Wire()

    assert wire.hear(audio.to_pcm(AUDIO)) == Media(audio.to_ulaw(audio.to_pcm(AUDIO)))
    assert (wire.piece_bytes, len(wire.media(AUDIO)), len(wire.media(AUDIO[:7]))) == (160, 320, 320)
    assert wire.media(AUDIO[:7]) == audio.to_pcm(AUDIO[:7]).ljust(320, b"\x00")
    assert json.loads(wire.mark("l1")) == {"action": "notify", "payload": {"mark": "l1"}}
    assert json.loads(wire.clear()) == {"action": "clear"}


@pytest.mark.parametrize(
    "told", [VONAGE_START | {"content-type": "audio/l16;rate=16000"}, {"event": "websocket:connected"}]
)
def test_a_stream_of_vonages_that_is_not_as_ordered_begins_nothing(told: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        vonage.Wire().read(json.dumps(told))


def test_half_a_sample_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        vonage.Wire().hear(b"\x00")


def test_telnyx_is_told_without() -> None:
    wire = telnyx.Wire()

    assert json.loads(wire.media(AUDIO)) == {"event": "media", "media": {"payload": PAYLOAD}}
    assert json.loads(wire.mark("l1")) == {"event": "mark", "mark": {"name": "l1"}}
    assert json.loads(wire.clear()) == {"event": "clear"}


@pytest.mark.parametrize("carrier", plugins.names(telephony))
def test_every_carrier_has_a_dialect_of_its_own_but_those_whose_calls_nothing_of_ours_is_in(carrier: str) -> None:
    if catalog.vendor_class("telephony", carrier).rings_rep_first:
        assert carrier not in plugins.names(wires)
        return

    assert issubclass(plugins.load(wires, carrier, "Wire"), Wire)
