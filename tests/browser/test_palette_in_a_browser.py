"""The command palette by the keyboard alone."""

import pytest
from django.test import Client
from playwright.sync_api import Route
from pytest_django.live_server_helper import LiveServer

from apps.leads.models import Lead

from .chromium import Tab, needed, tab

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needed]


@pytest.fixture(autouse=True)
def may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright runs a loop in this thread."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_lead_and_a_page_are_opened_without_a_mouse(
    live_server: LiveServer, owner: Client, company: Lead, width: int, scheme: str
) -> None:
    with tab(live_server.url, session=owner.cookies["sessionid"].value, width=width, scheme=scheme) as opened:
        opened.page.goto(f"{live_server.url}/app/acme/")
        opened.page.keyboard.press("Control+k")
        opened.page.get_by_role("option", name="Audit log").wait_for()
        opened.audit()
        opened.shoot(f"palette-{width}-{scheme}")
        opened.page.keyboard.type(company.last_name)
        opened.page.get_by_role("option", name=company.full_name).wait_for()
        opened.page.keyboard.press("Enter")
        opened.page.wait_for_url(f"**/leads/{company.pk}/")

        opened.page.keyboard.press("Control+k")
        opened.page.keyboard.type("audit")
        opened.page.get_by_role("option", name="Audit log").wait_for()
        opened.page.keyboard.press("Enter")
        opened.page.wait_for_url("**/app/acme/audit/")
    assert opened.complaints == []


def enter_before_the_answer(opened: Tab, text: str) -> list[Route]:
    """Type and press Enter while what the letters lead to is still asked for; the questions, which wait to go on."""
    late: list[Route] = []

    def keep(route: Route) -> None:
        late.append(route)

    opened.page.route("**/find/", keep)
    with opened.page.expect_request("**/find/"):
        opened.page.keyboard.type(text)
        opened.page.keyboard.press("Enter")
    opened.page.unroute("**/find/")
    return late


def test_enter_waits_for_what_the_letters_lead_to(live_server: LiveServer, owner: Client, company: Lead) -> None:
    with tab(live_server.url, session=owner.cookies["sessionid"].value) as opened:
        opened.page.goto(f"{live_server.url}/app/acme/")
        opened.page.keyboard.press("Control+k")
        opened.page.get_by_role("option", name="Audit log").wait_for()
        late = enter_before_the_answer(opened, company.last_name)
        for each in late:
            each.continue_()

        opened.page.wait_for_url(f"**/leads/{company.pk}/")


def test_enter_leads_nowhere_once_the_palette_is_closed(live_server: LiveServer, owner: Client, company: Lead) -> None:
    with tab(live_server.url, session=owner.cookies["sessionid"].value) as opened:
        opened.page.goto(f"{live_server.url}/app/acme/leads/")
        opened.page.keyboard.press("Control+k")
        opened.page.get_by_role("option", name="Audit log").wait_for()
        late = enter_before_the_answer(opened, company.last_name)
        opened.page.keyboard.press("Escape")
        with opened.page.expect_response("**/find/"):
            for each in late:
                each.continue_()

        opened.page.locator("[role=option]", has_text=company.full_name).wait_for(state="attached")
        assert opened.page.url == f"{live_server.url}/app/acme/leads/"
