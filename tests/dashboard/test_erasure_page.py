"""Erasing a person's words by the pages: who may, what they are told, and what is written about it."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.test import Client

from apps.calls.models import Call, Conversation
from apps.core import clock
from apps.leads.models import Event, Lead
from apps.tenants import access
from apps.tenants.models import Tenant
from tests import conversed

from .conftest import NewLead, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(new_lead: NewLead) -> Call:
    made = conversed.call(new_lead(), at=clock.now() - timedelta(hours=1))
    conversed.conversation(made, at=clock.now() - timedelta(hours=1), recording=conversed.WAV)
    return made


def erase(client: Client, lead: Lead) -> str:
    return client.post(f"/app/acme/leads/{lead.pk}/erase/now/", follow=True).content.decode()


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("manager", 200), ("client", 403), ("rep", 403)])
def test_owners_and_managers_may(signed_in: SignIn, acme: Tenant, call: Call, role: str, status: int) -> None:
    client = signed_in(acme, role)

    assert client.get(f"/app/acme/leads/{call.lead_id}/erase/").status_code == status
    assert (b"Erase this person" in client.get(f"/app/acme/leads/{call.lead_id}/").content) is (status == 200)
    if status == 403:
        assert client.post(f"/app/acme/leads/{call.lead_id}/erase/now/").status_code == status
        with access.as_tenant(acme.pk):
            assert Conversation.objects.get().summary


def test_the_page_counts_before_anything_goes(owner: Client, acme: Tenant, call: Call) -> None:
    page = owner.get(f"/app/acme/leads/{call.lead_id}/erase/").content.decode()

    assert '<strong class="number">1</strong> call: transcript' in page
    assert owner.get(f"/app/acme/leads/{call.lead_id}/erase/now/").status_code == 405
    with access.as_tenant(acme.pk):
        assert Conversation.objects.get().summary


def test_the_call_says_that_it_was_erased(owner: Client, call: Call) -> None:
    assert "Erased. What your CRM and your webhooks were told is still there." in erase(owner, call.lead)

    page = owner.get(f"/app/acme/calls/{call.pk}/").content.decode()
    assert "Erased on request, with the answers and the recording" in page
    assert "Yes I do." not in page
    assert "Nobody said anything" not in page
    assert owner.get(f"/app/acme/calls/{call.pk}/recording.wav").status_code == 404
    assert "Nothing to erase" in owner.get(f"/app/acme/leads/{call.lead_id}/erase/").content.decode()


def test_the_audit_log_has_it(owner: Client, call: Call) -> None:
    erase(owner, call.lead)

    page = owner.get("/app/acme/audit/").content.decode()
    assert f"Changed lead {call.lead_id}: Erased their words (calls: 1, recordings: 1)" in page


def test_a_call_under_way_is_waited_for(owner: Client, acme: Tenant, call: Call) -> None:
    with access.as_tenant(acme.pk):
        Conversation.objects.update(state="open", closed_at=None)

    assert "Nothing was erased: a call of theirs is under way." in erase(owner, call.lead)
    with access.as_tenant(acme.pk):
        assert not Event.objects.filter(kind="words.erased").exists()


def test_a_storage_that_does_not_answer_is_told(owner: Client, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(name: str) -> None:
        raise OSError

    monkeypatch.setattr(storages["recordings"], "delete", away)

    assert "the storage of recordings does not answer" in erase(owner, call.lead)
