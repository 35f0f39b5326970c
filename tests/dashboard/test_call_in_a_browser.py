"""The call page as one uses it, in a real Chromium: a line is clicked and heard, and no policy is broken."""

import shutil
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import ConsoleMessage, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import conversed

from .conftest import RECEIVED, NewLead

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium"),
]
SECONDS = 12
SILENCE = bytes(32_000 * SECONDS)
WAV = conversed.WAV[:40] + len(SILENCE).to_bytes(4, "little") + SILENCE


@pytest.mark.parametrize("width", [1280, 390])
def test_a_click_on_a_line_plays_it(
    live_server: LiveServer, owner: Client, new_lead: NewLead, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    call = conversed.call(new_lead(), at=RECEIVED + timedelta(seconds=3))
    conversed.conversation(call, at=RECEIVED, recording=WAV)
    complaints: list[str] = []

    def note(said: ConsoleMessage) -> None:
        complaints.extend([said.text] if said.type == "error" else [])

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": owner.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}/app/acme/calls/{call.pk}/")

        page.get_by_role("button", name="Play from 0:09").first.click()

        # By its place on the page: a script that waits would itself break the policy.
        page.locator(".is-heard", has_text="Tuesday at 3 PM").wait_for()
        assert page.evaluate("document.querySelector('audio').currentTime") >= 9.3
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
    assert complaints == []
