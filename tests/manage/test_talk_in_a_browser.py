"""A draft is talked with in a real Chromium, whose microphone plays a file: each state of the page, a whole talk."""

import wave
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests
from django.test import Client
from playwright.sync_api import Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from apps.scripts import drafting
from apps.scripts.document import Script as Document
from apps.scripts.models import Script
from apps.tenants import access
from apps.tenants.models import Tenant
from apps.voice.engines import offline
from apps.voice.equipping import Equipment
from apps.voice.reading.rules import RulesReader
from tests.browser.chromium import Tab, needed, tab
from tests.voice.house import house, served
from tests.voice.trials import patience

__all__ = ["patience"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needed]

RATE = 16_000
DEVICE, ALLOWED = "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"
DRAFT = {
    "opening": "Hi {first_name}, this is {agent_name}.",
    "lines": {"disclosure": "I'm an AI assistant."},
    "reason": "Do you have a minute?",
    "questions": [{"id": "owns_home", "ask": "Do you own your home?", "kind": "yes_no"}],
    "booking": {"is_on": False},
}


@pytest.fixture(autouse=True)
def may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright runs a loop in this thread."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def script(acme: Tenant) -> Script:
    with access.as_tenant(acme.pk):
        return drafting.begin(acme, "Solar", Document.model_validate(DRAFT))


@pytest.fixture
def silence(tmp_path: Path) -> Path:
    return recorded(tmp_path / "silence.wav", b"")


def recorded(path: Path, pcm: bytes) -> Path:
    """Some silence, this, and silence again; the browser's microphone plays it for ever."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(2 * 2 * RATE) + pcm + bytes(4 * 2 * RATE))
    return path


class Pages:
    """Where the tabs of a manager open the draft's page."""

    def __init__(self, live_server: LiveServer, manager: Client, script: Script, settings: Settings) -> None:
        self._address = f"{live_server.url}/manage/acme/scripts/script/{script.pk}/talk/"
        self._url, self._session, self._settings = live_server.url, manager.cookies["sessionid"].value, settings

    @contextmanager
    def opened(self, voice: str, *switches: str, width: int = 1280) -> Iterator[Tab]:
        """By this voice process."""
        self._settings.LEADHUB_VOICE_URL = voice
        self._settings.LEADHUB_SPEECH_URL = "http://127.0.0.1:9"
        with tab(self._url, session=self._session, width=width, switches=switches) as opened:
            opened.page.goto(self._address)
            yield opened


@pytest.fixture
def pages(live_server: LiveServer, manager: Client, script: Script, settings: Settings) -> Pages:
    return Pages(live_server, manager, script, settings)


def hears(file: Path) -> tuple[str, ...]:
    """The switches of a browser with such a microphone, which it may use."""
    return DEVICE, ALLOWED, f"--use-file-for-fake-audio-capture={file}"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def stands(page: Page, text: str) -> None:
    page.get_by_role("status").filter(has_text=text).wait_for(timeout=60_000)


@pytest.fixture
def aloud(speech_url: str, tmp_path: Path, patience: None) -> Iterator[tuple[str, Path]]:
    """A voice process with the engines of this machine, and a microphone at which somebody says yes."""

    async def equipment_of(tenant_id: int) -> Equipment:
        return Equipment(offline.Engines(speech_url), RulesReader())

    wanted = {"text": "Yes, sure.", "voice": "ada", "rate": RATE}
    answer = requests.post(f"{speech_url}/say", json=wanted, timeout=30)
    answer.raise_for_status()
    with served(house(equipment_of=equipment_of)) as url:
        yield url, recorded(tmp_path / "yes.wav", answer.content)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_draft_is_talked_with_to_its_end(pages: Pages, aloud: tuple[str, Path], width: int) -> None:
    url, file = aloud
    with pages.opened(url, *hears(file), width=width) as opened:
        page = opened.page
        press(page, "Talk to this draft")
        page.get_by_text("Hi Ada, this is Alex. I'm an AI assistant. Do you have a minute?").wait_for(timeout=60_000)
        stands(page, "The agent speaks.")
        assert page.evaluate("document.activeElement.textContent").strip().endswith("End the talk")
        page.get_by_text("✓ Do you own your home? yes").wait_for(timeout=60_000)
        opened.shoot(f"talk-under-way-{width}")
        stands(page, "The talk is over.")
        assert page.locator("[data-outcome]").is_visible()
        assert page.evaluate("document.activeElement.textContent").strip().endswith("Talk to this draft")
        opened.fits(width)
        opened.audit()
        opened.shoot(f"talk-over-{width}")
    assert opened.complaints == []


