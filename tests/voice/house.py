"""A voice process in this one, on a real socket, and calls whose tickets it takes."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from socket import socket
from typing import Any

import redis.asyncio as redis
import uvicorn
from django.conf import settings as django_settings
from pytest_django.fixtures import Settings
from starlette.applications import Starlette

from apps.calls.models import CallAttempt
from apps.compliance.models import ConsentProof
from apps.compliance.rules.rows import Consent
from apps.core import clock
from apps.leads.models import Lead
from apps.outreach import kit, talks
from apps.scripts.models import Script, ScriptVersion
from apps.tenants import access
from apps.voice import asgi, told
from apps.voice.answering import House
from apps.voice.engines.scripted import Engines, Pace
from apps.voice.equipping import Equipment
from apps.voice.phrases import Phrases
from apps.voice.reading.rules import RulesReader
from tests.integrations.telephony.test_twilio import call
from tests.outreach.conftest import Office

# Nobody asks it anything: answers are of the carrier's document, the socket is knocked at by the test.
VOICE_URL = "ws://voice.invalid"
EQUIPMENT = Equipment(Engines(Pace(0.01, 0.01)), RulesReader())


async def equipment_of(tenant_id: int) -> Equipment:
    return EQUIPMENT


def house(**traits: Any) -> House:
    return House(Phrases(None), EQUIPMENT, traits.pop("equipment_of", equipment_of), **traits)


@contextmanager
def served(made: House) -> Iterator[str]:
    """Its address."""
    with socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        app = Starlette(routes=asgi.routes(made), lifespan=partial(_told, made))
        server = uvicorn.Server(uvicorn.Config(app, ws="websockets-sansio", log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"ws://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(15)


@asynccontextmanager
async def _told(made: House, app: Starlette) -> AsyncIterator[None]:
    """What other programs tell of calls comes in by Redis, as in the product."""
    async with redis.Redis.from_url(django_settings.REDIS_URL) as store:
        hearing = asyncio.create_task(told.for_ever(store, made))
        async with asyncio.timeout(5):
            while not (await store.pubsub_numsub(talks.MET))[0][1]:
                await asyncio.sleep(0.01)
        yield
        hearing.cancel()


@dataclass(frozen=True)
class Ringing:
    """A call that was answered: the carrier's id of it, and the ticket for its stream."""

    attempt: CallAttempt
    carrier_id: str
    url: str

    @property
    def ticket(self) -> str:
        return self.url.rpartition("/")[2]


def agent_answers(office: Office, settings: Settings, script: dict[str, Any]) -> None:
    """From now on the tenant's leads talk with the agent, by this script."""
    settings.LEADHUB_VOICE_URL = VOICE_URL
    office.connect("telephony")
    office.play(agent_answers=True)
    with access.as_tenant(office.tenant.pk):
        kept = Script.objects.create(tenant=office.tenant, name="Usual")
        ScriptVersion.objects.create(
            tenant=office.tenant, script=kept, number=1, state="published", share=100, body=script
        )
    kit.forget()


def ringing(office: Office, *, phones: Sequence[str]) -> list[Ringing]:
    """Their calls, placed with the carrier and answered."""
    return [_answered(office, office.lead(phone), f"CA{nth:032x}") for nth, phone in enumerate(phones, start=1)]


def _answered(office: Office, lead: Lead, carrier_id: str) -> Ringing:
    with access.as_tenant(office.tenant.pk):
        proof = {"level": Consent.WRITTEN, "phone": lead.phone, "received_at": clock.now()}
        ConsentProof.objects.create(tenant=office.tenant, lead=lead, names_automation=True, **proof)
    office.peer.replies(201, call(carrier_id))
    step = office.carry_out(office.promise("call", lead))
    assert step.state == "waiting", step.last_error
    attempt = office.attempt()
    script = talks.begin(attempt, attempt.call, now=clock.now())
    assert script is not None
    return Ringing(attempt, attempt.call.provider_id, script.stream_url)
