"""A lead that its sender only named: kept, fetched from a real socket, and in by the same door."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from apps.core import clock
from apps.core.queues import DEFAULT, URGENT
from apps.intake import doors
from apps.integrations import catalog
from apps.integrations.models import Connection
from apps.leads.models import Source, SourceSecret
from apps.outreach import claim, execute, kit, look_back, replay
from apps.outreach.models import Step
from apps.outreach.sweep import Sweeper
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.contracts.peer import Peer
from tests.intake.conftest import Office
from tests.integrations.sources.posting import sample

SECRET, PAGE = "test_meta_app_secret", "100000000000001"
NOTICE, LEAD = sample("meta_leadgen_webhook.json"), sample("meta_lead_graph.json")


@dataclass
class Desk:
    """An office with a Meta source, and a Graph API that does what a test says."""

    office: Office
    graph: Peer

    def connect(self, account: str = PAGE) -> Connection:
        settings = {"account": account, "access_token": "EAAB", "base_url": self.graph.url}
        with access.as_tenant(self.office.tenant.pk):
            made = Connection.objects.create(
                tenant=self.office.tenant, family="forms", vendor="meta", name=f"Page {account}", settings=settings
            )
        self.look_again()
        return made

    def look_again(self) -> None:
        kit.forget()
        doors.forget()

    def notice(self, body: bytes = NOTICE, *, path: str = "") -> Any:
        mac = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return self.office.client.post(
            path or self.office.path, body, "application/json", headers={"X-Hub-Signature-256": f"sha256={mac}"}
        )

    def work(self) -> Step:
        """Carry out the one fetch that is due."""
        step = claim.next_due(URGENT)
        assert step is not None
        assert step.kind == "fetch"
        execute.claimed(step, clock=clock.now)
        return self.step()

    def step(self) -> Step:
        with access.as_tenant(self.office.tenant.pk):
            return Step.objects.get(kind="fetch")

    def states(self) -> list[str]:
        return [each.state for each in self.office.deliveries()]


@pytest.fixture
def desk(office: Office, settings: LazySettings) -> Iterator[Desk]:
    Tenant.objects.filter(pk=office.tenant.pk).update(is_demo=True)
    with access.as_tenant(office.tenant.pk):
        Source.objects.update(kind="meta", settings={"account": PAGE, "verify_token": "made up"})
        SourceSecret.objects.create(tenant=office.tenant, source=office.source, text=SECRET)
    with Peer() as graph:
        settings.LEADHUB_TRUSTED_ORIGINS = [graph.url]
        catalog.http.cache_clear()
        yield Desk(office, graph)
    catalog.http.cache_clear()


def test_a_notice_is_kept_and_answered_at_once(desk: Desk) -> None:
    desk.connect()

    answer = desk.notice()

    assert (answer.status_code, answer.json()) == (200, {"status": "awaiting", "lead": None, "duplicate": False})
    assert desk.states() == ["awaiting"]
    assert desk.office.steps() == ["fetch"]
    assert desk.graph.requests == []


def test_what_is_fetched_is_a_lead_that_has_waited_since_the_notice(desk: Desk) -> None:
    desk.connect()
    desk.graph.replies(200, LEAD)
    before = timezone.now()
    desk.notice()
    named_by = timezone.now()

    assert desk.work().state == "done"

    lead = desk.office.one_lead()
    assert (lead.full_name, lead.phone) == ("Jane Sample", "+12025550143")
    assert before <= lead.received_at <= named_by
    assert desk.states() == ["noted", "accepted"]
    assert desk.office.deliveries()[0].lead_id == lead.pk
    assert desk.office.steps() == ["call", "fetch"]


def test_the_same_notice_again_fetches_nothing_more(desk: Desk) -> None:
    desk.connect()
    desk.graph.replies(200, LEAD)
    desk.notice()
    desk.work()

    again = desk.notice()

    assert again.status_code == 200
    called = claim.next_due(URGENT)
    assert called
    assert called.kind == "call"
    assert len(desk.graph.requests) == 1
    desk.office.one_lead()


def test_a_fetch_that_a_dead_worker_had_is_done_again_and_makes_one_lead(desk: Desk) -> None:
    desk.connect()
    desk.graph.replies(200, LEAD)
    desk.notice()
    desk.work()
    with access.as_tenant(desk.office.tenant.pk):
        Step.objects.filter(kind="fetch").update(state="ready")
        Step.objects.exclude(kind="fetch").delete()

    desk.work()

    desk.office.one_lead()


def test_a_limit_is_waited_for(desk: Desk) -> None:
    desk.connect()
    desk.graph.replies(400, sample("meta_graph_error_613.json"))
    desk.notice()

    step = desk.work()

    assert (step.state, step.attempt) == ("ready", 1)
    assert desk.states() == ["awaiting"]


def test_a_dead_token_pauses_the_connection_and_a_new_one_brings_the_lead(desk: Desk) -> None:
    connection = desk.connect()
    desk.graph.replies(400, sample("meta_graph_error_190.json"))
    desk.graph.replies(200, LEAD)
    desk.notice()
    assert desk.work().state == "held"
    with access.as_tenant(desk.office.tenant.pk):
        connection.refresh_from_db()
        assert connection.state == Connection.State.UNAUTHORIZED
        replay.of_connection(connection, now=clock.now())
        Step.objects.update(due_at=clock.now())
    desk.look_again()

    assert desk.work().state == "done"

    assert desk.office.one_lead().first_name == "Jane"


def test_a_lead_that_meta_hides_is_a_dead_letter_that_can_be_replayed(desk: Desk) -> None:
    desk.connect()
    desk.graph.replies(400, sample("meta_graph_error_100_33.json"))
    desk.graph.replies(200, LEAD)
    desk.notice()
    step = desk.work()
    assert (step.state, step.error_code) == ("dead", "100")
    with access.as_tenant(desk.office.tenant.pk):
        replay.step(desk.office.tenant.pk, step.pk, now=clock.now(), by="a manager")

    assert desk.work().state == "done"


def test_without_a_connection_the_lead_waits_and_the_team_is_told(desk: Desk) -> None:
    with access.as_tenant(desk.office.tenant.pk):
        Connection.objects.create(tenant=desk.office.tenant, family="alerts", vendor="slack", name="Slack", settings={})
    desk.look_again()
    desk.notice()
    assert desk.work().state == "held"
    assert desk.office.steps() == ["alert", "fetch"]

    connection = desk.connect()
    desk.graph.replies(200, LEAD)
    with access.as_tenant(desk.office.tenant.pk):
        replay.of_connection(connection, now=clock.now())
        Step.objects.filter(kind="fetch").update(due_at=clock.now())

    assert desk.work().state == "done"


def test_an_answer_without_a_way_to_reach_the_person_is_kept(desk: Desk) -> None:
    desk.connect()
    desk.graph.replies(200, json.dumps({"id": "900000000000001", "field_data": [{"name": "zip", "values": ["1"]}]}))
    desk.notice()

    assert desk.work().state == "done"

    assert desk.states() == ["noted", "unreachable"]


def test_the_handshake_is_metas(desk: Desk) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "made up"}

    right = desk.office.client.get(desk.office.path, query)
    wrong = desk.office.client.get(desk.office.path, query | {"hub.verify_token": "x"})

    assert (right.status_code, right.content) == (200, b"1158201444")
    assert wrong.status_code == 403


APP = "/hooks/apps/meta/"


@pytest.fixture
def app(settings: LazySettings) -> None:
    settings.LEADHUB_SENDER_APPS = {"meta": {"secrets": [SECRET], "settings": {"verify_token": "made up"}}}


@pytest.mark.usefixtures("app")
def test_one_address_of_an_app_parts_its_notices_by_page(desk: Desk) -> None:
    desk.connect()
    tree = json.loads(NOTICE)
    value = {"leadgen_id": "900000000000009", "page_id": "2", "form_id": "7"}
    tree["entry"].append({"id": "2", "changes": [{"field": "leadgen", "value": value}]})

    answer = desk.notice(json.dumps(tree).encode(), path=APP)

    assert (answer.status_code, answer.json()) == (200, {"status": "awaiting", "leads": 2})
    assert desk.step().params["named"]["id"] == "900000000000001"
    assert desk.states() == ["awaiting"]


@pytest.mark.usefixtures("app")
def test_each_tenant_gets_its_own_pages_leads(desk: Desk) -> None:
    other = Tenant.objects.create(slug="other", name="Other")
    with access.as_tenant(other.pk):
        Source.objects.create(tenant=other, slug="m", name="M", kind="meta", settings={"account": "2"})

    desk.notice(path=APP)

    with access.as_tenant(other.pk):
        assert Step.objects.count() == 0
    assert desk.office.steps() == ["fetch"]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("path", [APP, "/hooks/apps/tiktok/", "/hooks/apps/nobody/"])
def test_only_an_app_that_is_set_up_and_signs_may_knock(desk: Desk, path: str) -> None:
    answer = desk.office.client.post(path, NOTICE, "application/json", headers={"X-Hub-Signature-256": "sha256=00"})

    assert answer.status_code == 401
    assert desk.office.deliveries() == []


@pytest.mark.usefixtures("app", "desk")
def test_an_apps_handshake_is_the_vendors(desk: Desk) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "42", "hub.verify_token": "made up"}
    assert desk.office.client.get(APP, query).content == b"42"


@pytest.mark.usefixtures("app")
def test_garbage_at_an_apps_door_is_no_error_of_ours(desk: Desk) -> None:
    assert desk.notice(b"{", path=APP).status_code == 400


def test_a_lead_that_no_notice_told_of_is_found_and_fetched_once(desk: Desk) -> None:
    connection = desk.connect()
    with access.as_tenant(desk.office.tenant.pk):
        connection.settings["forms"] = ["700000000000001"]
        connection.save(update_fields=["settings"])
    desk.look_again()
    desk.graph.replies(200, {"data": [{"id": "900000000000001", "created_time": "2026-11-22T15:25:55+0000"}]})
    desk.graph.replies(200, LEAD)

    Sweeper(threads=1, clock=clock.now).look_after()
    assert look_back.promise(now=clock.now()) == 1
    listing = claim.next_due(DEFAULT)
    assert listing is not None
    execute.claimed(listing, clock=clock.now)
    assert desk.work().state == "done"

    assert desk.office.one_lead().phone == "+12025550143"
    assert desk.office.steps() == ["call", "fetch", "look_back"]
    assert desk.notice().status_code == 200
    assert desk.office.steps() == ["call", "fetch", "look_back"]