def test_a_talk_is_ended_by_keyboard(pages: Pages, silence: Path) -> None:
    with served(house()) as url, pages.opened(url, *hears(silence)) as opened:
        press(opened.page, "Talk to this draft")
        stands(opened.page, "The agent speaks.")

        press(opened.page, "End the talk")

        stands(opened.page, "The talk is over.")
        opened.page.get_by_text("Nobody spoke with us.").wait_for()
    assert opened.complaints == []


def begun(opened: Tab, *, shows: str) -> None:
    press(opened.page, "Talk to this draft")
    stands(opened.page, shows)
    assert opened.page.get_by_role("button", name="Talk to this draft").is_visible()


def test_a_browser_that_refuses_the_microphone(pages: Pages) -> None:
    with pages.opened("ws://127.0.0.1:9", DEVICE, "--deny-permission-prompts") as opened:
        begun(opened, shows="The browser does not let this page use the microphone.")
        opened.audit()
        opened.shoot("talk-refused")
    assert opened.complaints == []


def test_a_machine_without_a_microphone(pages: Pages) -> None:
    with pages.opened("ws://127.0.0.1:9", ALLOWED) as opened:
        begun(opened, shows="No microphone was found.")
    assert opened.complaints == []


def test_a_browser_that_has_no_way_to_a_microphone(pages: Pages) -> None:
    with pages.opened("ws://127.0.0.1:9") as opened:
        opened.page.evaluate("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
        begun(opened, shows="This browser can't do it here")
    assert opened.complaints == []


def test_a_microphone_that_is_pulled_out(pages: Pages, silence: Path) -> None:
    with served(house()) as url, pages.opened(url, *hears(silence)) as opened:
        opened.page.evaluate(
            "() => { const own = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
            "navigator.mediaDevices.getUserMedia = async (asked) => (window.taken = await own(asked)); }"
        )
        press(opened.page, "Talk to this draft")
        stands(opened.page, "The agent speaks.")

        opened.page.evaluate("window.taken.getAudioTracks()[0].dispatchEvent(new Event('ended'))")

        stands(opened.page, "The microphone is gone")
    assert opened.complaints == []


def test_a_house_that_is_full(pages: Pages, silence: Path) -> None:
    with served(house(most_trials=0)) as url, pages.opened(url, *hears(silence)) as opened:
        begun(opened, shows="All places for talks are taken just now")
    assert opened.complaints == []


def test_a_connection_that_is_lost(pages: Pages, silence: Path) -> None:
    with ExitStack() as running:
        url = running.enter_context(served(house()))
        with pages.opened(url, *hears(silence)) as opened:
            press(opened.page, "Talk to this draft")
            stands(opened.page, "The agent speaks.")

            running.close()

            stands(opened.page, "The connection was lost")
    assert opened.complaints == []


def test_a_voice_process_that_is_not_there(pages: Pages, silence: Path) -> None:
    with pages.opened("ws://127.0.0.1:9", *hears(silence)) as opened:
        begun(opened, shows="The talk could not begin")
    assert all("WebSocket" in complaint for complaint in opened.complaints)


HEARD = """async ([rate, hertz]) => {
  const context = new OfflineAudioContext(1, rate, rate);
  await context.audioWorklet.addModule("/static/manage/talk/worklet.js");
  const line = new AudioWorkletNode(context, "telephone");
  const pieces = [];
  line.port.onmessage = ({ data }) => pieces.push(data.level);
  const tone = new OscillatorNode(context, { frequency: hertz });
  tone.connect(line).connect(context.destination);
  tone.start();
  await context.startRendering();
  await new Promise((resolve) => setTimeout(resolve, 100));
  return pieces.slice(2);
}"""


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_what_a_telephone_can_not_carry_is_left_out(pages: Pages, rate: int) -> None:
    with pages.opened("ws://127.0.0.1:9") as opened:
        carried, left_out = (opened.page.evaluate(HEARD, [rate, hertz]) for hertz in (1_000, 5_500))
    assert len(carried) >= 40
    assert all(0.68 < level < 0.73 for level in carried)
    assert max(left_out) < 0.01
