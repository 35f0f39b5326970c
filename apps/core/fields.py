"""Columns that keep what others keep in the clear as a digest."""

import hashlib
from typing import Any

from django.db import models


def digest(secret: str) -> bytes:
    """SHA-256: enough for secrets of 128 random bits and more, and fast."""
    return hashlib.sha256(secret.encode()).digest()


class DigestOf(models.BinaryField):  # type: ignore[type-arg]  # generic in the stubs only
    """The digest of another field of the row, for finding the row by a secret that is kept encrypted."""

    def __init__(self, secret_field: str, **options: Any) -> None:
        self.secret_field = secret_field
        super().__init__(**{**options, "unique": True, "editable": False})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.secret_field, *args], kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        value = digest(getattr(model_instance, self.secret_field))
        setattr(model_instance, self.attname, value)
        return value
