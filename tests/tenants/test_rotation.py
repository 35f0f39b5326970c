"""Encrypted columns: what they keep, which keys read them, and how a key is replaced."""

import hashlib
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection as database
from django.db.models import Model

from apps.core import clock, fields
from apps.core.fields import Undecipherable
from apps.integrations import grants
from apps.integrations.models import Connection, Grant
from apps.leads.models import Source, SourceSecret
from apps.tenants import access, rotation
from apps.tenants.models import Tenant, User

pytestmark = pytest.mark.django_db

SETTINGS = {"auth_token": "hush", "port": 587, "tls": True, "sender": None}


def _furnished(slug: str) -> tuple[Connection, Source, SourceSecret]:
    tenant = Tenant.objects.create(slug=slug, name=slug)
    with access.as_tenant(tenant.pk):
        connection = Connection.objects.create(
            tenant=tenant, family="sms", vendor="twilio", name="Texts", settings=SETTINGS
        )
        tokens = {"access": "a", "refresh": "r", "said": {}}
        Grant.objects.create(tenant=tenant, connection=connection, tokens=tokens)
        grants.ask(connection.pk, tenant=tenant, user=User.objects.create_user(f"{slug}@x.example"), now=clock.now())
        source = Source.objects.create(tenant=tenant, slug="web", name="Web", token="open sesame " + slug)
        return connection, source, SourceSecret.objects.create(tenant=tenant, source=source, text="whsec")


@pytest.fixture
def rows(settings: LazySettings) -> tuple[Connection, Source, SourceSecret]:
    settings.SALT_KEY = ["old"]
    return _furnished("acme")


def _again[Row: Model](row: Row) -> Row:
    with access.as_platform():
        return type(row)._default_manager.get(pk=row.pk)


def _stored(column: str, table: str) -> Any:
    with access.as_platform(), database.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return cursor.fetchone()[0]


def test_values_come_back_as_they_were(rows: tuple[Connection, Source, SourceSecret]) -> None:
    connection, source, secret = rows

    assert _again(connection).settings == SETTINGS
    assert (_again(source).token, _again(secret).text) == ("open sesame acme", "whsec")


def test_the_database_sees_cipher_text_only(rows: tuple[Connection, Source, SourceSecret]) -> None:
    kept = _stored("settings", "integrations_connection") + _stored("token", "leads_source")

    assert "auth_token" not in kept
    assert "sesame" not in kept


def test_django_s_own_key_may_change(rows: tuple[Connection, Source, SourceSecret], settings: LazySettings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another one", []
    fields._fernet.cache_clear()  # as in a new process

    assert _again(rows[0]).settings == SETTINGS


def test_a_key_behind_a_newer_one_still_reads(
    rows: tuple[Connection, Source, SourceSecret], settings: LazySettings
) -> None:
    settings.SALT_KEY = ["new", "old"]

    assert _again(rows[1]).token == "open sesame acme"


def test_a_wrong_key_raises_instead_of_handing_out_cipher_text(
    rows: tuple[Connection, Source, SourceSecret], settings: LazySettings
) -> None:
    settings.SALT_KEY = ["wrong"]

    for row in rows:
        with pytest.raises(Undecipherable, match="LEADHUB_FIELD_KEY"):
            _again(row)


def test_after_a_rotation_the_old_key_may_go(
    rows: tuple[Connection, Source, SourceSecret], settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    rival = _furnished("rival")
    settings.SALT_KEY = ["new", "old"]

    call_command("rotate_keys")

    settings.SALT_KEY = ["new"]
    assert [_again(row) for row in (*rows, *rival)] == [*rows, *rival]
    assert _again(rival[0]).settings == SETTINGS
    assert "integrations.Connection.settings: 2 of 2 enciphered anew" in capsys.readouterr().out


def test_a_second_rotation_changes_nothing(
    rows: tuple[Connection, Source, SourceSecret], settings: LazySettings
) -> None:
    settings.SALT_KEY = ["new", "old"]
    list(rotation.everything())
    before = _stored("token", "leads_source")

    again = list(rotation.everything())

    assert [(each.seen, each.changed) for each in again] == [(1, 0)] * 5 + [(0, 0)]
    assert _stored("token", "leads_source") == before


def test_all_batches_are_rotated(
    rows: tuple[Connection, Source, SourceSecret], settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 1)
    _furnished("rival")
    settings.SALT_KEY = ["new", "old"]

    assert [(each.seen, each.changed) for each in rotation.everything()] == [(2, 2)] * 5 + [(0, 0)]


def test_a_rotation_names_the_row_that_no_key_reads(
    rows: tuple[Connection, Source, SourceSecret], settings: LazySettings
) -> None:
    settings.SALT_KEY = ["new"]

    with pytest.raises(CommandError, match=r"integrations\.AuthorizationRequest \d+, verifier"):
        call_command("rotate_keys")


def test_no_key_at_all_is_told_at_the_start(settings: LazySettings) -> None:
    settings.SALT_KEY = []

    with pytest.raises(ImproperlyConfigured, match="LEADHUB_FIELD_KEY"):
        fields.warm()


def test_each_key_is_derived_once_for_all_columns(
    rows: tuple[Connection, Source, SourceSecret], monkeypatch: pytest.MonkeyPatch
) -> None:
    fields.warm()
    monkeypatch.delattr(hashlib, "pbkdf2_hmac")

    assert [_again(row) for row in rows] == list(rows)
