"""Telnyx's own record of a call's events: https://developers.telnyx.com/api-reference/call-events/list-call-events."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from pydantic import BaseModel

from apps.integrations.errors import Unanswered

from ._telnyx_deeds import state
from .base import CallStatus, PlacedCall

MOST_LISTED = "50"


class Happened(BaseModel):
    """One event; what Telnyx sent to us of it stands somewhere in `metadata`."""

    event_timestamp: str
    metadata: dict[str, object] | None = None


class Listed(BaseModel):
    data: list[Happened]


def initiated(to: str, caller_id: str, *, since: datetime) -> Mapping[str, str]:
    """What to ask for: calls to that number that began since then."""
    return {
        "filter[name]": "call.initiated",
        "filter[type]": "webhook",
        "filter[to]": to,
        "filter[from]": caller_id,
        "filter[occurred_at][gte]": since.astimezone(UTC).isoformat(),
        "page[size]": MOST_LISTED,
    }


def ending(leg_id: str) -> Mapping[str, str]:
    return {"filter[name]": "call.hangup", "filter[leg_id]": leg_id, "page[size]": MOST_LISTED}


def placed(listed: Sequence[Happened], *, key: str) -> list[PlacedCall]:
    """Those that carry the order's key, or no word of whose they are; newest first. Raises `Unanswered`."""
    ours = [each for each in listed if (state(_told(each, "client_state")).order or key) == key]
    by_id = {_id(each): PlacedCall(_id(each), CallStatus.QUEUED, moment(each.event_timestamp)) for each in ours}
    return sorted(by_id.values(), key=lambda call: call.placed_at or datetime.min.replace(tzinfo=UTC), reverse=True)


def cause_of(listed: Sequence[Happened]) -> str:
    return next((cause for each in listed if (cause := _told(each, "hangup_cause"))), "")


def moment(said: str) -> datetime:
    """Aware. Raises `Unanswered`."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise Unanswered("Telnyx named a time that is none") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _id(each: Happened) -> str:
    if not (told := _told(each, "call_control_id")):
        raise Unanswered("Telnyx named an event of no call")
    return told


def _told(each: Happened, name: str) -> str:
    """Where in it the event as it was sent stands, their pages don't say: the first of that name counts."""
    return next(_named(each.metadata, name), "")


def _named(within: object, name: str) -> Iterator[str]:
    if isinstance(within, list):
        for part in within:
            yield from _named(part, name)
    if isinstance(within, dict):
        if isinstance(said := within.get(name), str):
            yield said
        for part in within.values():
            yield from _named(part, name)
