"""Use cases: bring a file of people in. Nobody is a lead before a person has seen each line.

It is looked at, and later taken in, in pieces of a second or two, so that no request hangs and progress can be shown. A
piece that fails is done again by the next call: each line has a key of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from django.db.models import Count, Q
from uuid_utils.compat import uuid7

from apps.compliance.models import DncEntry
from apps.integrations.errors import NoLead, Unreadable
from apps.integrations.http import JSON, Inbound
from apps.leads import capture
from apps.leads.models import Lead, Source
from apps.tenants import access
from apps.tenants.models import Tenant

from . import doors, list_file, receive
from .doors import Door, Manner
from .models import LeadList, LeadListRow

LOOKED_AT_ONCE, TAKEN_AT_ONCE = 500, 100
NOT_CALLED = "they came in a list that is not to be called"
State, Verdict = LeadList.State, LeadListRow.Verdict
TAKEN = (Verdict.NEW, Verdict.KNOWN, Verdict.BLOCKED)


@dataclass(frozen=True)
class Upload:
    """What a person hands in. `agreed_to` is what its people were told, word for word; without it nobody is called."""

    name: str
    content: bytes
    agreed_to: str
    is_called: bool
    by: str


class NoConsent(ValueError):
    """Its people shall be called, and nothing says that they agreed to it."""


def start(tenant: Tenant, upload: Upload) -> LeadList:
    """Keep the lines under a source of their own, in the caller's transaction.

    Raises `NoConsent` and `list_file.NoList`.
    """
    if upload.is_called and not upload.agreed_to.strip():
        raise NoConsent("say what these people agreed to, or leave them uncalled")
    lines = list_file.lines(upload.content)
    source = Source.objects.create(
        tenant=tenant,
        slug=f"list-{uuid7().hex[-12:]}",
        name=f"List: {upload.name}"[:120],
        settings={},
        consent_text=upload.agreed_to.strip(),
        # Nobody posts to it.
        is_active=False,
    )
    made = LeadList.objects.create(
        tenant=tenant,
        source=source,
        file_name=upload.name[:200],
        is_called=upload.is_called,
        lines=len(lines),
        started_by=upload.by[:200],
    )
    rows = [LeadListRow(tenant=tenant, lead_list=made, line=at, cells=dict(cells)) for at, cells in enumerate(lines, 1)]
    LeadListRow.objects.bulk_create(rows, batch_size=1_000)
    return made


def go_on(tenant: Tenant, list_id: int, *, now: datetime) -> LeadList:
    """The next piece of looking or of taking in; opens its own transactions. Raises `LeadList.DoesNotExist`."""
    with access.as_tenant(tenant.pk):
        found = LeadList.objects.for_tenant(tenant).select_related("source__tenant").get(pk=list_id)
        if found.state == State.READING:
            _look_on(found, doors.of(found.source, now=now), now=now)
            return found
    if found.state == State.TAKING:
        _take_on(found, now=now)
    return found


def take(found: LeadList) -> None:
    """A person has seen it and says yes."""
    _move(found, State.READ, State.TAKING)


def drop(found: LeadList) -> None:
    """A person has seen it and says no; what was read stays to be looked at."""
    _move(found, State.READ, State.DROPPED)


def counts(found: LeadList) -> dict[str, int]:
    """How many lines have which verdict."""
    mine = LeadListRow.objects.for_tenant(found.tenant_id).filter(lead_list=found)
    return dict(mine.order_by().values_list("verdict").annotate(Count("line")))


def _move(found: LeadList, before: str, after: str) -> None:
    mine = LeadList.objects.for_tenant(found.tenant_id).filter(pk=found.pk, state=before)
    if mine.update(state=after):
        found.state = after


def _piece(found: LeadList, *, after: int, most: int) -> list[LeadListRow]:
    mine = LeadListRow.objects.for_tenant(found.tenant_id).filter(lead_list=found, line__gt=after)
    return list(mine.order_by("line")[:most])


def _look_on(found: LeadList, door: Door, *, now: datetime) -> None:
    piece = _piece(found, after=found.looked_at, most=LOOKED_AT_ONCE)
    for row in piece:
        _read(row, door)
    _judge(piece, found, since=now - found.source.duplicate_window)
    LeadListRow.objects.bulk_update(piece, ["name", "phone", "email", "verdict", "why"])
    found.looked_at += len(piece)
    found.state = State.READ if found.looked_at >= found.lines else State.READING
    found.save(update_fields=["looked_at", "state"])


def _read(row: LeadListRow, door: Door) -> None:
    tenant = door.source.tenant
    try:
        [person] = door.sender.read(_as_request(row))
    except (Unreadable, NoLead, ValueError) as error:
        row.verdict, row.why = Verdict.UNREACHABLE, str(error)[:200]
        return
    captured = capture.read(person, region=tenant.region, allow_fiction=tenant.is_demo)
    row.name = f"{captured.first_name} {captured.last_name}".strip()
    row.phone, row.email = captured.phone, captured.email
    row.why = "; ".join(f"{name}: {said}" for name, said in captured.problems.items())[:200]
    row.verdict = Verdict.NEW if captured.is_reachable else Verdict.UNREACHABLE


def _judge(piece: Sequence[LeadListRow], found: LeadList, *, since: datetime) -> None:
    """Who stands twice, who is known, and who is on the do-not-call list."""
    phones, emails = {row.phone for row in piece} - {""}, {row.email for row in piece} - {""}
    either = Q(phone__in=phones) | Q(email__in=emails)
    earlier = LeadListRow.objects.for_tenant(found.tenant_id).filter(lead_list=found, line__lt=piece[0].line)
    seen = _ways(earlier.filter(either).values_list("phone", "email"))
    known, without_number = _known(found, either, since=since)
    closed = DncEntry.objects.for_tenant(found.tenant_id).filter(phone__in=phones, lifted_at=None, closes="all")
    listed = set(closed.values_list("phone", flat=True))
    for row in piece:
        ways = {row.phone, row.email} - {""}
        if row.verdict != Verdict.UNREACHABLE:
            is_known = bool(ways & (known if row.phone else known | without_number))
            row.verdict = _verdict(row, is_seen=bool(ways & seen), is_known=is_known, listed=listed)
        seen |= ways


def _known(found: LeadList, either: Q, *, since: datetime) -> tuple[set[str], set[str]]:
    """How the ledger will know people again, and the addresses by which it knows only who brings no number."""
    leads = Lead.objects.for_tenant(found.tenant_id).filter(either, received_at__gt=since, is_test=False)
    if found.is_called:
        uncalled = LeadList.objects.for_tenant(found.tenant_id).filter(is_called=False)
        leads = leads.exclude(source__in=uncalled.values("source"))
    ways = list(leads.values_list("phone", "email"))
    return _ways(way for way in ways if way[0]), _ways(way for way in ways if not way[0])


def _verdict(row: LeadListRow, *, is_seen: bool, is_known: bool, listed: set[str]) -> str:
    if is_seen:
        return Verdict.REPEATED
    if is_known:
        return Verdict.KNOWN
    return Verdict.BLOCKED if row.phone in listed else Verdict.NEW


def _ways(rows: Iterable[tuple[str, ...]]) -> set[str]:
    return {way for ways in rows for way in ways if way}


def _take_on(found: LeadList, *, now: datetime) -> None:
    """Each line by itself, as if it had been posted; one that was taken in before is known by its key."""
    door = replace(doors.of(found.source, now=now), manner=Manner("" if found.is_called else NOT_CALLED, is_list=True))
    with access.as_tenant(found.tenant_id):
        piece = _piece(found, after=found.taken_in, most=TAKEN_AT_ONCE)
    for row in piece:
        if row.verdict in TAKEN:
            _take_in(row, door, found, now=now)
    with access.as_tenant(found.tenant_id):
        LeadListRow.objects.bulk_update(piece, ["lead_id", "why"])
        found.taken_in += len(piece)
        found.state = State.DONE if found.taken_in >= found.lines else State.TAKING
        found.save(update_fields=["taken_in", "state"])


def _take_in(row: LeadListRow, door: Door, found: LeadList, *, now: datetime) -> None:
    try:
        row.lead_id = receive.trusted(
            door, _as_request(row, key=f"list:{found.pk}:{row.line}"), received_at=now
        ).lead_id
    except (receive.Unreachable, receive.Parked, receive.Noted, receive.Conflict) as refusal:
        row.why = f"not taken in: {refusal}"[:200]


def _as_request(row: LeadListRow, *, key: str = "") -> Inbound:
    headers = {"Content-Type": JSON, **({receive.KEY: key} if key else {})}
    return Inbound("POST", "", headers, orjson.dumps({name: cell for name, cell in row.cells.items() if cell}))
