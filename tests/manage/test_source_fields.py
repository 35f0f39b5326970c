"""How a source's fields are read: a preview from what came, which a manager corrects once."""

import json

import pytest
from django.test import Client

from apps.leads.models import Lead, Source
from apps.manage import source_fields
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db

ODD = {
    "felder": [
        {"bezeichnung": "Wer?", "wert": "Dana Reyes"},
        {"bezeichnung": "Rückruf unter", "wert": "2147481234"},
        {"bezeichnung": "Kundennummer", "wert": "<b>99</b>"},
        {"bezeichnung": "utm_source", "wert": "google"},
        {"bezeichnung": "Anruf", "wert": "Ich bin einverstanden"},
    ],
    "email": "dana@example.com",
}


@pytest.fixture
def source(acme: Tenant) -> Source:
    with access.as_tenant(acme.pk):
        return Source.objects.create(tenant=acme, slug="website", name="Website", settings={})


def post(client: Client, source: Source, body: object) -> None:
    answer = client.post(f"/hooks/{source.token}/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200


def page(manager: Client, source: Source) -> str:
    return manager.get(f"/manage/acme/leads/source/{source.pk}/change/").content.decode()


def correct(manager: Client, source: Source, **fields: str) -> None:
    typed = {"key": list(fields), "field": list(fields.values())}
    manager.post(f"/manage/acme/leads/source/{source.pk}/fields/", typed)


def test_before_anything_came_there_is_nothing_to_correct(manager: Client, source: Source) -> None:
    assert "How its fields are read" not in page(manager, source)


def test_what_came_is_shown_with_what_we_take_it_for(manager: Client, client: Client, source: Source) -> None:
    post(client, source, ODD)

    shown = page(manager, source)

    assert "How its fields are read" in shown
    for said in (
        "Rückruf unter",
        "Kundennummer",
        "dana@example.com",
        "where it came from: utm_source",
        "consent: kept",
    ):
        assert said in shown
    assert "<b>99</b>" not in shown


def test_a_correction_counts_for_the_next_lead_and_is_shown(
    manager: Client, client: Client, acme: Tenant, source: Source
) -> None:
    post(client, source, ODD)

    correct(manager, source, **{"Wer?": "full_name", "Rückruf unter": "phone", "email": "", "x": "shoe size"})

    with access.as_tenant(acme.pk):
        source.refresh_from_db()
        assert source.settings["mapping"] == {"Wer?": "full_name", "Rückruf unter": "phone"}
        rows = {row.key: row for row in source_fields.rows(source, now=source.created_at)}
    assert (rows["Wer?"].said, rows["Wer?"].chosen) == ("Full name", "full_name")
    assert '<option value="phone" selected>' in page(manager, source)


def test_leads_to_come_are_read_as_corrected(manager: Client, client: Client, acme: Tenant, source: Source) -> None:
    correct(manager, source, **{"Wer?": "full_name", "Rückruf unter": "phone"})

    post(client, source, ODD)

    with access.as_tenant(acme.pk):
        lead = Lead.objects.get()
    assert (lead.first_name, lead.last_name, lead.phone) == ("Dana", "Reyes", "+12147481234")


def test_a_correction_can_be_taken_back(manager: Client, acme: Tenant, source: Source) -> None:
    correct(manager, source, **{"Wer?": "full_name", "Ort": "ignore"})

    correct(manager, source, **{"wer?": ""})

    with access.as_tenant(acme.pk):
        source.refresh_from_db()
    assert source.settings["mapping"] == {"Ort": "ignore"}


def test_bytes_that_nobody_can_read_do_not_break_the_page(manager: Client, client: Client, source: Source) -> None:
    client.post(f"/hooks/{source.token}/", b"<lead/>", content_type="text/xml")

    assert "Website" in page(manager, source)


def test_another_tenants_source_cannot_be_corrected(manager: Client, acme: Tenant) -> None:
    other = Tenant.objects.create(slug="other", name="Other")
    with access.as_tenant(other.pk):
        theirs = Source.objects.create(tenant=other, slug="x", name="X", settings={})

    answer = manager.post(f"/manage/acme/leads/source/{theirs.pk}/fields/", {"key": "a", "field": "phone"})

    assert answer.status_code == 404
