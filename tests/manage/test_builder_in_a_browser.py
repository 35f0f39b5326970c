"""The condition builder as a manager uses it, in a real Chromium: no JSON is seen, no policy broken."""

import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from apps.routing import drafting
from apps.routing.rules import RuleSet
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.routing.made import condition, every, is_, no, one_of, rule, rules, some

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium"),
]


@pytest.fixture
def page(live_server: LiveServer, manager: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A manager's browser; whatever it complains of fails the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        context = browser.new_context(viewport={"width": 1280, "height": 1400})
        context.add_cookies(
            [{"name": "sessionid", "value": manager.cookies["sessionid"].value, "url": live_server.url}]
        )
        opened = context.new_page()
        opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        yield opened
        browser.close()
    assert complaints == []


def draft(acme: Tenant) -> RuleSet:
    with access.as_tenant(acme.pk):
        return drafting.rules(acme)


def test_a_manager_builds_a_rule_by_clicking(page: Page, live_server: LiveServer, acme: Tenant) -> None:
    page.goto(f"{live_server.url}/manage/acme/routing/draftrule/add/")
    page.fill("[name=name]", "Texans without a mail")
    page.click("text=+ condition")
    page.get_by_label("Field").select_option("state")
    page.get_by_label("Comparison").select_option("one_of")
    page.get_by_label("Values, one a line").fill("TX\nOK")
    page.click("text=+ group")
    inner = page.locator(".rule-group .rule-group")
    inner.get_by_text("+ condition").click()
    inner.get_by_label("Field").select_option("email")
    inner.get_by_label("Comparison").select_option("exists")
    inner.get_by_label("How these go together").select_option("none")
    page.select_option("[name=answered_by]", "ai_agent")
    page.wait_for_function("document.querySelector('.office-preview').textContent.includes('AI agent')")
    said = page.locator(".office-preview").text_content()
    is_json_seen = page.locator("[name=condition]").is_visible()
    page.click("[name=_save]")
    page.wait_for_url("**/routing/draftrule/")

    assert not is_json_seen
    assert said == "If state is TX or OK and e-mail is missing: call by the AI agent."
    wanted = condition(every(one_of("state", "TX", "OK"), no({"op": "exists", "field": "email"})))
    assert [made.when for made in draft(acme).rules] == [wanted]


def test_opening_and_saving_a_rule_changes_nothing(page: Page, live_server: LiveServer, acme: Tenant) -> None:
    when = every(
        some(is_("source", "website"), no(is_("is_test", "yes"))),
        {"op": "between", "field": "answers.bill", "low": 10, "high": 20.5},
        {"op": "in_hours", "field": "local.time", "hours": "mon-fri 9:00-17:00"},
        no(every(one_of("state", "TX"), {"op": "exists", "field": "email"})),
        {"op": "gte", "field": "local.hour", "value": 8},
    )
    before = rules(rule("All kinds", when), rule("One", is_("state", "TX")), rule("Rest"))
    with access.as_tenant(acme.pk):
        drafting.replace(acme, before)
        rows = list(drafting.rows(acme))

    for row in rows:
        page.goto(f"{live_server.url}/manage/acme/routing/draftrule/{row.pk}/change/")
        page.wait_for_function("document.querySelector('.office-preview').textContent.length > 20")
        page.click("[name=_save]")
        page.wait_for_url("**/routing/draftrule/")

    assert draft(acme) == before
