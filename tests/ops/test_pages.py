"""The operators' pages: who gets in, and what even an operator does not see."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import URLPattern

from apps.intake.models import Delivery
from apps.integrations.models import Connection
from apps.leads.models import Lead, Source
from apps.ops import queues
from apps.ops.urls import site
from apps.tenants import access
from apps.tenants.models import Membership, Tenant, User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
QUEUES = ["rq/", "rq/stats.json", "rq/metrics", "rq/queues/0/", "rq/queues/0/failed/", "rq/workers/0/"]
PAGES = ["", *[f"{m._meta.app_label}/{m._meta.model_name}/" for m in site._registry]]


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    def make(**flags: Any) -> Client:
        client = Client()
        client.force_login(User.objects.create_user("somebody@example.com", **flags))
        return client

    return make


@pytest.fixture
def operator(signed_in: Callable[..., Client]) -> Client:
    return signed_in(is_superuser=True, is_staff=True)


@pytest.fixture
def connection() -> Connection:
    tenant = Tenant.objects.create(slug="acme", name="Acme Solar")
    with access.as_tenant(tenant.pk):
        source = Source.objects.create(tenant=tenant, slug="web", name="Website")
        lead = Lead.objects.create(
            tenant=tenant, source=source, first_name="Dana", email="d@x.example", received_at=NOW
        )
        Delivery.objects.create(
            tenant=tenant, source=source, lead=lead, state="accepted", received_at=NOW, body=b"<b>", body_digest=b""
        )
        return Connection.objects.create(
            tenant=tenant, family="alerts", vendor="slack", name="Chat", settings={"webhook_url": "HUSH"}
        )


@pytest.mark.parametrize("page", PAGES + QUEUES)
def test_a_stranger_is_asked_to_sign_in(page: str) -> None:
    answer = Client().get(f"/ops/{page}")

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize("page", PAGES + QUEUES)
def test_to_staff_there_is_nothing_here(signed_in: Callable[..., Client], page: str) -> None:
    assert signed_in(is_staff=True).get(f"/ops/{page}").status_code == 404


def test_nor_for_a_tenants_owner(signed_in: Callable[..., Client], connection: Connection) -> None:
    owner = signed_in()
    with access.as_tenant(connection.tenant_id):
        Membership.objects.create(tenant=connection.tenant, user=User.objects.get(), role="owner")

    assert owner.get("/ops/").status_code == 404


@pytest.mark.parametrize("page", PAGES + QUEUES)
def test_an_operator_sees_every_page_under_the_strict_policy(
    operator: Client, connection: Connection, page: str
) -> None:
    answer = operator.get(f"/ops/{page}")

    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert b"x-data" not in answer.content


@pytest.mark.parametrize("url", queues.behind_the_gate(site), ids=lambda url: str(url.name))
def test_every_address_of_the_queues_is_behind_the_gate(url: URLPattern, rf: RequestFactory) -> None:
    request = rf.post("/")
    request.user = User(is_staff=True, is_active=True)

    with pytest.raises(Http404):
        url.callback(request)


def test_credentials_are_shown_to_nobody(operator: Client, connection: Connection) -> None:
    pages = [operator.get(f"/ops/integrations/connection/{rest}") for rest in ("", f"{connection.pk}/change/")]

    assert all(b"Chat" in page.content for page in pages)
    assert not any(b"HUSH" in page.content or connection.token.encode() in page.content for page in pages)


@pytest.mark.parametrize("name", ["integrations/connection", "intake/delivery", "leads/lead"])
def test_tenants_rows_are_looked_at_only(operator: Client, connection: Connection, name: str) -> None:
    with access.as_platform():
        row = {"connection": connection, "delivery": Delivery.objects.get(), "lead": Lead.objects.get()}[
            name.split("/")[1]
        ]

    assert operator.get(f"/ops/{name}/{row.pk}/change/").status_code == 200
    assert operator.post(f"/ops/{name}/{row.pk}/change/", {}).status_code == 403
    assert operator.post(f"/ops/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert operator.get(f"/ops/{name}/add/").status_code == 403


def test_an_operator_makes_a_tenant(operator: Client) -> None:
    form = {"slug": "new", "name": "New Co", "region": "US", "time_zone": "America/Chicago"}

    operator.post("/ops/tenants/tenant/add/", form)

    assert Tenant.objects.get().time_zone == "America/Chicago"


def test_there_is_one_way_in_and_it_leads_back() -> None:
    assert Client().get("/ops/login/?next=/ops/rq/")["Location"] == "/account/login/?next=/ops/rq/"


def test_an_operators_password_opens_them() -> None:
    User.objects.create_superuser("root@example.com", "a long password")

    answer = Client().post(
        "/account/login/?next=/ops/", {"login": "root@example.com", "password": "a long password", "next": "/ops/"}
    )

    assert answer["Location"] == "/ops/"
