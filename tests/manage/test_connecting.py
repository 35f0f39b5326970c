"""Connecting by a vendor's consent page: who may, where it is offered, and where our secret never goes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.integrations.models import AuthorizationRequest, Connection, Grant
from apps.tenants import access
from apps.tenants.models import Membership, Role, Tenant

pytestmark = pytest.mark.django_db

APPS = {name: {"client_id": "our-app", "client_secret": "s"} for name in ("hubspot", "salesforce", "zoho")}
WAYS = ["connect", "disconnect"]


@pytest.fixture
def crm(acme: Tenant, settings: Any) -> Connection:
    settings.LEADHUB_OAUTH_APPS = APPS
    return _connection(acme, "hubspot")


def _connection(tenant: Tenant, vendor: str, **values: object) -> Connection:
    with access.as_tenant(tenant.pk):
        return Connection.objects.create(tenant=tenant, family="crm", vendor=vendor, name=vendor, settings=values)


def _grant(connection: Connection) -> Grant:
    tokens = {"access": "a", "refresh": "r", "said": {}}
    with access.as_tenant(connection.tenant_id):
        return Grant.objects.create(tenant_id=connection.tenant_id, connection=connection, tokens=tokens)


def _asked(tenant: Tenant) -> int:
    with access.as_tenant(tenant.pk):
        return AuthorizationRequest.objects.count()


def _page(connection: Connection, rest: str = "change/") -> str:
    return f"/manage/acme/integrations/connection/{connection.pk}/{rest}"


@pytest.mark.parametrize(
    ("role", "status"), [(Role.OWNER, 200), (Role.MANAGER, 200), (Role.CLIENT, 404), (Role.REP, 404)]
)
def test_who_manages_may_connect(member: Callable[..., Client], crm: Connection, role: str, status: int) -> None:
    answer = member(role).post(_page(crm, "connect/"))

    assert (answer.status_code, _asked(crm.tenant)) == (status, int(status == 200))


@pytest.mark.parametrize("role", [Role.CLIENT, Role.REP])
def test_who_does_not_manage_disconnects_nothing(member: Callable[..., Client], crm: Connection, role: str) -> None:
    grant = _grant(crm)

    assert member(role).post(_page(crm, "disconnect/")).status_code == 404

    with access.as_tenant(crm.tenant_id):
        assert Grant.objects.filter(pk=grant.pk).exists()


@pytest.mark.parametrize("way", WAYS)
def test_another_companys_connection_is_not_there(
    member: Callable[..., Client], crm: Connection, rival: Tenant, way: str
) -> None:
    eve = member(Role.OWNER, tenant=rival)

    theirs = eve.post(f"/manage/rival/integrations/connection/{crm.pk}/{way}/")
    ours = eve.post(_page(crm, f"{way}/"))

    assert (theirs.status_code, ours.status_code, _asked(crm.tenant)) == (404, 404, 0)


@pytest.mark.parametrize("way", WAYS)
def test_a_link_alone_does_nothing(manager: Client, crm: Connection, way: str) -> None:
    assert manager.get(_page(crm, f"{way}/")).status_code == 405


def test_whoever_comes_back_signed_out_signs_in_and_leaves_no_code_behind(crm: Connection) -> None:
    answer = Client().get("/connected/", {"state": "s", "code": "the-code"})

    assert answer.status_code == 302
    assert "the-code" not in answer["Location"]


def test_who_has_left_the_team_meanwhile_connects_nothing(manager: Client, crm: Connection) -> None:
    state = _state(manager, crm)
    with access.as_tenant(crm.tenant_id):
        Membership.objects.all().delete()

    assert manager.get("/connected/", {"state": state, "code": "c"}).status_code == 404


def test_a_colleague_can_not_answer_for_somebody(manager: Client, crm: Connection, owner: Client) -> None:
    state = _state(manager, crm)

    assert owner.get("/connected/", {"state": state, "code": "c"}).status_code == 400


def test_without_an_application_the_page_says_why_there_is_no_button(
    manager: Client, crm: Connection, settings: Any
) -> None:
    settings.LEADHUB_OAUTH_APPS = {}

    page = manager.get(_page(crm)).content.decode()
    answer = manager.post(_page(crm, "connect/"), follow=True).content.decode()

    assert "registered no application at HubSpot" in page
    assert "Connect with HubSpot" not in page
    assert "registered no application at HubSpot" in answer


def test_with_one_the_page_has_the_button(manager: Client, crm: Connection) -> None:
    assert "Connect with HubSpot</button>" in manager.get(_page(crm)).content.decode()


def test_a_vendor_without_a_consent_page_speaks_of_none(manager: Client, acme: Tenant, settings: Any) -> None:
    settings.LEADHUB_OAUTH_APPS = APPS

    assert 'id="consent"' not in manager.get(_page(_connection(acme, "webhook"))).content.decode()


def test_the_way_names_what_is_asked_for(manager: Client, crm: Connection) -> None:
    page = manager.post(_page(crm, "connect/")).content.decode()

    assert "crm.objects.contacts.write" in page
    assert "https://app.hubspot.com/oauth/authorize?response_type=code" in page


@pytest.mark.parametrize("vendor", ["salesforce", "zoho"])
@pytest.mark.parametrize(
    "url", ["https://evil.example", "http://acme.my.salesforce.com", "https://accounts.zoho.com.evil.example", ""]
)
def test_our_secret_goes_to_no_address_of_a_tenants_making(
    manager: Client, acme: Tenant, settings: Any, vendor: str, url: str
) -> None:
    settings.LEADHUB_OAUTH_APPS = APPS

    page = manager.post(_page(_connection(acme, vendor, base_url=url), "connect/"), follow=True).content.decode()

    assert "Nobody can be sent there" in page


def test_who_connects_and_disconnects_is_remembered(manager: Client, crm: Connection, settings: Any) -> None:
    _grant(crm)
    settings.LEADHUB_OAUTH_APPS = {}

    page = manager.post(_page(crm, "disconnect/"), follow=True).content.decode()

    assert "Disconnected." in page
    assert "Disconnected" in manager.get(f"/app/{crm.tenant.slug}/audit/").content.decode()


def _state(browser: Client, connection: Connection) -> str:
    page = browser.post(_page(connection, "connect/")).content.decode()
    return page.partition("&amp;state=")[2].partition("&amp;")[0]
