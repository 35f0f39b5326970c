"""Use case: encipher every encrypted column anew by the newest key, so that the older keys may go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast

from apps.core.fields import EncryptedText, Undecipherable, decipher, encipher, is_current

from . import access

BATCH = 200
SECRETS_OF_FACTORS = ("secret", "seed")


@dataclass(frozen=True)
class Rotated:
    """One column: how many values it has, and how many of them an older key had made."""

    column: str
    seen: int
    changed: int


def everything() -> Iterator[Rotated]:
    """Every tenant's encrypted columns, one by one, while the product runs; may be repeated at any time.

    Raises `Undecipherable` at a value that none of the keys reads; the batches before it stay done.
    """
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedText):
                yield _column(model, field.name)
    yield _second_factors()


def _second_factors() -> Rotated:
    """What authenticator apps and recovery codes are made of: texts within allauth's rows, which know no tenant."""
    seen = changed = 0
    for row in Authenticator.objects.order_by("pk").iterator():
        old = {name: text for name, text in row.data.items() if name in SECRETS_OF_FACTORS}
        if old:
            seen += 1
            renewed = {name: encipher(decipher(text)) for name, text in old.items() if not is_current(text)}
            changed += bool(renewed) and Authenticator.objects.filter(pk=row.pk, data=row.data).update(
                data=row.data | renewed
            )
    return Rotated("mfa.Authenticator.data", seen, changed)


def _column(model: type[models.Model], name: str) -> Rotated:
    seen = changed = last = 0
    while batch := _batch(model, name, after=last):
        last, seen, changed = batch[-1][0], seen + len(batch), changed + sum(was_old for _, was_old in batch)
    return Rotated(f"{model._meta.label}.{name}", seen, changed)


def _batch(model: type[models.Model], name: str, *, after: int) -> Sequence[tuple[int, bool]]:
    """The next rows in one short transaction: each's id, and whether it had to be changed."""
    with access.as_platform():
        # `no_key`: leads that refer to the row meanwhile need not wait.
        rows = model._base_manager.filter(pk__gt=after).exclude(**{name: None}).select_for_update(no_key=True)
        stored = rows.order_by("pk").values_list("pk", Cast(F(name), TextField()))[:BATCH]
        return [(pk, _renew(model, pk, name, cipher_text)) for pk, cipher_text in stored]


def _renew(model: type[models.Model], pk: int, name: str, cipher_text: str) -> bool:
    if is_current(cipher_text):
        return False
    try:
        renewed = encipher(decipher(cipher_text))
    except Undecipherable as error:
        raise Undecipherable(f"{model._meta.label} {pk}, {name}: {error}") from error
    model._base_manager.filter(pk=pk).update(**{name: Value(renewed, output_field=TextField())})
    return True
