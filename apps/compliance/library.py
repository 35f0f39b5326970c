"""Rule packs in the database: load one, find one, and which is in force. A row never changes, so it is read once."""

import json
from functools import lru_cache

from .models import RulePack
from .rules import pack
from .rules.pack import Pack


class VersionTaken(Exception):
    """Another pack has this version already: give the changed one a new version."""


def load(rules: Pack) -> bool:
    """Put a pack into the database; False if it is there. Raises `VersionTaken`."""
    document = json.loads(rules.text)
    row, is_new = RulePack.objects.get_or_create(
        version=rules.version, defaults={"digest": rules.digest, "document": document}
    )
    if row.digest != rules.digest:
        raise VersionTaken(rules.version)
    return is_new


def current() -> Pack | None:
    """The pack with the highest version: the one in force. None if there is none, and then nothing is allowed."""
    return in_force(RulePack.objects.order_by("-version").values_list("pk", flat=True).first())


def in_force(row_id: int | None) -> Pack | None:
    """The pack of a row whose id was read along with something else."""
    return None if row_id is None else _read(row_id)


def version(name: str) -> Pack:
    """The pack of that version. Raises `RulePack.DoesNotExist`."""
    return _read(RulePack.objects.values_list("pk", flat=True).get(version=name))


@lru_cache(maxsize=8)
def _read(row_id: int) -> Pack:
    return pack.read(json.dumps(RulePack.objects.get(pk=row_id).document))
