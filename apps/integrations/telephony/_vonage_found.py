"""Vonage's list of calls, which can be narrowed by time and by nothing that we know of a call."""

from collections.abc import Iterator
from datetime import UTC, datetime

from pydantic import BaseModel, Field

from apps.integrations.errors import Unanswered
from apps.integrations.wire import vonage as wire

from . import _vonage_words as words
from .base import CallNews, CallStatus, PlacedCall

CALLS = "/v1/calls"
PAGE_SIZE, MOST_PAGES = 100, 5


class _Phone(BaseModel):
    number: str = ""


class Call(BaseModel):
    uuid: str = Field(min_length=1)
    status: str
    duration: int | str | None = None
    start_time: str | None = None
    end_time: str | None = None
    to: _Phone = _Phone()
    sender: _Phone = Field(default=_Phone(), alias="from")


class _Embedded(BaseModel):
    calls: list[Call]


class _Page(BaseModel):
    count: int
    embedded: _Embedded = Field(alias="_embedded")


def placed(api: wire.Api, *, to: str, sender: str, since: datetime) -> list[PlacedCall]:
    """Those to that number that began since then, newest first; one that has not begun is new. Raises the remedies."""
    same = [each for each in _listed(api, since) if (each.to.number, each.sender.number) == (to, sender)]
    found = [PlacedCall(each.uuid, _status(each), wire.moment(each.start_time)) for each in same]
    recent = [each for each in found if each.placed_at is None or each.placed_at >= since]
    return sorted(recent, key=lambda call: call.placed_at or datetime.max.replace(tzinfo=UTC), reverse=True)


def news(call: Call) -> CallNews:
    """How a call stands, by its record."""
    status = _status(call)
    why = words.cause(status, said=call.status, detail="", sip_code="")
    return CallNews(call.uuid, status, wire.moment(call.end_time), seconds(call.duration), why)


def seconds(said: int | str | None) -> int | None:
    """A number of them, which Vonage writes as text; None for what is none."""
    text = str(said)
    return int(text) if text.isascii() and text.isdigit() else None


def _listed(api: wire.Api, since: datetime) -> Iterator[Call]:
    wanted = {"date_start": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "order": "desc"}
    for index in range(MOST_PAGES):
        at = {"page_size": str(PAGE_SIZE), "record_index": str(index * PAGE_SIZE)}
        page = api.ask(_Page, CALLS, wanted | at)
        yield from page.embedded.calls
        if page.count <= (index + 1) * PAGE_SIZE:
            return
    raise Unanswered("Vonage has more calls of this moment than can be looked through")


def _status(call: Call) -> CallStatus:
    # A word of tomorrow is of a call that is there all the same.
    return words.STATUSES.get(call.status, CallStatus.QUEUED)
