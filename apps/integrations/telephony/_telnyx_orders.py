"""Carrying out a Telnyx call's deeds, one order after another: https://developers.telnyx.com/api-reference/call-commands."""

from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

from pydantic import BaseModel, Field

from apps.integrations.errors import Rejected, Unavailable
from apps.integrations.wire.telnyx import Api, segment

from ._telnyx_deeds import Deed, State
from ._telnyx_words import CALL_IS_OVER

MOST_SPOKEN = 3000
# What Telnyx says in its own voices; another language is read by an American.
LANGUAGES = frozenset(
    {"arb", "cmn-CN", "cy-GB", "da-DK", "de-DE", "en-AU", "en-GB", "en-IN", "en-US", "es-ES", "es-MX", "es-US"}
    | {"fr-CA", "fr-FR", "hi-IN", "is-IS", "it-IT", "ja-JP", "ko-KR", "nb-NO", "nl-NL", "pl-PL", "pt-BR", "pt-PT"}
    | {"ro-RO", "ru-RU", "sv-SE", "tr-TR"}
)
GONE = frozenset({CALL_IS_OVER, "404", "10005", "90015"})


class Leg(BaseModel):
    """One leg as Telnyx shows it; `end_time` only of one that has ended."""

    call_control_id: str = Field(min_length=1)
    call_leg_id: str = ""
    call_duration: int | None = None
    end_time: str | None = None


class LegAnswer(BaseModel):
    data: Leg


class Orders:
    """Those that one event asks for: told again, Telnyx knows them by their `command_id` and does nothing."""

    def __init__(self, api: Api, *, connection_id: str, voice: str, event_id: str) -> None:
        self._api, self._connection_id, self._voice, self._event_id = api, connection_id, voice, event_id

    def carry_out(self, deeds: Sequence[Deed], leg: str, known: State) -> None:
        """As far as they go at once: what comes behind words goes with them. A call that has ended wants nothing."""
        try:
            for nth, deed in enumerate(deeds):
                at = known.lead if deed.to_lead and known.lead else leg
                self._one(deed, at, known, rest=tuple(deeds[nth + 1 :]))
                if deed.do in ("speak", "stream"):
                    return
        except Rejected as refusal:
            # Nobody is left in silence: neither a lead whose rep can't be rung, nor a rep whose lead has gone.
            self.hang_up(leg)
            if refusal.code not in GONE:
                raise

    def hang_up(self, leg: str) -> None:
        """Harmless if it has ended."""
        try:
            self._order(leg, "hangup", {})
        except Rejected as refusal:
            if refusal.code not in GONE:
                raise

    def _one(self, deed: Deed, leg: str, known: State, *, rest: tuple[Deed, ...]) -> None:
        match deed.do:
            case "speak":
                self._order(leg, "speak", self._spoken(deed) | _state(known, leg, rest=rest))
            case "stream":
                self._order(leg, "streaming_start", _streamed(deed) | _state(known, leg, then_url=deed.then_url))
            case "ring":
                self._ring(deed, leg, known)
            case "join":
                self._order(leg, "bridge", {"call_control_id": known.lead})
                self._record(known)
            case "hang_up":
                self.hang_up(leg)

    def _record(self, known: State) -> None:
        """The lead's leg is the first, and so on the left. No state goes along: it keeps what the lead's has."""
        if not known.record_url:
            return
        try:
            self._order(known.lead, "record_start", {"format": "wav", "channels": "dual", "play_beep": False})
        except Rejected as refusal:
            if refusal.code not in GONE:
                # The two talk already: Telnyx is told to come again, and the log why nothing is recorded.
                raise Unavailable(refusal.reason, code=refusal.code) from refusal

    def _spoken(self, deed: Deed) -> dict[str, object]:
        language = deed.language if deed.language in LANGUAGES else "en-US"
        text = deed.text[:MOST_SPOKEN]
        return {"payload": text, "payload_type": "text", "voice": self._voice, "language": language}

    def _ring(self, deed: Deed, lead: str, known: State) -> None:
        """A leg of its own, that the lead's is told of: if the lead hangs up, that phone rings for nobody."""
        if self._api.ask(LegAnswer, path(lead)).data.end_time:
            return
        wanted = {
            "connection_id": self._connection_id,
            "to": deed.to,
            "from": deed.caller_id,
            "link_to": lead,
            "timeout_secs": deed.ring_seconds,
            "webhook_url": deed.then_url,
            "webhook_urls": {"call.answered": deed.whisper_url or deed.then_url},
            "client_state": State(lead=lead, answered_at=known.answered_at, record_url=deed.record_url).packed(),
            "command_id": self._key("ring"),
        }
        rep = self._api.make(LegAnswer, "/calls", wanted).data.call_control_id
        state = known.model_copy(update={"rep": rep, "rest": (), "record_url": deed.record_url}).packed()
        self._api.order(f"{path(lead)}/actions/client_state_update", {"client_state": state}, method="PUT")

    def _order(self, leg: str, what: str, wanted: dict[str, object]) -> None:
        self._api.order(f"{path(leg)}/actions/{what}", {**wanted, "command_id": self._key(f"{what} {leg}")})

    def _key(self, what: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{self._event_id} {what}"))


def _state(known: State, leg: str, *, rest: tuple[Deed, ...] = (), then_url: str = "") -> dict[str, object]:
    """For the leg that is spoken to; to the lead's nothing of the rep's belongs."""
    of_lead = State(answered_at=known.answered_at, record_url=known.record_url)
    kept = of_lead if leg == known.lead else known
    return {"client_state": kept.model_copy(update={"rest": rest, "then_url": then_url}).packed()}


def _streamed(deed: Deed) -> dict[str, object]:
    """Both ways, µ-law whatever the call's own codec is."""
    return {
        "stream_url": deed.url,
        "stream_track": "inbound_track",
        "stream_codec": "PCMU",
        "stream_bidirectional_mode": "rtp",
        "stream_bidirectional_codec": "PCMU",
        "custom_parameters": [{"name": name, "value": value} for name, value in deed.parameters.items()],
    }


def path(leg: str) -> str:
    return f"/calls/{segment(leg)}"
