"""A tenant whose carrier is the sandbox: its callbacks come in by a real web server, its steps are carried out."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from apps.calls.models import Bridge, Ring
from apps.core import clock
from apps.core.queues import URGENT
from apps.integrations import catalog
from apps.leads.models import Lead
from apps.outreach import claim, execute, kit
from apps.outreach.kit import Kit
from apps.outreach.models import Playbook, Step
from apps.routing.actions import ROUTE
from apps.routing.models import Rep, Team
from apps.tenants import access
from tests.integrations.twilio_side import ACCOUNT
from tests.outreach.conftest import OURS, Office
from tests.sandbox.outside import Outside

_phones = (f"+1404555{n:04}" for n in count(100))
PATIENCE_SECONDS = 30.0
Bridging = Playbook.Bridging
# A greeting that is heard while a test can wait for it.
QUICK = {"texting": Playbook.Texting.NEVER, "rep_ring_seconds": 5, "greeting": "Hi {first_name}!"}


@dataclass
class Floor:
    """The reps of a tenant and their phones. `work` carries out what is due until the block ends."""

    office: Office
    outside: Outside
    team: Team
    reps: list[Rep] = field(default_factory=list)

    def seat(self, name: str, behaviour: str = "answer", *, ring_ms: int = 50) -> Rep:
        """Another rep, who does so when their phone rings."""
        phone = next(_phones)
        answer = self.outside.post(
            "/numbers", json={"number": phone, "behaviour": behaviour, "ring_ms": ring_ms, "talk_ms": 300}
        )
        assert answer.status_code == 201
        with access.as_tenant(self.office.tenant.pk):
            made = Rep.objects.create(tenant=self.office.tenant, team=self.team, name=name, phone=phone)
        self.reps.append(made)
        return made

    def lead(self, behaviour: str = "answer", *, talk_ms: int = 1_200, ring_ms: int = 50) -> Lead:
        """Somebody who asked to be called."""
        phone = next(_phones)
        traits = {"number": phone, "behaviour": behaviour, "talk_ms": talk_ms, "ring_ms": ring_ms}
        assert self.outside.post("/numbers", json=traits).status_code == 201
        return self.office.lead(phone, answers={"roof": "tin"})

    def call(self, lead: Lead) -> Step:
        """The lead's call is due, and a rep of the team is wanted."""
        route = {ROUTE: {"answered_by": "team", "team": self.team.pk}}
        return self.office.promise("call", lead, params=route, key=f"call:first:{lead.pk}")

    @contextmanager
    def work(self, hands: int = 4) -> Iterator[None]:
        """Workers as they are in production: whoever is free claims what is due."""
        over = threading.Event()
        threads = [threading.Thread(target=_labour, args=[over], daemon=True) for _ in range(hands)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join(timeout=10)

    def bridge(self, lead: Lead) -> Bridge | None:
        with access.as_tenant(self.office.tenant.pk):
            return Bridge.objects.filter(lead=lead).first()

    def the_bridge(self, lead: Lead) -> Bridge:
        """Where there must be one."""
        found = self.bridge(lead)
        assert found
        return found

    def rings(self, lead: Lead) -> list[Ring]:
        with access.as_tenant(self.office.tenant.pk):
            return list(Ring.objects.filter(bridge__lead=lead).order_by("number"))

    def ended(self, lead: Lead) -> Bridge:
        """The lead's bridge once it and all its phones are at rest."""

        def is_over() -> bool:
            bridge = self.bridge(lead)
            return bool(bridge and bridge.over_at and all(ring.ended_at for ring in self.rings(lead)))

        wait_for(is_over)
        found = self.bridge(lead)
        assert found is not None
        return found

    def seen(self, phone: str) -> list[str]:
        """What the world saw of this phone."""
        return self.outside.seen(to=phone)

    def kit(self) -> Kit:
        return kit.of(self.office.tenant.pk, now=clock.now())

    def change(self, **choices: Any) -> None:
        self.office.play(**choices)


def wait_for(is_so: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError("it did not come about")
        time.sleep(0.03)


def _labour(over: threading.Event) -> None:
    try:
        while not over.is_set():
            step = claim.next_due(URGENT)
            if step is None:
                over.wait(0.02)
                continue
            kit.forget()
            execute.claimed(step, clock=clock.now)
    finally:
        connection.close()


@pytest.fixture
def floor(office: Office, outside: Outside, live_server: LiveServer, settings: Settings) -> Iterator[Floor]:
    settings.LEADHUB_CALLBACK_URL = settings.LEADHUB_BASE_URL = live_server.url
    settings.LEADHUB_TRUSTED_ORIGINS = [outside.url]
    settings.LEADHUB_VOICE_URL = ""
    catalog.http.cache_clear()
    office.connect("telephony", **ACCOUNT, base_url=f"{outside.url}/twilio", caller_id=OURS)
    with access.as_tenant(office.tenant.pk):
        team = Team.objects.create(tenant=office.tenant, name="Advisers")
    office.play(bridging=Bridging.LEAD_FIRST, **QUICK)
    yield Floor(office, outside, team)
    kit.forget()
