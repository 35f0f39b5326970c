"""Use cases: bring a file of numbers into a tenant's own list. Nothing is added before a person has seen each line.

A file is read, and later added, in pieces of a second or two, so that no request hangs and progress can be shown; each
piece is one transaction, the caller's. A piece that fails is done again by the next call.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, Func, Value
from django.db.models.fields import BinaryField

from apps.core import phones
from apps.tenants.models import Tenant

from . import dnc_csv
from .dnc_csv import Layout
from .models import DncImport, DncImportRow

MOST_ROWS = 1_000_000
MOST_BYTES = 128 * 2**20
_BYTES_A_PIECE = 2**18
_LINES_A_PIECE = 50_000
Verdict = DncImportRow.Verdict
State = DncImport.State
# What a yes changes.
ADDED = (Verdict.NEW, Verdict.AGAIN, Verdict.WIDER)


class TooLarge(ValueError):
    """More than is read at once; `str()` says how much is."""


@dataclass(frozen=True)
class Upload:
    """What a person hands in."""

    name: str
    content: bytes
    reason: str
    by: str


def start(tenant: Tenant, upload: Upload) -> DncImport:
    """Keep the file and guess its layout. Raises `TooLarge` or `dnc_csv.Unreadable`."""
    text = dnc_csv.as_text(upload.content)
    if len(upload.content) > MOST_BYTES or text.count("\n") > MOST_ROWS + 1:
        raise TooLarge(f"a file may have {MOST_ROWS:,} lines; split it")
    layout, content = dnc_csv.guess(text), text.encode()
    return DncImport.objects.create(
        tenant=tenant,
        file_name=upload.name[:200],
        content=content,
        size=len(content),
        delimiter=layout.delimiter,
        has_header=layout.has_header,
        phone_column=layout.phone_column,
        reason_column=layout.reason_column,
        reason=upload.reason[:200],
        started_by=upload.by[:200],
    )


def columns(batch: DncImport) -> tuple[str, ...]:
    """The cells of the first line, to choose the columns by."""
    return dnc_csv.guess(_piece(batch, 0).decode("utf-8", "ignore")).columns if batch.size else ()


def read_again(batch: DncImport, *, phone_column: int, reason_column: int, has_header: bool) -> None:
    """Start over with the columns that a person chose."""
    DncImportRow.objects.for_tenant(batch.tenant_id).filter(batch_id=batch.pk).delete()
    batch.phone_column, batch.reason_column, batch.has_header = phone_column, reason_column, has_header
    batch.offset, batch.lines, batch.state = 0, 0, State.READING
    batch.save(update_fields=["phone_column", "reason_column", "has_header", "offset", "lines", "state"])


def go_on(batch: DncImport, *, tenant: Tenant) -> None:
    """The next piece of reading or of adding; nothing when there is none."""
    if batch.state == State.READING:
        _read_on(batch, tenant)
    elif batch.state == State.APPLYING:
        _add_on(batch)


def apply(batch: DncImport) -> None:
    """A person has seen it and says yes."""
    if batch.state == State.READ:
        batch.state = State.APPLYING
        batch.save(update_fields=["state"])


def drop(batch: DncImport) -> None:
    """A person has seen it and says no; what was read stays to be looked at."""
    if batch.state in (State.READING, State.READ):
        batch.state, batch.content = State.DROPPED, b""
        batch.save(update_fields=["state", "content"])


def counts(batch: DncImport) -> dict[str, int]:
    """How many lines have which verdict."""
    found = DncImportRow.objects.for_tenant(batch.tenant_id).filter(batch_id=batch.pk)
    return dict(found.order_by().values_list("verdict").annotate(Count("line")))


def _piece(batch: DncImport, offset: int) -> bytes:
    """Postgres cuts it out: the whole file is never read again."""
    cut = Func(F("content"), Value(offset + 1), Value(_BYTES_A_PIECE), function="substr", output_field=BinaryField())
    mine = DncImport.objects.for_tenant(batch.tenant_id).filter(pk=batch.pk)
    raw = bytes(mine.order_by("pk").values_list(cut, flat=True)[0])
    return dnc_csv.piece(raw, is_last=offset + len(raw) >= batch.size)


def _read_on(batch: DncImport, tenant: Tenant) -> None:
    piece = _piece(batch, batch.offset)
    layout = Layout(batch.delimiter, batch.has_header, batch.phone_column, batch.reason_column, ())
    found = list(dnc_csv.rows(piece.decode("utf-8", "replace"), layout))
    if batch.offset == 0 and batch.has_header:
        found = found[1:]
    _keep(batch, [_looked_at(given, reason, tenant) for given, reason in found])
    batch.offset += len(piece)
    batch.lines += len(found)
    if batch.offset >= batch.size or not piece:
        _mark_repeated(batch)
        batch.state = State.READ
    batch.save(update_fields=["offset", "lines", "state"])


def _looked_at(given: str, reason: str, tenant: Tenant) -> tuple[str, str, str, str]:
    """Given, phone, reason, and why it is no number."""
    # Spreadsheets write an apostrophe before what they would take for a formula, and so does our own export.
    try:
        phone = phones.read(given.lstrip("'"), region=tenant.region, allow_fiction=tenant.is_demo)
    except phones.NotDialable as error:
        return given[:100], "", reason[:200], str(error)[:100] if given else "the cell is empty"
    return given[:100], phone.e164, reason[:200], ""


def _keep(batch: DncImport, found: Sequence[tuple[str, str, str, str]]) -> None:
    lines = list(range(batch.lines + 1, batch.lines + 1 + len(found)))
    given, numbers, reasons, whys = ([row[at] for row in found] for at in range(4))
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [batch.tenant_id, batch.pk, batch.reason, lines, given, numbers, reasons, whys])


def _mark_repeated(batch: DncImport) -> None:
    """Once, when all lines are there."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK_REPEATED, {"tenant": batch.tenant_id, "batch": batch.pk})


