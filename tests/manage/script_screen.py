"""The screen of scripts as tests use it: a draft, what a browser posts of it, and saving that."""

from typing import Any

import pytest
from django.test import Client

from apps.manage.scripts import sheet
from apps.manage.scripts.sheet import Row
from apps.scripts import drafting, samples
from apps.scripts.document import Script as Document
from apps.scripts.models import Script
from apps.tenants import access
from apps.tenants.models import Tenant

SCREEN = "/manage/acme/scripts/script/"
_PEOPLE = [{"id": "sales", "label": "a specialist", "phone": "+15128675309"}]
SOLAR = Document.model_validate({**samples.load("solar").model_dump(mode="json"), "transfers": _PEOPLE})


@pytest.fixture
def script(acme: Tenant) -> Script:
    """A draft of the solar sample."""
    with access.as_tenant(acme.pk):
        return drafting.begin(acme, "Solar", SOLAR)


def draft(script: Script) -> Document:
    with access.as_tenant(script.tenant_id):
        return drafting.of(script)


def having(**fields: Any) -> Document:
    return Document.model_validate({**SOLAR.model_dump(mode="json"), **fields})


def form(document: Document = SOLAR) -> dict[str, str]:
    """What a browser posts if nothing is changed."""
    return dict(_posted(sheet.filled(document), ""))


def _posted(row: Row, prefix: str) -> list[tuple[str, str]]:
    found = [(prefix + name, typed) for name, typed in row.typed.items() if typed]
    for name, rows in row.rows.items():
        for inner in rows:
            found += [
                (f"{prefix}{name}-{inner.key}-{at}", "") for at in inner.typed if at in ("ask", "points", "label")
            ]
            found += _posted(inner, f"{prefix}{name}-{inner.key}-")
    return found


def save(client: Client, script: Script, posted: dict[str, str]) -> str:
    return client.post(f"{SCREEN}{script.pk}/change/", posted, follow=True).content.decode()
