"""Operators at a tenant's pages: only with a reason, seen by the tenant, for an hour."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.core import clock
from apps.tenants import access
from apps.tenants.models import Stay, Tenant, User

from .conftest import Member, sign_in

pytestmark = pytest.mark.django_db

WHY = "asked why a lead was not called"


@pytest.fixture
def operator() -> Client:
    browser = Client()
    browser.force_login(User.objects.create_superuser("ops@leadhub.example", first_name="Kim", last_name="Ops"))
    return browser


@pytest.mark.parametrize("page", ["/app/acme/leads/", "/manage/acme/leads/source/"])
def test_the_reason_is_asked_for_first_and_then_the_page_opens(operator: Client, acme: Tenant, page: str) -> None:
    asked = operator.get(page)
    assert asked.status_code == 302

    answer = operator.post(asked.headers["Location"], {"reason": WHY}, follow=True)

    assert answer.redirect_chain[-1][0] == page
    assert answer.status_code == 200
    assert "operator" in answer.content.decode()


def test_no_reason_no_way_in(operator: Client, acme: Tenant) -> None:
    operator.post("/enter/acme/", {"reason": "  x "})

    assert operator.get("/app/acme/").status_code == 302


def test_the_company_reads_who_came_and_why(operator: Client, member: Member) -> None:
    operator.post("/enter/acme/", {"reason": WHY})

    page = sign_in(member("owner").email).get("/app/acme/audit/").content.decode()

    assert "Kim Ops, LeadHub" in page
    assert WHY in page


def test_it_holds_for_an_hour(operator: Client, acme: Tenant) -> None:
    operator.post("/enter/acme/", {"reason": WHY})
    with access.as_tenant(acme.pk):
        Stay.objects.update(ends_at=clock.now() - timedelta(seconds=1))

    assert operator.get("/app/acme/").status_code == 302


def test_who_leaves_is_asked_again(operator: Client, acme: Tenant) -> None:
    operator.post("/enter/acme/", {"reason": WHY})

    operator.post("/enter/acme/leave/")

    assert operator.get("/app/acme/").status_code == 302


def test_it_opens_no_other_company(operator: Client, acme: Tenant) -> None:
    Tenant.objects.create(slug="rival", name="Rival Roofs")
    operator.post("/enter/acme/", {"reason": WHY})

    assert operator.get("/app/rival/").status_code == 302


def test_a_stranger_is_not_led_on_to_elsewhere(operator: Client, acme: Tenant) -> None:
    answer = operator.post("/enter/acme/?next=https://evil.example/", {"reason": WHY})

    assert answer.headers["Location"] == "/app/acme/"


@pytest.mark.parametrize("role", ["owner", "manager"])
def test_to_members_there_is_no_such_page(member: Member, role: str) -> None:
    browser = sign_in(member(role).email)

    assert browser.get("/enter/acme/").status_code == 404
    assert browser.post("/enter/acme/leave/").status_code == 404
