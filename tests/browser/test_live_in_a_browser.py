"""An open list shows a lead that a form has sent, without a reload: by the stream, or by polling if there is none."""

from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings as django_settings
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from apps.leads.models import Lead, Source
from tests.dashboard.test_live import serving

from .chromium import needed, tab

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needed]


@pytest.fixture(autouse=True)
def may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright runs a loop in this thread."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def send(live_server: LiveServer, source: Source, name: str) -> None:
    form = {"name": name, "phone": "+12145550177"}
    assert requests.post(f"{live_server.url}/hooks/{source.token}/", data=form, timeout=10).status_code == 200


def test_a_lead_comes_by_the_stream(
    live_server: LiveServer, owner: Client, company: Lead, source: Source, settings: Settings
) -> None:
    settings.LEADHUB_BASE_URL = live_server.url
    with serving() as url:
        settings.LEADHUB_LIVE_URL = url
        settings.SECURE_CSP = django_settings.SECURE_CSP | {"connect-src": ["'self'", f"{url}/"]}
        with tab(live_server.url, session=owner.cookies["sessionid"].value) as opened:
            opened.hosts.add(urlsplit(url).netloc)
            opened.page.goto(f"{live_server.url}/app/acme/leads/")
            opened.page.get_by_text("Live", exact=True).wait_for()
            opened.page.wait_for_timeout(1_500)

            send(live_server, source, "Nora Newcomer")

            opened.page.get_by_text("Nora Newcomer").wait_for(timeout=3_000)
        assert opened.complaints == []


def test_a_lead_comes_by_polling_where_there_is_no_stream(
    live_server: LiveServer, owner: Client, company: Lead, source: Source
) -> None:
    with tab(live_server.url, session=owner.cookies["sessionid"].value) as opened:
        opened.page.goto(f"{live_server.url}/app/acme/leads/")

        send(live_server, source, "Paul Polled")

        opened.page.get_by_text("Paul Polled").wait_for(timeout=5_000)
    assert opened.complaints == []
