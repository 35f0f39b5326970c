"""A tour of every page in every role: no error, no broken policy, nothing asked of others, accessible, in its frame."""

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from apps.intake.models import Delivery
from apps.leads.models import Lead
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.dashboard.conftest import SignIn

from .chromium import AXE, needed, tab

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needed]

LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
PAGES = {
    "overview": "",
    "leads": "leads/",
    "leads-none": "leads/?q=nobody",
    "appointments": "appointments/",
    "appointments-past": "appointments/?when=past",
    "desk": "desk/",
    "reports": "reports/?period=7d",
    "why": "why/",
    "notifications": "notifications/",
    "leads-to-keep": "leads/?state=new",
    "failures": "failures/",
    "failures-cause": "failures/cause/?kind=crm",
    "failures-replay": "failures/replay/",
    "failures-run": "failures/run/",
    "callable": "callable/",
    "integrations": "integrations/",
    "source": "integrations/website/",
    "checklist": "checklist/",
    "audit": "audit/",
    "usage": "usage/",
}


@pytest.fixture(autouse=True)
def may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright runs a loop in this thread."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pages(lead: Lead) -> dict[str, str]:
    with access.as_tenant(lead.tenant_id):
        delivery, call = Delivery.objects.filter(lead=lead).get(), lead.calls.get()
    return PAGES | {
        "lead": f"leads/{lead.pk}/",
        "lead-callable": f"leads/{lead.pk}/callable/",
        "lead-erase": f"leads/{lead.pk}/erase/",
        "call": f"calls/{call.pk}/",
        "delivery": f"deliveries/{delivery.pk}/",
    }


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_is_clean_and_accessible(
    live_server: LiveServer, owner: Client, company: Lead, width: int, scheme: str
) -> None:
    assert AXE.exists(), "`bin/browser` installs axe"
    with tab(live_server.url, session=owner.cookies["sessionid"].value, width=width, scheme=scheme) as opened:
        for name, path in pages(company).items():
            answer = opened.page.goto(f"{live_server.url}/app/acme/{path}")
            assert answer
            assert answer.status == 200, path
            opened.fits(width)
            opened.audit()
            opened.shoot(f"{name}-{width}-{scheme}")
    assert opened.complaints == []


@pytest.mark.parametrize("role", ["owner", "manager", "client", "rep"])
def test_the_menu_of_each_role_leads_to_pages_that_open(
    live_server: LiveServer, signed_in: SignIn, acme: Tenant, company: Lead, role: str
) -> None:
    browser = signed_in(acme, role)
    with tab(live_server.url, session=browser.cookies["sessionid"].value) as opened:
        opened.page.goto(f"{live_server.url}/app/acme/")
        links = [link.get_attribute("href") for link in opened.page.locator(".shell > .places a").all()]
        for link in links:
            answer = opened.page.goto(f"{live_server.url}{link}")
            assert answer
            assert answer.status == 200, link
    assert len(links) == {"owner": 12, "manager": 12, "client": 8, "rep": 6}[role]
    assert opened.complaints == []


def test_all_can_be_reached_on_a_phone_by_the_menu(live_server: LiveServer, owner: Client, company: Lead) -> None:
    with tab(live_server.url, session=owner.cookies["sessionid"].value, width=390) as opened:
        opened.page.goto(f"{live_server.url}/app/acme/")
        opened.page.get_by_text("Menu", exact=True).click()
        opened.page.locator(".drawer").get_by_role("link", name="Failures").click()
        opened.page.get_by_role("heading", name="Failures").wait_for()
    assert opened.complaints == []


def test_failures_are_replayed_by_keyboard_alone(live_server: LiveServer, owner: Client, company: Lead) -> None:
    with tab(live_server.url, session=owner.cookies["sessionid"].value) as opened:
        page = opened.page
        page.goto(f"{live_server.url}/app/acme/failures/")
        page.get_by_role("link", name="Replay all…").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Replay 3").focus()
        page.keyboard.press("Enter")
        page.get_by_text("0 of 3 done").wait_for()
        page.get_by_role("button", name="Stop those that have not begun").focus()
        page.keyboard.press("Enter")
        page.get_by_text("Stopped: 3 stay as they were").wait_for()
    assert opened.complaints == []
