"""Twilio's conferences: https://www.twilio.com/docs/voice/api/conference-participant-resource."""

from collections.abc import Mapping

from twilio.rest import Client  # type: ignore[import-untyped]  # no py.typed
from twilio.rest.api.v2010.account.conference.participant import (  # type: ignore[import-untyped]
    ParticipantContext,
)
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Document, Inbound
from apps.integrations.wire import twilio as wire
from apps.integrations.wire import twilio_hooks as hooks

from . import base
from ._twilio_recordings import leg_recorded, started
from .base import CallOrder, CallStatus, Offer, PlacedCall, RoomEvent, RoomNews, Seat

CALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
ROOM_EVENTS = "start end join leave mute hold"
EVENTS = {
    "participant-join": RoomEvent.JOINED,
    "participant-leave": RoomEvent.LEFT,
    "participant-hold": RoomEvent.HELD,
    "participant-unhold": RoomEvent.RESUMED,
    "participant-mute": RoomEvent.MUTED,
    "participant-unmute": RoomEvent.UNMUTED,
    "conference-end": RoomEvent.OVER,
}
STATUSES = {
    "ringing": CallStatus.RINGING,
    "connected": CallStatus.ANSWERED,
    "complete": CallStatus.COMPLETED,
    "failed": CallStatus.FAILED,
}
LABEL_TAKEN = "16026"
GONE = frozenset({"404", "20404"})
# Nobody hears nothing for two seconds.
PAUSE_SECONDS = 1


class Rooms(base.Rooms):
    def __init__(self, client: Client, caller_id: str) -> None:
        self._client, self._caller_id = client, caller_id

    def call(self, order: CallOrder, seat: Seat) -> PlacedCall:
        try:
            return self._called(order, seat)
        except Rejected as refusal:
            if refusal.code != LABEL_TAKEN:
                raise
        with wire.sensible():
            taken = self._participant(seat).fetch()
            return PlacedCall(str(taken.call_sid), STATUSES.get(taken.status, CallStatus.QUEUED), taken.date_created)

    def _called(self, order: CallOrder, seat: Seat) -> PlacedCall:
        with wire.sensible():
            # A room that has not begun is known by its name alone.
            made = self._client.conferences(seat.room).participants.create(
                from_=order.caller_id or self._caller_id,
                to=order.to,
                label=seat.label,
                status_callback=order.status_url,
                status_callback_event=CALL_EVENTS,
                status_callback_method="POST",
                timeout=order.ring_seconds,
                time_limit=order.most_seconds,
                # Of early media the room would hear the ringing.
                early_media=False,
                beep="false",
                end_conference_on_exit=seat.ends_room,
                **_room_wishes(seat),
                **leg_recorded(seat.record_url),
            )
            if not made.call_sid:
                raise Unanswered("Twilio named no call")
            return PlacedCall(str(made.call_sid), STATUSES.get(made.status, CallStatus.QUEUED), made.date_created)

    def redirect(self, provider_id: str, url: str) -> None:
        with wire.sensible():
            self._client.calls(provider_id).update(url=url, method="POST")

    def hold(self, seat: Seat) -> None:
        with wire.sensible():
            self._participant(seat).update(hold=True, hold_url=seat.wait_url or None, hold_method="POST")

    def resume(self, seat: Seat) -> None:
        with wire.sensible():
            self._participant(seat).update(hold=False)

    def mute(self, seat: Seat) -> None:
        with wire.sensible():
            self._participant(seat).update(muted=True)

    def unmute(self, seat: Seat) -> None:
        with wire.sensible():
            self._participant(seat).update(muted=False)

    def remove(self, seat: Seat) -> None:
        try:
            with wire.sensible():
                self._participant(seat).delete()
        except Rejected as refusal:
            if refusal.code not in GONE:
                raise

    def join(self, spoken: str, seat: Seat) -> Document:
        response = VoiceResponse()
        if text := hooks.printable(spoken).strip():
            response.say(text)
        started(response, seat.record_url)
        response.dial(action=seat.done_url or None).conference(
            seat.room,
            participant_label=seat.label,
            beep="false",
            wait_url=seat.wait_url or None,
            end_conference_on_exit=seat.ends_room,
            status_callback=seat.news_url or None,
            status_callback_event=ROOM_EVENTS if seat.news_url else None,
        )
        return hooks.document(response)

    def offer(self, offer: Offer) -> Document:
        response = VoiceResponse()
        gather = response.gather(num_digits=1, action=offer.accept_url, timeout=offer.wait_seconds)
        gather.say(hooks.printable(offer.spoken).strip())
        response.hangup()
        return hooks.document(response)

    def wait(self, spoken: str) -> Document:
        # Twilio asks again once it is over.
        response = VoiceResponse()
        response.say(hooks.printable(spoken).strip())
        response.pause(length=PAUSE_SECONDS)
        return hooks.document(response)

    def has_accepted(self, request: Inbound) -> bool:
        return request.field("Digits") == "1"

    def read_room(self, request: Inbound) -> RoomNews:
        return RoomNews(
            room=hooks.required(request, "FriendlyName"),
            event=EVENTS.get(hooks.required(request, "StatusCallbackEvent"), RoomEvent.OTHER),
            label=request.field("ParticipantLabel"),
            provider_id=request.field("CallSid"),
            occurred_at=hooks.moment(request, "Timestamp"),
        )

    def _participant(self, seat: Seat) -> ParticipantContext:
        """By its label. Twilio takes a room's name only where somebody is called, so its id is looked up."""
        rooms = self._client.conferences.page(friendly_name=seat.room, page_size=wire.MOST_LISTED)
        room_id = next((room.sid for room in rooms if room.status != "completed"), None)
        if room_id is None:
            raise Rejected("the conference room is over", code="20404")
        return self._client.conferences(room_id).participants(seat.label)


def _room_wishes(seat: Seat) -> Mapping[str, str]:
    wishes: dict[str, str] = {}
    if seat.wait_url:
        wishes |= {"wait_url": seat.wait_url, "wait_method": "POST"}
    if seat.news_url:
        wishes |= {"conference_status_callback": seat.news_url, "conference_status_callback_method": "POST"}
        # A list would be sent as several fields; of this one Twilio wants words with spaces between them.
        wishes |= {"conference_status_callback_event": ROOM_EVENTS}
    return wishes
