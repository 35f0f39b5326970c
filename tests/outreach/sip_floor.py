"""The same floor, whose calls go out by our own dialer to the sandbox's trunk."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from apps.integrations import catalog
from apps.outreach import kit
from apps.routing.models import Rep, Team
from apps.sandbox.nursery import Nursery
from apps.sandbox.sip.digest import PASSWORD
from apps.tenants import access
from tests.dialer.exchange import LOOPBACK
from tests.dialer.office import SECRET
from tests.dialer.process import Dialer
from tests.sandbox.outside import Outside

from .bridging_world import QUICK, Bridging, Floor, wait_for
from .conftest import OURS, Office


class SipFloor(Floor):
    """Without a voice process nothing is said: reps hear two short tones, and leads that somebody is with them."""

    def seat(self, name: str, behaviour: str = "accepts", *, ring_ms: int = 50) -> Rep:
        """By SIP who `accepts` presses 1, and any other who picks up presses nothing."""
        rep = super().seat(name, behaviour, ring_ms=ring_ms)
        # They stay as long as they are wanted: here a talk is counted from the answer.
        traits = {"number": rep.phone, "behaviour": behaviour, "ring_ms": ring_ms, "talk_ms": 60_000}
        assert self.outside.post("/numbers", json=traits).status_code == 201
        return rep


def _hang_up_all(dialer: Dialer) -> None:
    """And wait until every end is told: what is told after a test finds no database."""
    for call in dialer.ask("GET", "/calls", params={"since": "2026-01-01T00:00:00Z"}).json()["calls"]:
        dialer.ask("DELETE", f"/calls/{call['id']}")
    wait_for(lambda: dialer.ask("GET", "/healthz").json()["calls"] == 0)


@pytest.fixture(scope="module")
def sip_address(only_sandbox: Outside) -> str:
    return str(only_sandbox.get("/sip/_trunk").json()["address"])


@pytest.fixture(scope="module")
def dialer(sip_address: str, nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dialer]:
    made = Dialer(tmp_path_factory.mktemp("sip"), nursery, trusted=(f"sip://{sip_address}",))
    made.start()
    yield made
    made.end()


@pytest.fixture
def sip_floor(
    office: Office, outside: Outside, live_server: LiveServer, settings: Settings, dialer: Dialer, sip_address: str
) -> Iterator[SipFloor]:
    settings.LEADHUB_CALLBACK_URL = settings.LEADHUB_BASE_URL = live_server.url
    settings.LEADHUB_TRUSTED_ORIGINS = [outside.url]
    settings.LEADHUB_VOICE_URL = ""
    settings.LEADHUB_PROGRAMS = {"sip": (dialer.url, SECRET)}
    catalog.http.cache_clear()
    port = int(sip_address.partition(":")[2])
    account = {"caller_id": OURS, "host": LOOPBACK, "port": port, "user": "leadhub", "password": PASSWORD}
    office.connect("telephony", "sip", **account)
    with access.as_tenant(office.tenant.pk):
        team = Team.objects.create(tenant=office.tenant, name="Advisers")
    office.play(bridging=Bridging.LEAD_FIRST, **QUICK)
    yield SipFloor(office, outside, team)
    _hang_up_all(dialer)
    kit.forget()
    catalog.http.cache_clear()
