"""Where everybody sits: a bridge's room, its labels, and the addresses that tell of it."""

from apps.calls.models import Bridge, Ring
from apps.integrations.telephony.base import Rooms, Seat
from apps.outreach import addresses


def of_lead(bridge: Bridge) -> Seat:
    """The lead's place: the room is over when they leave."""
    vendor, token = bridge.connection.vendor, bridge.token
    return Seat(
        str(bridge.pk),
        f"lead-{bridge.pk}",
        wait_url=addresses.callback(vendor, token, "room-wait"),
        news_url=addresses.callback(vendor, token, "room"),
        done_url=addresses.callback(vendor, token, "room-over"),
        ends_room=True,
        record_url=addresses.callback(vendor, token, "room-recording") if bridge.recorded else "",
        once_told=bridge.recorded == Bridge.Recorded.TOLD,
    )


def of_rep(ring: Ring) -> Seat:
    """A rep's place, whom another may take over from."""
    bridge = ring.bridge
    vendor, token = bridge.connection.vendor, bridge.token
    return Seat(
        str(bridge.pk),
        f"rep-{bridge.pk}-{ring.number}",
        wait_url=addresses.callback(vendor, token, "rep-wait"),
        news_url=addresses.callback(vendor, token, "room"),
    )


def number_of(label: str, bridge: Bridge) -> int | None:
    """Which ring of the bridge a label means; None for the lead's, or a stranger's."""
    head, _, number = label.rpartition("-")
    return int(number) if head == f"rep-{bridge.pk}" and number.isdigit() else None


def is_lead(label: str, bridge: Bridge) -> bool:
    return label == f"lead-{bridge.pk}"


def rooms_of(bridge: Bridge) -> Rooms:
    """The carrier's rooms. Raises `LookupError` if its connection has none any more."""
    rooms = bridge.connection.telephony().rooms()
    if rooms is None:
        raise LookupError("this carrier has no conference rooms")
    return rooms


def where_the_lead_goes(bridge: Bridge) -> str:
    """The address that says what the lead's call does now."""
    return addresses.callback(bridge.connection.vendor, bridge.token, "room-lead")
