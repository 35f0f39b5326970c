"""Plivo's lists of calls: those that wait, those that go on, and those that are over, each in a list of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

from pydantic import BaseModel, Field

from apps.integrations.errors import Unanswered
from apps.integrations.wire import plivo as wire

from ._plivo_words import STATUSES, cause
from .base import CallNews, CallStatus, PlacedCall

CALLS = "/Call/"
# Of one account at one moment, and each has to be looked at.
MOST_LIVE = 50


class Live(BaseModel):
    """A call that waits or goes on."""

    call_uuid: str = Field(min_length=1)
    call_status: str = ""
    sender: str = Field(default="", alias="from")
    to: str = ""
    session_start: str = ""


class Ended(BaseModel):
    """A call that is over."""

    call_uuid: str = Field(min_length=1)
    from_number: str = ""
    to_number: str = ""
    initiation_time: str | None = ""
    end_time: str | None = ""
    call_duration: int | None = None
    call_state: str | None = ""
    hangup_cause_name: str | None = ""


class _Ids(BaseModel):
    calls: list[str]


class _EndedPage(BaseModel):
    objects: list[Ended]


def placed(api: wire.Api, *, to: str, sender: str, since: datetime) -> list[PlacedCall]:
    """Those to that number that began since then, newest first. Raises the remedies."""
    live = [each for each in _live(api) if (each.to, each.sender) == (to, sender)]
    found = {each.call_uuid: _placed(each.call_uuid, each.session_start, each.call_status) for each in live}
    wanted = {"to_number": to, "from_number": sender, "end_time__gte": f"{since.astimezone(UTC):%Y-%m-%d %H:%M:%S}"}
    for each in api.ask(_EndedPage, CALLS, wanted).objects:
        if (each.to_number, each.from_number) == (to, sender):
            found.setdefault(each.call_uuid, _placed(each.call_uuid, each.initiation_time or "", each.call_state or ""))
    recent = [call for call in found.values() if call.placed_at is None or call.placed_at >= since]
    return sorted(recent, key=lambda call: call.placed_at or datetime.max.replace(tzinfo=UTC), reverse=True)


def standing(api: wire.Api, provider_id: str) -> CallNews:
    """How a call stands, by the list that it is in. `Rejected` if it is in none."""
    path = f"{CALLS}{quote(provider_id, safe='')}/"
    for status in ("live", "queued"):
        if going := api.find(Live, path, {"status": status}):
            return CallNews(provider_id, STATUSES.get(going.call_status, CallStatus.QUEUED))
    ended = api.ask(Ended, path)
    state = STATUSES.get(ended.call_state or "") or (CallStatus.COMPLETED if ended.call_duration else CallStatus.FAILED)
    why = cause(state, ended.hangup_cause_name or "")
    return CallNews(provider_id, state, wire.moment(ended.end_time or ""), ended.call_duration, why)


def _live(api: wire.Api) -> Iterator[Live]:
    for status in ("queued", "live"):
        known = api.ask(_Ids, CALLS, {"status": status}).calls
        if len(known) > MOST_LIVE:
            raise Unanswered("Plivo has more calls at this moment than can be looked through")
        for provider_id in known:
            # It may end while they are looked through: then the list of those that are over has it.
            if found := api.find(Live, f"{CALLS}{quote(provider_id, safe='')}/", {"status": status}):
                yield found


def _placed(provider_id: str, began: str, said: str) -> PlacedCall:
    return PlacedCall(provider_id, STATUSES.get(said, CallStatus.QUEUED), wire.moment(began))
