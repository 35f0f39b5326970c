"""What was said stands in the CRM, too: once a conversation, whenever the lead's record comes, and never twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from apps.calls.models import Call, Conversation
from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Event, Known, Lead
from apps.outreach import aftermath
from apps.outreach.models import Step
from apps.tenants import access
from tests import conversed
from tests.integrations.crm.test_hubspot import CALL_ID, CONTACT_ID, contact_with, sample

from .conftest import Office

MADE = {"id": CALL_ID, "properties": {}}


@pytest.fixture
def crm(office: Office) -> Connection:
    return office.connect("crm", "hubspot", access_token="key", base_url=f"{office.peer.url}/hubspot")


@pytest.fixture
def lead(office: Office) -> Lead:
    return office.lead(email="dana@example.com")


def known(office: Office, crm: Connection, lead: Lead) -> None:
    with access.as_tenant(office.tenant.pk):
        Known.objects.create(tenant=office.tenant, lead=lead, connection=crm, record_id=CONTACT_ID, kind="contact")


def talked(office: Office, lead: Lead, **traits: Any) -> Conversation:
    """A conversation that was just put on record."""
    at = clock.now() - timedelta(minutes=3)
    call = conversed.call(lead, at=at)
    made = conversed.conversation(call, at=at, **traits)
    told(office, call)
    return made


def told(office: Office, call: Call) -> None:
    with access.as_tenant(office.tenant.pk):
        aftermath.of_conversation(call, now=clock.now())


def promised(office: Office, **sought: Any) -> list[Step]:
    return office.all(Step, kind="crm_conversation", **sought)


def test_the_crm_is_told_all_that_came_of_it(office: Office, crm: Connection, lead: Lead) -> None:
    known(office, crm, lead)
    conversed.appointment(lead, starts_at=datetime(2026, 11, 24, 21, tzinfo=UTC))
    talked(office, lead, recording=conversed.WAV)
    office.peer.replies(200, contact_with())
    office.peer.replies(201, MADE)

    [step] = map(office.carry_out, promised(office))

    assert (step.state, step.external_id) == ("done", CALL_ID)
    sent = orjson.loads(office.peer.requests[-1].body)["properties"]
    parts = ("Booked an appointment", "Do you own the house, Dana? yes", "monthly bill? 180", "Appointment: 2026-11-24")
    assert [part for part in (*parts, "0:04 Lead: Hello &lt;b&gt;there") if part not in sent["hs_call_body"]] == []
    assert sent["hs_call_duration"] == "102000"
    assert office.peer.open_transactions == 0


def test_the_timeline_says_so(office: Office, crm: Connection, lead: Lead) -> None:
    known(office, crm, lead)
    talked(office, lead)
    office.peer.replies(200, contact_with())
    office.peer.replies(201, MADE)

    for step in promised(office):
        office.carry_out(step)

    [noted] = office.all(Event, kind="crm.noted")
    assert (noted.facts["noted_id"], noted.facts["record_id"]) == (CALL_ID, CONTACT_ID)


def test_a_conversation_told_twice_is_promised_once(office: Office, crm: Connection, lead: Lead) -> None:
    made = talked(office, lead)

    with access.as_tenant(office.tenant.pk):
        call = Call.objects.get(pk=made.call_id)
    told(office, call)

    assert len(promised(office)) == 1


def test_a_tenant_without_a_crm_owes_nothing(office: Office, lead: Lead) -> None:
    talked(office, lead)

    assert promised(office) == []


@pytest.mark.parametrize("state", ["broken", "open", "expected"])
def test_what_is_not_on_record_is_not_told(office: Office, crm: Connection, lead: Lead, state: str) -> None:
    talked(office, lead, state=state)

    assert promised(office) == []


def test_it_waits_for_the_record_and_goes_as_soon_as_there_is_one(office: Office, crm: Connection, lead: Lead) -> None:
    writing = office.promise("crm", lead, connection_id=crm.pk)
    talked(office, lead)
    [waiting] = map(office.carry_out, promised(office))
    assert (waiting.state, waiting.attempt, office.peer.requests) == ("ready", 0, [])
    assert waiting.due_at > clock.now()

    office.peer.replies(200, sample("hs_batch_upsert_200.json"))
    office.peer.replies(200, contact_with())
    office.peer.replies(201, MADE)
    office.carry_out(writing)

    assert office.now(waiting).due_at <= clock.now()
    assert office.carry_out(waiting).state == "done"


def test_a_record_that_comes_against_all_hope_is_told_as_well(office: Office, crm: Connection, lead: Lead) -> None:
    talked(office, lead)
    [skipped] = map(office.carry_out, promised(office))
    assert (skipped.state, skipped.error_code) == ("skipped", "no_record")

    office.peer.replies(200, sample("hs_batch_upsert_200.json"))
    office.carry_out(office.promise("crm", lead, connection_id=crm.pk))

    assert office.now(skipped).state == "ready"


def test_what_another_crm_writes_wakes_nobody_else(office: Office, crm: Connection, lead: Lead) -> None:
    talked(office, lead)
    [skipped] = map(office.carry_out, promised(office))
    office.set(crm, name="the first")
    other = office.connect("crm", "hubspot", access_token="other", base_url=f"{office.peer.url}/hubspot")

    office.peer.replies(200, sample("hs_batch_upsert_200.json"))
    office.carry_out(office.promise("crm", lead, connection_id=other.pk))

    assert office.now(skipped).state == "skipped"


@pytest.mark.parametrize(("status", "state"), [(503, "ready"), (429, "ready"), (401, "held"), (404, "skipped")])
def test_a_crm_that_says_no_is_asked_as_for_any_step(
    office: Office, crm: Connection, lead: Lead, status: int, state: str
) -> None:
    known(office, crm, lead)
    talked(office, lead)
    office.peer.replies(status, {})

    [step] = map(office.carry_out, promised(office))

    assert step.state == state


def test_a_retry_finds_what_the_first_try_left(office: Office, crm: Connection, lead: Lead) -> None:
    known(office, crm, lead)
    made = talked(office, lead)
    office.peer.replies(200, contact_with())
    office.peer.replies(502, "<html>Bad Gateway</html>")
    [step] = map(office.carry_out, promised(office))
    assert step.state == "ready"

    office.peer.replies(200, contact_with(CALL_ID))
    office.peer.replies(200, {"results": [{"id": CALL_ID, "properties": {"hs_call_external_id": str(made.pk)}}]})
    # The script's last line repeats until it is followed by another.
    office.peer.next_line()

    assert office.carry_out(step).external_id == CALL_ID
    assert office.peer.sent("/calls") == 1


def test_a_crm_that_is_switched_off_is_told_nothing(office: Office, crm: Connection, lead: Lead) -> None:
    talked(office, lead)
    office.set(crm, is_active=False)

    [step] = map(office.carry_out, promised(office))

    assert step.error_code == "switched_off"
