"""The table in which a manager sees how a source's fields are read, and corrects it once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from apps.intake import doors
from apps.intake.models import Delivery
from apps.integrations.errors import NoLead, Unreadable
from apps.integrations.http import Inbound
from apps.integrations.reading.submission import Field
from apps.integrations.sources.base import Seen
from apps.leads.models import Source

LOOKED_AT = 20
MOST_ROWS = 60
TITLES = {
    "phone": "Phone",
    "email": "E-mail",
    "first_name": "First name",
    "last_name": "Last name",
    "full_name": "Full name",
    "ignore": "Leave out",
}
FIELDS: Sequence[str] = get_args(Field)


@dataclass(frozen=True)
class Row:
    """One field. `said` is what we take it for now; `chosen` what a manager has said, "" where nothing."""

    key: str
    value: str
    said: str
    chosen: str


def rows(source: Source, *, now: datetime) -> list[Row]:
    """The fields of the last deliveries, each once, in the view of the source's tenant."""
    chosen = {key.casefold(): field for key, field in source.settings.get("mapping", {}).items()}
    found: dict[str, Row] = {}
    for seen in _seen(source, now=now):
        if len(found) < MOST_ROWS:
            said = TITLES.get(seen.field, seen.field.replace("_", " ").capitalize()) if seen.field else seen.said
            found.setdefault(seen.key, Row(seen.key, seen.value, said, chosen.get(seen.key.casefold(), "")))
    return list(found.values())


def corrected(source: Source, typed: Mapping[str, str]) -> dict[str, str]:
    """The mapping with what was chosen for each key; "" takes a key out, anything unknown changes nothing."""
    told = {key.casefold(): field for key, field in typed.items() if field == "" or field in FIELDS}
    kept = {key: field for key, field in source.settings.get("mapping", {}).items() if key.casefold() not in told}
    return kept | {key: field for key, field in typed.items() if field in FIELDS}


def _seen(source: Source, *, now: datetime) -> Iterator[Seen]:
    sender = doors.of(source, now=now).sender
    latest = Delivery.objects.for_tenant(source.tenant_id).filter(source=source).order_by("-received_at", "-id")
    for delivery in latest[:LOOKED_AT]:
        came = Inbound("POST", "/", {"Content-Type": delivery.content_type}, bytes(delivery.body))
        try:
            yield from sender.fields(came)
        except (Unreadable, NoLead):
            continue
