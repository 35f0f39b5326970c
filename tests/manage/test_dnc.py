"""The screen of the do-not-call list."""

import csv
from typing import Any

import pytest
from django.test import Client

from apps.compliance.models import DncEntry
from apps.core import clock
from apps.manage.dnc import DncAdmin
from apps.manage.dnc_export import tame
from apps.outreach import optout
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.leads.known import known_lead

pytestmark = pytest.mark.django_db

LIST = "/manage/acme/compliance/dncentry/"


@pytest.fixture
def entry(acme: Tenant) -> DncEntry:
    with access.as_tenant(acme.pk):
        return DncEntry.objects.create(tenant=acme, phone="+12148675309", reason="=HYPERLINK(1)")


def _again(entry: DncEntry) -> DncEntry:
    with access.as_tenant(entry.tenant_id):
        return DncEntry.objects.get(pk=entry.pk)


@pytest.mark.parametrize("typed", ["(214) 867-5309", "+1 214 867 5309", "214.867.5309", "0012148675309"])
def test_a_number_is_added_in_any_spelling_that_its_country_has(manager: Client, acme: Tenant, typed: str) -> None:
    acme.region = "US" if not typed.startswith("00") else "DE"
    acme.save()

    manager.post(f"{LIST}add/", {"phone": typed, "closes": "call", "reason": "asked by e-mail"})

    with access.as_tenant(acme.pk):
        added = DncEntry.objects.get()
    assert (added.phone, added.closes, added.added_by) == ("+12148675309", "call", "manager@example.com")


@pytest.mark.parametrize("typed", ["", "no number", "123", "+1 900 555 1234"])
def test_what_is_no_number_is_refused(manager: Client, typed: str) -> None:
    assert "phone" in manager.post(f"{LIST}add/", {"phone": typed}).context["adminform"].form.errors


def test_a_number_that_is_listed_is_not_listed_twice(manager: Client, entry: DncEntry) -> None:
    form = manager.post(f"{LIST}add/", {"phone": "(214) 867-5309"}).context["adminform"].form

    assert "already" in str(form.errors["phone"])


@pytest.mark.parametrize("term", ["(214) 867-5309", "+12148675309", "867 53", "hyperlink"])
def test_an_entry_is_found(manager: Client, entry: DncEntry, term: str) -> None:
    assert b"+12148675309" in manager.get(LIST, {"q": term}).content


def test_who_stops_while_a_manager_writes_the_reason_stays_stopped(
    manager: Client, entry: DncEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    with access.as_tenant(entry.tenant_id):
        DncEntry.objects.update(lifted_at=clock.now(), closes="call")
    save = DncAdmin.save_model

    def stopped_before(admin: DncAdmin, *args: Any, **kwargs: Any) -> None:
        optout.record(entry.tenant_id, entry.phone, reason="they wrote STOP", now=clock.now())
        save(admin, *args, **kwargs)

    monkeypatch.setattr(DncAdmin, "save_model", stopped_before)
    manager.post(f"{LIST}{entry.pk}/change/", {"reason": "by letter"})

    kept = _again(entry)
    assert (kept.lifted_at, kept.closes, kept.origin, kept.reason) == (None, "all", "opted_out", "by letter")


def test_nobody_else_is(manager: Client, entry: DncEntry) -> None:
    assert b"+12148675309" not in manager.get(LIST, {"q": "(214) 867-5308"}).content


def test_an_entry_is_lifted_and_put_back_but_never_deleted(manager: Client, entry: DncEntry) -> None:
    manager.post(f"{LIST}{entry.pk}/lift/")
    assert _again(entry).lifted_at

    manager.post(f"{LIST}{entry.pk}/restore/")
    assert _again(entry).lifted_at is None

    assert manager.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403


def test_one_channel_is_closed_for_the_other_too_but_never_opened(manager: Client, entry: DncEntry) -> None:
    with access.as_tenant(entry.tenant_id):
        DncEntry.objects.update(closes="sms")
    page = manager.get(f"{LIST}{entry.pk}/change/").content.decode()
    assert "not texted; calls may go on" in page

    manager.post(f"{LIST}{entry.pk}/widen/")
    manager.post(f"{LIST}{entry.pk}/change/", {"closes": "sms", "reason": "by letter"})

    assert _again(entry).closes == "all"


def test_the_persons_crm_records_are_told_of_each_change(manager: Client, acme: Tenant) -> None:
    known_lead(acme, "+12148675309")

    manager.post(f"{LIST}add/", {"phone": "(214) 867-5309", "closes": "sms"})
    with access.as_tenant(acme.pk):
        entry = DncEntry.objects.get()
    for deed in ("widen", "lift", "restore"):
        manager.post(f"{LIST}{entry.pk}/{deed}/")

    with access.as_tenant(acme.pk):
        assert Step.objects.filter(kind="crm_opt_out").count() == 4


def test_several_are_lifted_at_once(manager: Client, entry: DncEntry) -> None:
    manager.post(LIST, {"action": "lift", "_selected_action": [entry.pk], "index": 0})

    assert _again(entry).lifted_at


def test_a_listed_number_does_not_change(manager: Client, entry: DncEntry) -> None:
    manager.post(f"{LIST}{entry.pk}/change/", {"phone": "+12148675308", "reason": "by letter"})

    assert (_again(entry).phone, _again(entry).reason) == ("+12148675309", "by letter")


def test_the_export_holds_no_formula(manager: Client, entry: DncEntry) -> None:
    table = manager.get(f"{LIST}export.csv").content.decode()

    (row,) = csv.DictReader(table.splitlines())
    assert row["phone"] == "'+12148675309"
    assert row["reason"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1"])
def test_a_cell_that_could_be_a_formula_becomes_text(cell: str) -> None:
    assert tame(cell) == f"'{cell}"


def test_the_log_remembers_the_deed_but_not_the_number(manager: Client, entry: DncEntry) -> None:
    manager.post(f"{LIST}{entry.pk}/lift/")

    history = manager.get(f"{LIST}{entry.pk}/history/")

    assert b"Lifted" in history.content
    assert [log.object_repr for log in history.context["action_list"]] == [f"do-not-call entry {entry.pk}"]
