"""The screen of sources."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import escape

from apps.core import plugins
from apps.integrations import catalog, sources
from apps.leads.models import Source, SourceSecret
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db

ADD = "/manage/acme/leads/source/add/?of=webhook"
FORM = {
    "name": "Website",
    "slug": "website",
    "is_active": "on",
    "setting_mapping": "Mobile number → phone\nFirma = ignore",
    "duplicate_window": "12.5",
    "thank_you_url": "https://www.acme.example/thanks",
    "allowed_origins": "https://www.acme.example\nhttp://localhost:3000/",
}


@pytest.fixture
def source(acme: Tenant) -> Source:
    with access.as_tenant(acme.pk):
        return Source.objects.create(tenant=acme, slug="website", name="Website", settings={})


def test_a_source_is_made_from_lines_people_can_write(manager: Client, acme: Tenant) -> None:
    answer = manager.post(ADD, FORM, follow=True)

    with access.as_tenant(acme.pk):
        made = Source.objects.get()
    assert made.settings == {"mapping": {"Mobile number": "phone", "Firma": "ignore"}, "require_signature": False}
    assert made.duplicate_window == timedelta(hours=12.5)
    assert made.allowed_origins == ["https://www.acme.example", "http://localhost:3000"]
    assert f"/hooks/{made.token}/".encode() in answer.content


def test_the_same_short_name_twice_is_an_error_at_its_field(manager: Client, source: Source) -> None:
    answer = manager.post(ADD, FORM)

    assert answer.status_code == 200
    assert answer.context["errors"] == [["You have one like this already."]]


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("setting_mapping", "no arrow here", "one pair a line"),
        ("setting_mapping", "Mobile → telephone", "Input should be"),
        ("allowed_origins", "https://acme.example/page", "without a path"),
        ("duplicate_window", "a day", "Enter a number"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(manager: Client, name: str, typed: str, said: str) -> None:
    answer = manager.post(ADD, FORM | {name: typed})

    assert said in str(answer.context["adminform"].form.errors[name])


def test_what_is_saved_comes_back_as_it_was_typed(manager: Client, acme: Tenant) -> None:
    manager.post(ADD, FORM)
    with access.as_tenant(acme.pk):
        address = f"/manage/acme/leads/source/{Source.objects.get().pk}/change/"

    page = manager.get(address).content.decode()

    assert "Mobile number → phone" in page
    assert "Firma → ignore" in page
    assert 'value="12.5"' in page


def test_a_rotated_address_overlaps_with_the_old_one(manager: Client, acme: Tenant, source: Source) -> None:
    old = source.token

    page = manager.post(f"/manage/acme/leads/source/{source.pk}/rotate/", follow=True).content.decode()

    with access.as_tenant(acme.pk):
        source.refresh_from_db()
    assert source.token != old
    assert source.token in page
    assert old not in page
    assert "The address before this one works until" in page


def test_a_signing_secret_is_shown_once(manager: Client, acme: Tenant, source: Source) -> None:
    shown = manager.post(f"/manage/acme/leads/source/{source.pk}/secret/")

    with access.as_tenant(acme.pk):
        secret = SourceSecret.objects.get().text
    assert secret in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert secret not in manager.get(f"/manage/acme/leads/source/{source.pk}/change/").content.decode()


@pytest.mark.parametrize("deed", ["rotate", "secret", "their-secret"])
def test_no_link_can_rotate_anything(manager: Client, source: Source, deed: str) -> None:
    assert manager.get(f"/manage/acme/leads/source/{source.pk}/{deed}/").status_code == 405


def test_a_source_is_switched_off_rather_than_deleted(manager: Client, source: Source) -> None:
    assert manager.post(f"/manage/acme/leads/source/{source.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("kind", plugins.names(sources))
def test_a_source_of_any_kind_is_made_and_says_where_its_address_goes(manager: Client, acme: Tenant, kind: str) -> None:
    page = manager.post(f"/manage/acme/leads/source/add/?of={kind}", FORM, follow=True).content.decode()

    with access.as_tenant(acme.pk):
        made = Source.objects.get()
    assert made.kind == kind
    assert f"/hooks/{made.token}/" in page
    assert escape(catalog.sender_class(kind).setup) in page


def test_a_source_that_wants_a_signature_says_that_no_secret_is_in_force(manager: Client, acme: Tenant) -> None:
    manager.post("/manage/acme/leads/source/add/?of=typeform", FORM | {"setting_require_signature": "on"})
    with access.as_tenant(acme.pk):
        made = Source.objects.get()
    address = f"/manage/acme/leads/source/{made.pk}/change/"

    before = manager.get(address).content.decode()
    manager.post(f"/manage/acme/leads/source/{made.pk}/secret/")

    assert made.settings["require_signature"] is True
    assert "No secret is in force yet" in before
    assert "No secret is in force yet" not in manager.get(address).content.decode()


def test_a_secret_that_the_sender_made_is_kept_beside_the_one_before(
    manager: Client, acme: Tenant, source: Source
) -> None:
    for secret in ("their first secret", "their second secret"):
        page = manager.post(
            f"/manage/acme/leads/source/{source.pk}/their-secret/", {"secret": f" {secret} "}, follow=True
        ).content.decode()

        assert secret not in page
    with access.as_tenant(acme.pk):
        kept = [(each.text, each.expires_at is None) for each in SourceSecret.objects.order_by("id")]
    assert kept == [("their first secret", False), ("their second secret", True)]


def test_half_a_secret_is_not_kept(manager: Client, acme: Tenant, source: Source) -> None:
    page = manager.post(f"/manage/acme/leads/source/{source.pk}/their-secret/", {"secret": "abc"}, follow=True)

    with access.as_tenant(acme.pk):
        assert SourceSecret.objects.count() == 0
    assert "paste it whole" in page.content.decode()
