"""The waveform of a call as one uses it: by pointer, by the keyboard alone, and when the page is read again."""

import io
import math
import wave
from array import array

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.calls import waveform
from apps.calls.models import Call, Conversation
from apps.leads.models import Lead
from apps.tenants import access
from tests import conversed

from .chromium import needed, tab

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needed]

LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
SECONDS = 12


@pytest.fixture(autouse=True)
def may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright runs a loop in this thread."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def call(company: Lead) -> Call:
    """With a recording in which one hears who speaks when: the lead left, the agent right."""
    samples = array("h", [0]) * (2 * 8_000 * SECONDS)
    for speaker, _, began_ms, ended_ms, *_ in conversed.TURNS:
        for at in range(8 * began_ms, 8 * ended_ms):
            loud = 9_000 * abs(math.sin(at / 900)) * math.sin(at / 3)
            samples[2 * at + (speaker == "agent")] = round(loud)
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((2, 2, 8_000, len(samples) // 2, "NONE", ""))
        file.writeframes(samples.tobytes())
    wav = out.getvalue()
    with access.as_tenant(company.tenant_id):
        made = Call.objects.get(lead=company)
        Conversation.objects.filter(call=made).delete()
    conversed.conversation(made, at=made.created_at, recording=wav, waveform=waveform.of_file(io.BytesIO(wav)).packed())
    return made


def heard(page: Page) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_one_seeks_where_one_clicks_and_finds_the_words(
    live_server: LiveServer, owner: Client, call: Call, width: int, scheme: str
) -> None:
    with tab(live_server.url, session=owner.cookies["sessionid"].value, width=width, scheme=scheme) as opened:
        page = opened.page
        page.goto(f"{live_server.url}/app/acme/calls/{call.pk}/")
        slider = page.get_by_role("slider", name="Where the recording is played")
        box = slider.bounding_box()
        assert box

        slider.click(position={"x": box["width"] * 10 / SECONDS, "y": box["height"] / 2})

        page.locator(".is-heard", has_text="Tuesday at 3 PM").wait_for()
        assert heard(page) == pytest.approx(10, abs=0.2)
        expect(slider).to_have_attribute("aria-valuetext", "0:10 of 0:12")
        expect(page.locator(".is-heard")).to_be_in_viewport()
        page.get_by_role("button", name="Play from 0:04").click()
        page.locator(".is-heard", has_text="Hello").wait_for()
        page.evaluate("document.querySelector('audio').pause()")
        opened.fits(width)
        opened.audit()
        opened.shoot(f"waveform-{width}-{scheme}")
    assert opened.complaints == []


def test_the_keyboard_alone_does_everything(live_server: LiveServer, owner: Client, call: Call) -> None:
    with tab(live_server.url, session=owner.cookies["sessionid"].value) as opened:
        page = opened.page
        page.goto(f"{live_server.url}/app/acme/calls/{call.pk}/")
        slider = page.get_by_role("slider", name="Where the recording is played")
        slider.focus()
        places = []
        for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "End", "PageDown", "PageUp", "Home"):
            page.keyboard.press(key)
            places.append(round(heard(page)))

        page.keyboard.press("Space")

        # By its place on the page: a script that waits would itself break the policy.
        page.locator(".is-heard", has_text="this is Alex").wait_for()
        assert not page.evaluate("document.querySelector('audio').paused")
        assert places == [5, 10, 5, 12, 0, 12, 0]
    assert opened.complaints == []


def test_a_page_that_is_read_again_keeps_its_slider(live_server: LiveServer, owner: Client, call: Call) -> None:
    with tab(live_server.url, session=owner.cookies["sessionid"].value) as opened:
        page = opened.page
        page.goto(f"{live_server.url}/app/acme/calls/{call.pk}/")
        slider = page.get_by_role("slider", name="Where the recording is played")
        slider.wait_for()

        with page.expect_response("**/live/"):
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

        page.evaluate("document.querySelector('audio').currentTime = 7")
        expect(slider).to_have_attribute("aria-valuenow", "7")
    assert opened.complaints == []
