"""Use cases: put a registry's file in the place of the last one, or bring it up to date by a change file.

One transaction each: until it commits, every check sees the old version, and after it the new one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched

from django.db import connection, transaction

from . import dnc_formats
from .dnc_formats import Refused
from .models import DncList

_ROWS_A_WRITE = 20_000
# A file of which more than one line in twenty can't be read is another kind of file.
_MOST_REFUSED = 0.05


class NotARegistry(ValueError):
    """The file is not what it is said to be; nothing was changed."""


@dataclass(frozen=True)
class Full:
    """A whole list, sorted, each number once."""

    phones: Sequence[int]
    repeated: int
    refused: Refused


@dataclass(frozen=True)
class Changes:
    """What has come and gone; of two lines on a number the last one holds."""

    added: Sequence[int]
    removed: Sequence[int]
    refused: Refused


@dataclass(frozen=True)
class Report:
    """What came of it."""

    size: int
    added: int
    removed: int


def read(lines: Iterable[str]) -> Full:
    """A full file; a million lines in about two seconds, so not within a transaction. Raises `NotARegistry`."""
    refused = Refused()
    found = list(dnc_formats.full(lines, refused))
    _check(len(found), refused)
    phones = sorted(set(found))
    return Full(phones, len(found) - len(phones), refused)


def read_changes(lines: Iterable[str]) -> Changes:
    """A change file. Raises `NotARegistry`."""
    refused = Refused()
    found = list(dnc_formats.changes(lines, refused))
    _check(len(found), refused)
    last = {change.phone: change.is_added for change in found}
    added = [phone for phone, is_added in last.items() if is_added]
    return Changes(added, [phone for phone, is_added in last.items() if not is_added], refused)


def replace(registry: DncList, file: Full, *, effective_on: date, now: datetime) -> Report:
    """The file's numbers are the list's from the commit on, and the old ones are gone."""
    with transaction.atomic():
        current = DncList.objects.select_for_update().get(pk=registry.pk)
        version = current.version + 1
        _add(current, version, file.phones)
        registry.effective_on = effective_on
        registry.take_over(version, size=len(file.phones), at=now)
        removed = _run("DELETE FROM compliance_dncnumber WHERE list_id = %s AND version < %s", [registry.pk, version])
    return Report(registry.size, len(file.phones), removed)


def change(registry: DncList, file: Changes, *, effective_on: date, now: datetime) -> Report:
    """Apply a change file to the version that counts; the same file again changes nothing."""
    with transaction.atomic():
        current = DncList.objects.select_for_update().get(pk=registry.pk)
        added = _add(current, current.version, file.added)
        removed = _run(
            "DELETE FROM compliance_dncnumber WHERE list_id = %s AND version = %s AND phone = ANY(%s)",
            [current.pk, current.version, list(file.removed)],
        )
        registry.effective_on = effective_on
        registry.take_over(current.version, size=current.size + added - removed, at=now)
    return Report(registry.size, added, removed)


def _check(count: int, refused: Refused) -> None:
    if not count or refused.count > _MOST_REFUSED * (count + refused.count):
        shown = "; ".join(f"line {number}: {line}" for number, line in refused.first[:3])
        raise NotARegistry(
            f"{refused.count} of {count + refused.count} lines could not be read ({shown or 'no lines'})"
        )


def _add(registry: DncList, version: int, phones: Iterable[int]) -> int:
    """By arrays: Postgres has no COPY into a table with row-level security, and this is nearly as quick."""
    return sum(
        _run(
            "INSERT INTO compliance_dncnumber (list_id, version, tenant_id, phone)"
            " SELECT %s, %s, %s, unnest(%s::bigint[]) ON CONFLICT DO NOTHING",
            [registry.pk, version, registry.tenant_id, list(batch)],
        )
        for batch in batched(phones, _ROWS_A_WRITE)
    )


def _run(sql: str, params: list[int | list[int] | None]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
