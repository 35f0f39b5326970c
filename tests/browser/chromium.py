"""A real Chromium whose every complaint is kept: the console's errors, broken policies, requests to others."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[2] / ".leadhub" / "browser"
SHOTS = ROOT / "shots"
AXE = ROOT / "axe" / "axe_playwright_python" / "axe.min.js"
PATH = shutil.which("chromium")
# WCAG 2.2 AA and all that it includes.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# In CI a missing browser is a failure: `bin/browser` has installed it.
needed = pytest.mark.skipif(
    not PATH and not os.environ.get("CI"), reason="there is no Chromium here: `make browser` installs it"
)


@dataclass
class Tab:
    """One page and what was wrong with it; `hosts` are those that it may ask."""

    page: Page
    hosts: set[str]
    complaints: list[str] = field(default_factory=list)

    def shoot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    def audit(self) -> None:
        """What axe finds, one line a rule."""
        self.page.evaluate(AXE.read_text())
        options = {"runOnly": TAGS, "resultTypes": ["violations"]}
        found = self.page.evaluate("options => axe.run(document, options)", options)
        for broken in found["violations"]:
            where = ", ".join(str(node["target"]) for node in broken["nodes"][:3])
            self.complaints.append(f"{self.page.url}: axe {broken['id']}: {where}")

    def fits(self, width: int) -> None:
        """Nothing sticks out: the page itself never scrolls sideways."""
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            self.complaints.append(f"{self.page.url}: {wide} px wide on {width}")


@contextmanager
def tab(
    url: str, *, session: str, width: int = 1280, scheme: str = "light", switches: Sequence[str] = ()
) -> Iterator[Tab]:
    """A tab that is signed in at this address, in a browser with these switches."""
    size: ViewportSize = {"width": width, "height": 900}
    with sync_playwright() as playwright:
        args = ["--no-sandbox", "--disable-gpu", *switches]
        browser = playwright.chromium.launch(executable_path=PATH, args=args)
        context = browser.new_context(viewport=size, color_scheme="dark" if scheme == "dark" else "light")
        context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        opened = Tab(context.new_page(), {urlsplit(url).netloc})
        _watch(opened)
        yield opened
        browser.close()


def _watch(opened: Tab) -> None:
    page, complaints = opened.page, opened.complaints
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("request", lambda asked: _foreign(opened, asked.url))


def _foreign(opened: Tab, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.netloc not in opened.hosts:
        opened.complaints.append(f"asks {parts.netloc}")
