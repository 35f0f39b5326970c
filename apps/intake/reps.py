"""Use cases: what a carrier's verified news of a rep's phone, or of a room, means, and what it shall do next."""

from collections.abc import Callable, Mapping
from datetime import datetime

from apps.calls.models import Bridge, Call, Ring
from apps.integrations.http import Document, Inbound
from apps.integrations.telephony.base import AnswerScript, Telephony
from apps.outreach import recording_news
from apps.outreach.bridging import accepting, last_words, ring_news, room_news, seats
from apps.tenants import access

HEARD = Document(b"", status=204)
NOT_ACCEPTED = "You have not accepted. Goodbye."

type OfRing = Callable[[Ring, Telephony, Inbound, datetime], Document]
type OfBridge = Callable[[Bridge, Telephony, Inbound, datetime], Document]


def _status(ring: Ring, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    ring_news.take(ring, carrier.read_call(came), now=now)
    return HEARD


def _offer(ring: Ring, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    """The rep has picked up: they hear who it is."""
    if ring_news.take(ring, carrier.read_call(came), now=now) is None:
        return carrier.refuse_call()
    return accepting.offered(ring, carrier, now=now)


def _accept(ring: Ring, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    if not seats.rooms_of(ring.bridge).has_accepted(came):
        return carrier.answer(AnswerScript(NOT_ACCEPTED))
    return accepting.accepted(ring, carrier, now=now)


def _room(bridge: Bridge, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    room_news.take(bridge, seats.rooms_of(bridge).read_room(came), now=now)
    return HEARD


def _lead_waits(bridge: Bridge, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    return seats.rooms_of(bridge).wait(last_words.FOR_LEADS_WHO_WAIT)


def _rep_waits(bridge: Bridge, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    return seats.rooms_of(bridge).wait(last_words.FOR_REPS_WHO_WAIT)


def _lead_goes(bridge: Bridge, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    """The lead's call was sent here: to the rep, or to a last word."""
    return last_words.way_on(bridge, carrier, now=now)


def _room_over(bridge: Bridge, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    return last_words.after_the_room(bridge, carrier, now=now)


def _room_recorded(bridge: Bridge, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    """The carrier has recorded what was said in the room, or could not."""
    with access.as_tenant(bridge.tenant_id):
        call = Call.objects.get(tenant_id=bridge.tenant_id, bridges=bridge)
    recording_news.take(call, carrier.read_recording(came), now=now)
    return HEARD


OF_RINGS: Mapping[str, OfRing] = {"rep-status": _status, "rep-offer": _offer, "rep-accept": _accept}
OF_BRIDGES: Mapping[str, OfBridge] = {
    "room": _room,
    "room-wait": _lead_waits,
    "rep-wait": _rep_waits,
    "room-lead": _lead_goes,
    "room-over": _room_over,
    "room-recording": _room_recorded,
}
