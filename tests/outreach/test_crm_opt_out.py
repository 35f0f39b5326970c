"""What a person wants no more of stands on their CRM records, too: once a record, retried, and never in the way."""

import threading
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.db import connection as database

from apps.compliance.closed import Closed
from apps.compliance.models import DncEntry
from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Event, Known, Lead
from apps.outreach import optout
from apps.outreach.models import Step
from apps.sandbox.rig import wait_until
from apps.tenants import access
from tests.integrations.crm.test_hubspot import CONTACT_ID, invalid, sample

from .conftest import PHONE, Office

NOTED = sample("hs_contact_create_201.json")


@pytest.fixture
def crm(office: Office) -> Connection:
    return office.connect("crm", "hubspot", access_token="key", base_url=f"{office.peer.url}/hubspot")


@pytest.fixture
def lead(office: Office, crm: Connection) -> Lead:
    """Whom the CRM knows."""
    office.peer.replies(200, NOTED)
    return known(office, crm)


def known(office: Office, crm: Connection, record_id: str = CONTACT_ID) -> Lead:
    lead = office.lead(email="dana@example.com")
    with access.as_tenant(office.tenant.pk):
        Known.objects.create(tenant=office.tenant, lead=lead, connection=crm, record_id=record_id, kind="contact")
    return lead


def stop(office: Office, closes: Closed = Closed.ALL) -> None:
    with access.as_tenant(office.tenant.pk):
        optout.record(office.tenant.pk, PHONE, reason="they wrote so", now=clock.now(), closes=closes)


