"""The script editor as a manager uses it, in a real Chromium: rows come, move and go without a reload."""

import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from apps.scripts import drafting, samples
from apps.scripts.document import Script as Document
from apps.scripts.models import Script
from apps.tenants import access
from apps.tenants.models import Tenant

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium"),
]


@pytest.fixture
def page(live_server: LiveServer, manager: Client, acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A manager's browser in the editor; whatever it complains of fails the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    complaints: list[str] = []
    with access.as_tenant(acme.pk):
        bare = samples.load("solar").model_copy(update={"transfers": ()})
        script = drafting.begin(acme, "Solar", bare)
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        cookie = {"name": "sessionid", "value": manager.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        opened = context.new_page()
        opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.goto(f"{live_server.url}/manage/acme/scripts/script/{script.pk}/change/")
        yield opened
        browser.close()
    assert complaints == []


def draft(acme: Tenant) -> Document:
    with access.as_tenant(acme.pk):
        return drafting.of(Script.objects.get())


def saved(page: Page) -> None:
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_text("The draft is saved.").wait_for()


def test_a_question_is_added_with_its_criteria_and_moved_up(page: Page, acme: Tenant) -> None:
    page.get_by_role("button", name="+ Add a question").click()
    added = page.locator("[data-list=questions] > ol > li").last
    added.get_by_label("What the agent asks").fill("How soon do you want it?")
    added.get_by_label("Kind of answer").select_option("choice")
    added.get_by_label("Choices").fill("now: at once, today\nlater")
    added.get_by_role("button", name="+ Add a criterion").click()
    added.get_by_label("Value").fill("now")
    added.get_by_label("Points").fill("20")
    added.get_by_label("Move this question up").click()
    saved(page)

    ids = [each.id for each in draft(acme).questions]
    assert ids == ["owns_home", "monthly_bill", "roof", "how_soon_do_you_want_it", "zip"]
    made = draft(acme).questions[3]
    assert [(each.value, each.also) for each in made.choices] == [("now", ("at once", "today")), ("later", ())]
    assert [(each.value, each.points) for each in made.criteria] == [("now", 20)]


def test_what_makes_no_sense_for_a_kind_of_answer_is_hidden(page: Page) -> None:
    first = page.locator("[data-list=questions] > ol > li").first

    first.get_by_label("Kind of answer").select_option("zip")

    assert not first.get_by_label("Choices").is_visible()


def test_the_seconds_of_a_text_are_counted_while_it_is_typed(page: Page) -> None:
    opening = page.locator("[name=opening]")

    opening.fill("x" * 150)

    assert page.locator("[name=opening] + .script-seconds").text_content() == "about 10 s to say"


def test_opening_and_saving_changes_nothing(page: Page, acme: Tenant) -> None:
    before = draft(acme)

    saved(page)

    assert draft(acme) == before


def test_enter_in_a_field_saves_and_does_not_move_a_row(page: Page, acme: Tenant) -> None:
    page.locator("[name=qualify_at]").fill("55")
    page.locator("[name=qualify_at]").press("Enter")
    page.get_by_text("The draft is saved.").wait_for()

    assert draft(acme).qualify_at == 55
    assert draft(acme).questions[0].id == "owns_home"