def _add_on(batch: DncImport) -> None:
    upto = batch.applied_lines + _LINES_A_PIECE
    piece: dict[str, int | str] = {
        "tenant": batch.tenant_id,
        "batch": batch.pk,
        "after": batch.applied_lines,
        "upto": upto,
    }
    told: dict[str, int | str] = {"source": batch.file_name, "by": batch.started_by}
    with connection.cursor() as cursor:
        cursor.execute(_ADD, piece | told)
        cursor.execute(_PUT_BACK, piece | told)
    batch.applied_lines = min(upto, batch.lines)
    if batch.applied_lines >= batch.lines:
        batch.state, batch.content = State.DONE, b""
    batch.save(update_fields=["applied_lines", "state", "content"])


_KEEP = """
WITH batch (tenant_id, id, reason) AS (VALUES (%s::bigint, %s::bigint, %s))
INSERT INTO compliance_dncimportrow (tenant_id, batch_id, line, given, phone, reason, verdict, why)
SELECT batch.tenant_id, batch.id, row.line, row.given, row.phone, coalesce(nullif(row.reason, ''), batch.reason),
    CASE
        WHEN row.phone = '' THEN 'invalid'
        ELSE coalesce((
            SELECT CASE WHEN lifted_at IS NOT NULL THEN 'again' WHEN closes = 'all' THEN 'listed' ELSE 'wider' END
            FROM compliance_dncentry entry
            WHERE entry.tenant_id = batch.tenant_id AND entry.phone = row.phone
        ), 'new')
    END, row.why
FROM batch, unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[])
    AS row (line, given, phone, reason, why)
"""
# Postgres knows nothing yet about rows so fresh: an array and a materialized list leave it no bad plan to choose.
_MARK_REPEATED = """
UPDATE compliance_dncimportrow SET verdict = 'repeated'
WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s AND line = ANY(ARRAY(
    SELECT line FROM (
        SELECT line, row_number() OVER (PARTITION BY phone ORDER BY line) AS place FROM compliance_dncimportrow
        WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s AND phone <> ''
    ) AS found WHERE place > 1
))
"""
_ADD = """
INSERT INTO compliance_dncentry (tenant_id, phone, origin, reason, source, added_by)
SELECT tenant_id, phone, 'imported', reason, %(source)s, %(by)s FROM compliance_dncimportrow
WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s AND line > %(after)s AND line <= %(upto)s AND verdict = 'new'
ORDER BY line
ON CONFLICT (tenant_id, phone) DO NOTHING
"""
_PUT_BACK = """
WITH row AS MATERIALIZED (
    SELECT tenant_id, phone, reason FROM compliance_dncimportrow
    WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s AND line > %(after)s AND line <= %(upto)s
    AND verdict IN ('again', 'wider')
)
UPDATE compliance_dncentry entry
SET lifted_at = NULL, closes = 'all', origin = 'imported', reason = row.reason, source = %(source)s, added_by = %(by)s
FROM row
WHERE entry.tenant_id = row.tenant_id AND entry.phone = row.phone
AND (entry.lifted_at IS NOT NULL OR entry.closes <> 'all')
"""
