"""What carriers say over a stream, and what they are told: each in its own dialect."""

import base64
import json

import pytest

from apps.voice.wires import telnyx, twilio
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
TOLD = [
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


@pytest.mark.parametrize("dialect", [twilio.Wire, telnyx.Wire])
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


def test_telnyx_is_told_without() -> None:
    wire = telnyx.Wire()

    assert json.loads(wire.media(AUDIO)) == {"event": "media", "media": {"payload": PAYLOAD}}
    assert json.loads(wire.mark("l1")) == {"event": "mark", "mark": {"name": "l1"}}
    assert json.loads(wire.clear()) == {"event": "clear"}