def start(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        optout.lift(office.tenant.pk, PHONE, now=clock.now())


def promised(office: Office, **sought: Any) -> list[Step]:
    return office.all(Step, kind="crm_opt_out", **sought)


def carried_out(office: Office) -> list[Step]:
    return [office.carry_out(step) for step in promised(office, state="ready")]


def written(office: Office) -> list[dict[str, str]]:
    return [orjson.loads(request.body)["properties"] for request in office.peer.requests]


def flagged(office: Office) -> list[str]:
    return [event.facts["channel"] for event in office.all(Event, kind="crm.flagged")]


def test_stop_said_thrice_is_told_the_crm_once(office: Office, lead: Lead) -> None:
    for _ in range(3):
        stop(office)
    assert office.peer.requests == []  # the opt-out stands before anybody is asked

    [step] = carried_out(office)

    assert step.state == "done"
    assert written(office) == [{"leadhub_no_calls": "true", "leadhub_no_texts": "true"}]
    assert flagged(office) == ["all"]
    assert office.peer.open_transactions == 0


@pytest.mark.parametrize(("closes", "named"), [(Closed.CALL, "leadhub_no_calls"), (Closed.SMS, "leadhub_no_texts")])
def test_one_channel_is_told_alone(office: Office, lead: Lead, closes: Closed, named: str) -> None:
    stop(office, closes)

    carried_out(office)

    assert (written(office), flagged(office)) == ([{named: "true"}], [closes.value])


def test_an_opt_in_is_told_as_well(office: Office, lead: Lead) -> None:
    stop(office)
    carried_out(office)

    start(office)
    carried_out(office)

    assert written(office)[-1] == {"leadhub_no_calls": "false", "leadhub_no_texts": "false"}
    assert flagged(office) == ["all", "none"]


def test_late_steps_write_what_stands_by_then(office: Office, lead: Lead) -> None:
    for wish in (stop, start, stop, start):
        wish(office)

    carried_out(office)

    assert {each["leadhub_no_calls"] for each in written(office)} == {"false"}


def test_who_changes_their_mind_while_it_is_written_is_written_again(
    office: Office, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop(office)
    [step] = promised(office)

    with monkeypatch.context() as patched:
        patched.setattr(office.peer, "next_line", meanwhile(office, start))
        again = office.carry_out(step)

    assert (again.state, again.attempt, flagged(office)) == ("ready", 0, [])
    office.carry_out(step)
    assert written(office)[-1]["leadhub_no_calls"] == "false"


def meanwhile(office: Office, wish: Callable[[Office], None]) -> Callable[[], Any]:
    """Answers as scripted, once the person has said something else."""

    def next_line() -> Any:
        wish(office)
        database.close()
        return type(office.peer).next_line(office.peer)

    return next_line


def test_a_record_that_two_leads_share_is_told_once_and_both_say_so(office: Office, crm: Connection) -> None:
    office.peer.replies(200, NOTED)
    leads = [known(office, crm), known(office, crm)]
    stop(office)

    carried_out(office)

    assert len(written(office)) == 1
    assert {event.lead_id for event in office.all(Event, kind="crm.flagged")} == {each.pk for each in leads}


def test_each_crm_is_told(office: Office, crm: Connection, lead: Lead) -> None:
    with access.as_tenant(office.tenant.pk):
        other = Connection.objects.create(tenant=office.tenant, family="crm", vendor="salesforce", name="the other")
        Known.objects.create(tenant=office.tenant, lead=lead, connection=other, record_id="9", kind="contact")

    stop(office)

    assert {step.connection_id for step in promised(office)} == {crm.pk, other.pk}


def test_a_record_that_comes_after_the_opt_out_is_told_right_away(office: Office, crm: Connection) -> None:
    stop(office)
    lead = office.lead(email="dana@example.com")
    office.peer.replies(200, sample("hs_batch_upsert_200.json"))
    office.peer.replies(200, NOTED)
    assert promised(office) == []

    for _ in range(2):
        office.carry_out(office.promise("crm", lead, connection_id=crm.pk))
    carried_out(office)

    assert len(promised(office)) == 1
    assert office.peer.requests[-1].json == {"properties": {"leadhub_no_calls": "true", "leadhub_no_texts": "true"}}


def test_who_opts_out_while_the_record_is_written_is_not_missed(office: Office, crm: Connection) -> None:
    office.peer.replies(200, sample("hs_batch_upsert_200.json"))
    writing = office.promise("crm", office.lead(email="dana@example.com"), connection_id=crm.pk)

    def write() -> None:
        office.carry_out(writing)
        database.close()

    worker = threading.Thread(target=write)
    with access.as_tenant(office.tenant.pk):
        optout.record(office.tenant.pk, PHONE, reason="they wrote STOP", now=clock.now())
        worker.start()
        wait_until(lambda: somebody_waits() or not worker.is_alive(), seconds=60)
        assert worker.is_alive()  # for it waits for the one who opts out
    worker.join()

    assert (office.now(writing).state, len(promised(office))) == ("done", 1)


def somebody_waits() -> bool:
    with database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def test_a_missing_property_is_a_dead_letter_that_says_what_to_make(office: Office, crm: Connection) -> None:
    known(office, crm)
    office.connect_slack()
    office.peer.replies(400, invalid("leadhub_no_texts", "PROPERTY_DOESNT_EXIST"))
    office.peer.replies(200, NOTED)
    stop(office)

    [step] = carried_out(office)

    assert (step.state, step.error_code) == ("dead", "PROPERTY_DOESNT_EXIST")
    assert "no contact property leadhub_no_texts: make it in HubSpot" in step.last_error
    assert written(office)[-1] == {"leadhub_no_calls": "true"}
    assert len(office.all(Step, kind="alert")) == 1


@pytest.mark.parametrize(("status", "state"), [(503, "ready"), (429, "ready"), (401, "held"), (404, "skipped")])
def test_a_crm_that_says_no_is_asked_as_for_any_step(office: Office, crm: Connection, status: int, state: str) -> None:
    known(office, crm)
    office.peer.replies(status, {})
    stop(office)

    [step] = carried_out(office)

    assert step.state == state
    with access.as_tenant(office.tenant.pk):
        assert DncEntry.objects.get().lifted_at is None


def test_a_crm_that_has_no_place_for_it_is_skipped_with_a_word(office: Office) -> None:
    blank = {"no_calls_property": "", "no_texts_property": ""}
    crm = office.connect("crm", "hubspot", access_token="key", base_url=f"{office.peer.url}/hubspot", **blank)
    known(office, crm)
    stop(office)

    [step] = carried_out(office)

    assert (step.state, step.error_code, office.peer.requests) == ("skipped", "unsupported", [])


def test_a_crm_that_is_switched_off_is_told_nothing(office: Office, crm: Connection, lead: Lead) -> None:
    stop(office)
    office.set(crm, is_active=False)

    [step] = carried_out(office)
    start(office)

    assert (step.error_code, len(promised(office))) == ("switched_off", 1)
