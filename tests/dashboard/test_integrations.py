"""Integrations: for managers alone; addresses to copy, what came and how it was read, vendors' health, a test lead."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.core import clock
from apps.dashboard import redaction
from apps.intake.models import Delivery
from apps.integrations.models import Connection
from apps.leads.models import Lead, Source
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import NewLead, SignIn

pytestmark = pytest.mark.django_db
PAGES = ["integrations/", "integrations/website/", "integrations/website/live/"]


def deliver(source: Source, body: bytes = b"{}", **traits: Any) -> Delivery:
    values: dict[str, Any] = {"state": "accepted", "received_at": clock.now(), "body_digest": b""} | traits
    with access.as_tenant(source.tenant_id):
        return Delivery.objects.create(tenant_id=source.tenant_id, source=source, body=body, **values)


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("manager", 200), ("client", 403), ("rep", 403)])
def test_only_managers_open_them(signed_in: SignIn, acme: Tenant, source: Source, role: str, status: int) -> None:
    delivery = deliver(source)
    browser = signed_in(acme, role)

    pages = [*PAGES, f"deliveries/{delivery.pk}/"]

    assert [browser.get(f"/app/acme/{page}").status_code for page in pages] == [status] * 4
    tried = browser.post("/app/acme/integrations/website/test/", {"phone": "nonsense"}).status_code
    assert tried == (302 if status == 200 else 403)


def test_a_stranger_finds_nothing(signed_in: SignIn, rival: Tenant, source: Source) -> None:
    delivery = deliver(source)
    browser = signed_in(rival, "owner")

    for page in [*PAGES, f"deliveries/{delivery.pk}/"]:
        assert browser.get(f"/app/acme/{page}").status_code == 404
    assert browser.get("/app/rival/integrations/website/").status_code == 404
    assert browser.get(f"/app/rival/deliveries/{delivery.pk}/").status_code == 404
    assert browser.post("/app/rival/integrations/website/test/", {"phone": "+12145550123"}).status_code == 404


def test_a_source_that_was_never_heard_waits_and_turns_green(owner: Client, source: Source) -> None:
    assert "Waiting for your first lead" in owner.get("/app/acme/integrations/website/").content.decode()

    deliver(source)

    assert "Connected" in owner.get("/app/acme/integrations/website/live/").content.decode()


def test_its_address_stands_in_every_text_to_copy(owner: Client, source: Source) -> None:
    page = owner.get("/app/acme/integrations/website/").context["source"]

    assert page.url.endswith(f"/hooks/{source.token}/")
    assert [page.url in each.text for each in page.snippets] == [True] * 5


def test_what_came_is_listed_with_its_problems(owner: Client, source: Source) -> None:
    deliver(source, state="parked", problems={"body": "the body is not JSON"})

    (arrival,) = owner.get("/app/acme/integrations/website/").context["source"].arrivals

    assert (arrival.state, arrival.problems) == ("Not understood: waits for a person", "body: the body is not JSON")


def test_a_request_is_shown_as_it_came_but_for_what_nobody_should_read(owner: Client, source: Source) -> None:
    body = b'{"name":"<b>Dana</b>","card":"4111 1111 1111 1111","ssn":"078-05-1120","phone":"+12145550123"}'
    delivery = deliver(source, body, headers={"Authorization": "Bearer s3cret", "user-agent": "Zapier"})

    page = owner.get(f"/app/acme/deliveries/{delivery.pk}/").content.decode()

    assert "&lt;b&gt;Dana" in page
    assert "+12145550123" in page
    assert "Zapier" in page
    for hidden in ("4111", "078-05", "s3cret", "<b>Dana"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"plain text", "plain text"),
        (b"\xff\xfe", "\\xff\\xfe"),
        (b"id 4111111111111112", "id 4111111111111112"),
        (b"phone=%2B12145550123", "phone=%2B12145550123"),
        (b"5500005555555559", "•••"),
    ],
)
def test_only_what_is_a_card_number_is_hidden(raw: bytes, shown: str) -> None:
    assert redaction.body(raw) == shown


def test_a_long_body_is_cut() -> None:
    assert redaction.body(b"x" * 20_000).endswith("4,000 characters more")


def test_a_vendors_health_is_read_from_what_it_was_asked(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    now, lead = clock.now(), new_lead(received_at=clock.now())
    with access.as_tenant(acme.pk):
        crm = Connection.objects.create(tenant=acme, family="crm", vendor="hubspot", name="HubSpot")
        for number in range(4):
            Step.objects.create(
                tenant=acme,
                lead=lead,
                kind="crm",
                queue="default",
                key=str(number),
                connection_id=crm.pk,
                state="dead" if number == 3 else "done",
                due_at=now - timedelta(seconds=10),
                done_at=now - timedelta(seconds=9),
            )

    (health,) = owner.get("/app/acme/integrations/").context["health"]

    assert (health.asked, health.errors, health.p95) == ("4", "25 %", "1.00 s")
    assert health.last_ok.relative == "9 s ago"


def test_a_connection_with_an_open_breaker_stands_out(owner: Client, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        Connection.objects.create(
            tenant=acme, family="crm", vendor="hubspot", name="HubSpot", state="broken", last_error="HTTP 503"
        )

    page = owner.get("/app/acme/integrations/").content.decode()

    assert "Breaker open" in page
    assert "HTTP 503" in page


@pytest.mark.django_db(transaction=True)
def test_a_test_lead_goes_the_way_of_a_real_one_and_counts_in_no_figure(owner: Client, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        Source.objects.create(tenant=acme, slug="website", name="Website form")

    answer = owner.post("/app/acme/integrations/website/test/", {"name": "Tess Trial", "phone": "(214) 555-0123"})

    with access.as_tenant(acme.pk):
        lead = Lead.objects.get()
        assert Delivery.objects.get().state == "accepted"
    assert (lead.full_name, lead.phone, lead.is_test) == ("Tess Trial", "+12145550123", True)
    assert answer["Location"] == f"/app/acme/leads/{lead.pk}/"


@pytest.mark.django_db(transaction=True)
def test_a_test_lead_without_a_number_is_refused_kindly(owner: Client, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        Source.objects.create(tenant=acme, slug="website", name="Website form")

    answer = owner.post("/app/acme/integrations/website/test/", {"phone": "12"}, follow=True)

    assert "No test lead was made. The phone number:" in answer.content.decode()


def test_a_source_that_is_not_there_is_not_found(owner: Client) -> None:
    assert owner.get("/app/acme/integrations/nowhere/").status_code == 404


def test_pages_take_as_many_queries_for_much_as_for_little(
    owner: Client, source: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        deliver(source)

    for page in PAGES:
        with django_assert_max_num_queries(18):
            owner.get(f"/app/acme/{page}")
    assert len(owner.get("/app/acme/integrations/website/").context["source"].arrivals) == 50
