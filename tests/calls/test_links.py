"""Links to one recording: they open without a login for some minutes, and nothing but that recording."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from apps.calls import links
from apps.calls.links import Kind
from apps.calls.models import Conversation
from apps.core import clock
from apps.leads.models import Lead, Source
from apps.tenants import access
from apps.tenants.models import Tenant
from tests import conversed

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme Solar")


@pytest.fixture
def talked(acme: Tenant) -> Conversation:
    with access.as_tenant(acme.pk):
        source = Source.objects.create(tenant=acme, slug="web", name="Website")
        lead = Lead.objects.create(tenant=acme, source=source, phone="+12145550123", received_at=clock.now())
    at = clock.now() - timedelta(minutes=5)
    return conversed.conversation(conversed.call(lead, at=at), at=at, recording=conversed.WAV)


def path(talked: Conversation, *, ago: timedelta = timedelta(0), kind: Kind = Kind.CONVERSATION) -> str:
    url = links.url(talked.tenant_id, kind, talked.pk, now=clock.now() - ago)
    return url.removeprefix("http://127.0.0.1:8000")


def test_whoever_has_the_link_hears_it_in_parts_too(talked: Conversation) -> None:
    answer: Any = Client().get(path(talked), headers={"Range": "bytes=0-3"})

    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"RIFF")
    assert ("no-store" in answer["Cache-Control"], answer["Referrer-Policy"]) == (True, "no-referrer")


def test_after_its_minutes_it_leads_to_the_page_that_asks_for_a_login(talked: Conversation) -> None:
    answer = Client().get(path(talked, ago=timedelta(minutes=15, seconds=1)))

    assert answer.status_code == 302
    assert answer["Location"] == f"/app/acme/calls/{talked.call_id}/"
    assert "login" in Client().get(answer["Location"])["Location"]


def test_the_minutes_are_a_setting(talked: Conversation, settings: Settings) -> None:
    settings.LEADHUB_RECORDING_LINK_MINUTES = 60

    assert Client().get(path(talked, ago=timedelta(minutes=50))).status_code == 200


def test_another_recording_s_number_in_it_opens_nothing(talked: Conversation) -> None:
    forged = path(talked).replace(talked.pk.hex, uuid4().hex)

    assert Client().get(forged).status_code == 404


def test_a_later_hour_in_it_opens_nothing(talked: Conversation) -> None:
    until = links.read(path(talked).split("/")[2]).until
    said = str(int(until.timestamp()))

    assert Client().get(path(talked).replace(said, str(int(said) + 3600))).status_code == 404


def test_of_another_kind_or_without_a_recording_it_opens_nothing(talked: Conversation) -> None:
    with access.as_tenant(talked.tenant_id):
        Conversation.objects.filter(pk=talked.pk).update(recording="")

    assert Client().get(path(talked, kind=Kind.CARRIER)).status_code == 404
    assert Client().get(path(talked)).status_code == 404


def test_a_link_to_another_tenant_s_recording_can_not_be_made_of_ids(talked: Conversation) -> None:
    other = Tenant.objects.create(slug="other", name="Other")
    url = links.url(other.pk, Kind.CONVERSATION, talked.pk, now=clock.now())

    assert Client().get(url.removeprefix("http://127.0.0.1:8000")).status_code == 404
