"""Calls in which Twilio hears and speaks, and the far end as the sandbox's carrier plays it; in a hurry."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from apps.calls.models import Conversation, Turn
from apps.integrations import catalog
from apps.sandbox.callee import relayed
from apps.sandbox.callee.characters import Character
from apps.sandbox.carrier import relaying
from apps.scripts import samples
from apps.tenants import access
from apps.voice import relay, talk
from tests.outreach.conftest import Office
from tests.sandbox.outside import Outside

from .house import Ringing, agent_answers, ringing

PACE = 600.0


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forty times as fast as people talk."""
    monkeypatch.setattr(relay, "LETTERS_A_SECOND", PACE)
    monkeypatch.setattr(talk, "SILENCE_SECONDS", 1.0)
    monkeypatch.setattr(relayed, "HELLO_SECONDS", 0.02)
    yield
    catalog.http.cache_clear()


def calls(office: Office, settings: Settings, script: str, *, phones: int, calendar: Outside | None) -> list[Ringing]:
    """Answered calls of a tenant that lets Twilio hear and speak."""
    agent_answers(office, settings, samples.load(script).model_dump(mode="json"))
    office.set(office.connections["telephony"], settings=_telephony(office) | {"agent_speech": "twilio"})
    if calendar:
        settings.LEADHUB_TRUSTED_ORIGINS = [office.peer.url, calendar.url]
        catalog.http.cache_clear()
        account = {"client_id": "c", "client_secret": "s", "refresh_token": "r", "calendar_id": f"relay-{script}"}
        hours = {"hours": "mon-sun 0:00-24:00"}
        office.connect("calendars", "google", **account, **hours, base_url=f"{calendar.url}/google")
    return ringing(office, phones=[f"+1214555{nth:04d}" for nth in range(phones)])


def _telephony(office: Office) -> dict[str, Any]:
    return dict(office.connections["telephony"].settings)


def hello(call: Ringing) -> dict[str, object]:
    return {
        "type": "setup",
        "sessionId": "VX1",
        "callSid": call.carrier_id,
        "accountSid": "AC1",
        "direction": "outbound-api",
    }


async def far_end(url: str, call: Ringing, character: Character) -> dict[str, object]:
    async with asyncio.timeout(30):
        path = f"{url}/relay/twilio/{call.ticket}"
        return await relaying.talked(path, hello(call), character, letters_a_second=PACE)


def kept(office: Office, call: Ringing) -> Conversation:
    with access.as_tenant(office.tenant.pk):
        return Conversation.objects.get(call_id=call.attempt.call_id)


def said(office: Office, call: Ringing, speaker: str) -> list[Turn]:
    with access.as_tenant(office.tenant.pk):
        return list(Turn.objects.filter(conversation=kept(office, call), speaker=speaker).order_by("number"))
