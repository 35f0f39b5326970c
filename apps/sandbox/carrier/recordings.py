"""What the pretend carrier records of a bridge or a leg: two tones, so that one hears which side is which."""

from __future__ import annotations

import array
import io
import math
import wave
from dataclasses import dataclass, field
from datetime import datetime

from apps.sandbox.callbacks import Callbacks
from apps.sandbox.carrier.accounts import API, VENDOR, new_sid
from apps.sandbox.carrier.calls import Call
from apps.sandbox.carrier.documents import Document
from apps.sandbox.carrier.twiml import Verb
from apps.sandbox.clock import rfc2822
from apps.sandbox.forms import Form
from apps.sandbox.world import World

RATE, LOUDNESS = 8_000, 6_000
LEFT_HERTZ, RIGHT_HERTZ = 440, 660


@dataclass(frozen=True)
class Recorded:
    """One recording. `channels` as it was made; a listener may ask for fewer."""

    call: Call
    seconds: int
    channels: int
    made_at: datetime
    source: str
    sid: str = field(default_factory=lambda: new_sid("RE"))

    def form(self) -> dict[str, str]:
        """What a RecordingStatusCallback carries."""
        account = self.call.account.sid
        return {
            "AccountSid": account,
            "CallSid": self.call.sid,
            "RecordingSid": self.sid,
            "RecordingUrl": f"https://api.twilio.com{API}/Accounts/{account}/Recordings/{self.sid}",
            "RecordingStatus": "completed",
            "RecordingDuration": str(self.seconds),
            "RecordingChannels": str(self.channels),
            "RecordingStartTime": rfc2822(self.made_at),
            "RecordingSource": self.source,
        }

    def resource(self) -> dict[str, object]:
        """As the REST API shows it."""
        account = self.call.account.sid
        return {
            "sid": self.sid,
            "account_sid": account,
            "call_sid": self.call.sid,
            "conference_sid": None,
            "status": "completed",
            "source": self.source,
            "duration": str(self.seconds),
            "channels": self.channels,
            "date_created": rfc2822(self.made_at),
            "date_updated": rfc2822(self.made_at),
            "start_time": rfc2822(self.made_at),
            "price": None,
            "price_unit": "USD",
            "error_code": None,
            "api_version": API.strip("/"),
            "uri": f"{API}/Accounts/{account}/Recordings/{self.sid}.json",
        }

    def wav(self, channels: int) -> bytes:
        return two_tones(self.seconds, channels=channels)


class Recordings:
    """Every recording that nobody has deleted."""

    def __init__(self, world: World) -> None:
        self.by_sid: dict[str, Recorded] = {}


@dataclass(frozen=True)
class Wish:
    """How something is to be recorded, and who is told when it is."""

    source: str
    is_dual: bool
    url: str
    events: str


def finish(call: Call, verb: Verb, document: Document, *, answered_at: datetime) -> None:
    """The bridge is over: what <Dial record> asked for is there, and the application is told."""
    if verb.option("record").startswith("record-from"):
        _make(
            call, _wished("DialVerb", verb, document, is_dual=verb.option("record").endswith("dual")), since=answered_at
        )


def start(call: Call, verb: Verb, document: Document) -> None:
    """<Start><Recording>: from now to the end of the call."""
    for noun in verb.nested:
        if noun.name == "Recording":
            is_dual = noun.option("channels", "dual") == "dual"
            _until_its_end(call, _wished("StartCallRecordingAPI", noun, document, is_dual=is_dual))


def answered(call: Call, form: Form) -> None:
    """Somebody who was called with `Record`: the same."""
    if form.first("Record").lower() == "true":
        is_dual = form.first("RecordingChannels") == "dual"
        events = form.first("RecordingStatusCallbackEvent", "completed")
        _until_its_end(call, Wish("OutboundAPI", is_dual, form.first("RecordingStatusCallback"), events))


def _wished(source: str, verb: Verb, document: Document, *, is_dual: bool) -> Wish:
    url = verb.option("recordingStatusCallback")
    events = verb.option("recordingStatusCallbackEvent", "completed")
    return Wish(source, is_dual, document.address(url) if url else "", events)


def _until_its_end(call: Call, wish: Wish) -> None:
    since = call.world.clock.now()
    call.at_end.append(lambda: _make(call, wish, since=since))


def _make(call: Call, wish: Wish, *, since: datetime) -> None:
    seconds = max(1, round((call.world.clock.now() - since).total_seconds()))
    made = Recorded(call, seconds, 2 if wish.is_dual else 1, since, wish.source)
    call.world.of(Recordings).by_sid[made.sid] = made
    call.world.journal.write(VENDOR, "recording.made", id=made.sid, call=call.sid, seconds=seconds)
    if wish.url and "completed" in wish.events.split():
        call.world.of(Callbacks).tell(call.account.letter(wish.url, made.form()), call.thread)


def two_tones(seconds: int, *, channels: int = 2) -> bytes:
    """16-bit PCM at 8 kHz: the lead's tone, and in a second channel the rep's."""
    tones = [_tone(hertz, seconds) for hertz in (LEFT_HERTZ, RIGHT_HERTZ)[:channels]]
    frames = array.array("h", [sample for frame in zip(*tones, strict=True) for sample in frame])
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(frames.tobytes())
    return out.getvalue()


def _tone(hertz: int, seconds: int) -> list[int]:
    second = [int(LOUDNESS * math.sin(2 * math.pi * hertz * n / RATE)) for n in range(RATE)]
    return second * seconds
