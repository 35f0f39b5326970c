"""Columns that keep in cipher text, or as a digest, what others keep in the clear."""

import hashlib
import json
from base64 import urlsafe_b64encode
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

# The keys are random already; the rounds only help who typed one by hand.
_ROUNDS = 100_000


class Undecipherable(Exception):
    """None of the keys in LEADHUB_FIELD_KEY made this cipher text."""


def warm() -> None:
    """Derive the keys now, once a process, so that no lead waits for it. Raises `ImproperlyConfigured`."""
    _ring()


def encipher(text: str) -> str:
    """Cipher text (Fernet) by the newest key."""
    return _ring().encrypt(text.encode()).decode()


def decipher(cipher_text: str) -> str:
    """The text, whichever of the keys it was enciphered by. Raises `Undecipherable`."""
    try:
        return _ring().decrypt(cipher_text).decode()
    except InvalidToken as error:
        raise Undecipherable("no key in LEADHUB_FIELD_KEY reads this column: was one taken away too early?") from error


def is_current(cipher_text: str) -> bool:
    """Whether the newest key alone reads it."""
    try:
        _fernet(settings.SALT_KEY[0]).decrypt(cipher_text)
    except InvalidToken:
        return False
    return True


def _ring() -> MultiFernet:
    if not settings.SALT_KEY:
        raise ImproperlyConfigured("LEADHUB_FIELD_KEY is empty: nothing can be encrypted")
    return MultiFernet([_fernet(key) for key in settings.SALT_KEY])


@cache
def _fernet(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(hashlib.pbkdf2_hmac("sha256", key.encode(), b"leadhub.fields", _ROUNDS)))


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


class EncryptedText(models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """A text that the database keeps as cipher text; it can't be searched for."""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else encipher(self.spell(value))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return None if value is None else self.read(decipher(value))

    def spell(self, value: Any) -> str:
        """The value as the text to encipher."""
        return str(value)

    def read(self, text: str) -> Any:
        """What `spell` was given."""
        return text


class EncryptedJson(EncryptedText):
    """A JSON value that the database keeps as cipher text."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def to_python(self, value: Any) -> Any:
        return value

    def spell(self, value: Any) -> str:
        return json.dumps(value)

    def read(self, text: str) -> Any:
        return json.loads(text)
