"""How soon a page comes where a company has a hundred thousand leads, and how soon an open list shows a new one."""

import re
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

import requests

from apps.sandbox.rig import wait_until
from bench import crowd
from bench.figures import Figures, percentile
from bench.stand import Stand

_ROUNDS = 12
_LEADS, _EVERY_SECONDS = 40, 0.7
_PATIENCE_SECONDS = 300
_SOME = {
    "lead": "SELECT id FROM leads_lead WHERE tenant_id = %s ORDER BY received_at DESC, id DESC LIMIT 1",
    "old": "SELECT id FROM leads_lead WHERE tenant_id = %s ORDER BY received_at DESC, id DESC LIMIT 1 OFFSET 40000",
    "call": "SELECT id FROM calls_call WHERE tenant_id = %s ORDER BY created_at LIMIT 1",
    "delivery": "SELECT id FROM intake_delivery WHERE tenant_id = %s ORDER BY received_at DESC LIMIT 1",
}
# Below /app/<tenant>/; `{…}` is some row of the company's.
_PAGES = (
    *("", "?period=yesterday", "?period=7d", "?period=30d", "live/"),
    *("leads/", "leads/live/", "leads/?state=engaged", "leads/?source=website"),
    *("leads/?q=nobody+at+all", "leads/?q=4567", "leads/?is=late", "leads/?is=booked", "leads/?is=not_called"),
    *("leads/?is=late&source=website", "leads/?is=qualified&tests=no", "leads/?q=an", "leads/?state=blocked"),
    *("leads/?is=failed", "leads/?is=on_call", "leads/{lead}/", "leads/{old}/", "leads/{old}/callable/"),
    *("calls/{call}/", "desk/", "appointments/", "appointments/?when=past"),
    *("reports/?period=7d", "reports/", "reports/?period=90d", "why/", "failures/", "callable/"),
    *("integrations/", "integrations/website/", "deliveries/{delivery}/", "checklist/", "audit/"),
)


@dataclass(frozen=True)
class Browser:
    """A manager of the crowded company, signed in."""

    base: str
    session: requests.Session = field(default_factory=requests.Session)

    def sign_in(self, link: str) -> None:
        """By a link that works once."""
        form = self.session.get(link, timeout=30).text
        (token,) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        self.session.post(link, data={"csrfmiddlewaretoken": token}, timeout=30).raise_for_status()

    def first_byte(self, page: str) -> float:
        """Seconds until the answer's head is here; the page itself is read, too."""
        answer = self.session.get(self.base + page, timeout=120, stream=True)
        seconds = answer.elapsed.total_seconds()
        answer.raise_for_status()
        assert answer.url.startswith(self.base), "was sent to the login"
        assert answer.content
        return seconds


def measure(stand: Stand) -> Figures:
    """The first byte of every page, fresh and warm, then news on an open list. The tables stay crowded."""
    stand.rig.has_live = True
    told = stand.rig.manage("seed_demo")
    ways = told["tenants"][0]
    tenant = int(stand.rows("SELECT id FROM tenants_tenant WHERE slug = %s", ways["slug"])[0][0])
    began = time.monotonic()
    events = crowd.gather(stand.database_url, tenant=tenant)
    print(f"{events:,} events in {time.monotonic() - began:.0f} s", file=sys.stderr)
    _have(stand, "sweeper")
    wait_until(lambda: stand.rows("SELECT count(*) FROM leads_stirred") == [(0,)], seconds=_PATIENCE_SECONDS)
    stand.checkpoint()
    _renew(stand, "web", "live")
    browser = Browser(f"{stand.rig.base_url}/app/{ways['slug']}/")
    browser.sign_in(f"{stand.rig.base_url}/in/{ways['logins']['manager'].partition('/in/')[2]}")
    return {"screens.events": events, **_pages(stand, browser, tenant=tenant), **_news(stand, browser, ways)}


def _have(stand: Stand, name: str) -> None:
    if name not in stand.rig.running:
        stand.rig.start_only(name)


def _renew(stand: Stand, *names: str) -> None:
    """Processes that have read nothing yet."""
    for name in names:
        if name in stand.rig.running:
            stand.rig.end(name)
    stand.rig.start(*names)


def _pages(stand: Stand, browser: Browser, *, tenant: int) -> Figures:
    pages = [page.format(**_rows(stand, tenant=tenant)) for page in _PAGES]
    fresh = {page: browser.first_byte(page) for page in pages}
    warm = {page: [browser.first_byte(page) for _ in range(_ROUNDS)] for page in pages}
    for page in pages:
        says = f"{1_000 * fresh[page]:8,.0f} {1_000 * percentile(warm[page], 0.95):8,.0f}  {page}"
        print(says, file=sys.stderr)
    worst = max(percentile(each, 0.95) for each in warm.values())
    every = [seconds for each in warm.values() for seconds in each]
    return {
        "screens.p50_ms": 1_000 * percentile(every, 0.5),
        "screens.p95_ms": 1_000 * percentile(every, 0.95),
        "screens.slowest.p95_ms": 1_000 * worst,
        "screens.fresh.p95_ms": 1_000 * percentile(fresh.values(), 0.95),
        "screens.fresh.most_ms": 1_000 * max(fresh.values()),
    }


def _rows(stand: Stand, *, tenant: int) -> Mapping[str, str]:
    """Ids to fill in."""

    return {name: str(stand.rows(sql, tenant)[0][0]) for name, sql in _SOME.items()}


def _news(stand: Stand, browser: Browser, ways: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Figures:
    """From a form's answer, its lead being committed, until an open list that hears of news has the lead's row."""
    page = browser.session.get(browser.base + "leads/", timeout=30).text
    stream = re.search(r'data-stream="([^"]+)"', page)
    assert stream, "no page hears of news"
    hook = stand.rig.base_url + "/hooks/" + ways["hooks"]["website"]["url"].partition("/hooks/")[2]
    with requests.get(stream[1].replace("&amp;", "&"), stream=True, timeout=60) as answer:
        heard = (line for line in answer.iter_lines() if line.startswith(b"data:"))
        next(heard)
        seconds = [_shown(number, heard, browser, hook) for number in range(_LEADS)]
    return {f"news.p{share}_ms": 1_000 * percentile(seconds, share / 100) for share in (50, 95)}


def _shown(number: int, heard: Iterator[bytes], browser: Browser, hook: str) -> float:
    time.sleep(_EVERY_SECONDS)
    name = f"Nora Newcomer{number}"
    form = {"name": name, "phone": f"+1312555{number:04d}", "email": f"nora{number}@example.com"}
    requests.post(hook, data=form, timeout=30).raise_for_status()
    sent_at = time.monotonic()
    for _ in islice(heard, 20):
        if name in browser.session.get(browser.base + "leads/live/", timeout=30).text:
            return time.monotonic() - sent_at
    raise AssertionError("the lead did not come")
