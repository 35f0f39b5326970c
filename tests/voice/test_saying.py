"""The voice process speaks for our SIP dialer, and for nobody else."""

from collections.abc import Iterator

import pytest
import requests
from pytest_django.fixtures import Settings

from apps.calls.models import Bridge, Call, Ring
from apps.core import audio, clock
from apps.integrations.wire import dialer as wire
from apps.tenants import access
from tests.outreach.conftest import Office, office, peer

from .house import VOICE_URL, agent_answers, house, ringing, served

__all__ = ["office", "peer"]

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "of dialer and voice"


@pytest.fixture
def url(settings: Settings) -> Iterator[str]:
    settings.LEADHUB_DIALER_SECRET = SECRET
    with served(house()) as url:
        yield url.replace("ws", "http", 1) + "/say"


@pytest.fixture
def token(office: Office, settings: Settings) -> str:
    agent_answers(office, settings, {})
    return ringing(office, phones=["+12145550143"])[0].attempt.token


def said(url: str, token: str, text: str = "Hello Ada, this is Acme.", *, secret: str = SECRET) -> requests.Response:
    body = wire.Saying(token=token, text=text).model_dump_json().encode()
    # Signed for the address by which it is known outside.
    headers = wire.signed(secret, wire.saying_url(VOICE_URL), body)
    return requests.post(url, data=body, headers=headers, timeout=15)


def test_a_sentence_is_spoken_as_telephone_audio(url: str, token: str) -> None:
    answer = said(url, token)

    assert answer.status_code == 200
    assert audio.ms_of_pcm(answer.content) > 500


def test_every_sentence_of_several_is_spoken(url: str, token: str) -> None:
    short = said(url, token, "One moment please, Ada.")
    long = said(url, token, "One moment please, Ada. I am putting you through to Cole. He knows your roof.")

    assert len(long.content) > 2 * len(short.content)


def test_whoever_does_not_know_the_secret_finds_nothing(url: str, token: str) -> None:
    answers = [said(url, token, secret="guess"), requests.post(url, data=b"{}", timeout=5)]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_token_of_no_call_is_not_spoken_for(url: str, token: str) -> None:
    assert said(url, f"{token}0").status_code == 404


def test_a_rep_who_is_offered_a_lead_is_spoken_to(url: str, token: str, office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        call = Call.objects.get()
        traits = {"tenant": office.tenant, "step_id": 0, "connection_id": call.connection_id, "lead_id": call.lead_id}
        bridge = Bridge.objects.create(**traits, opened_at=clock.now())
        values = {"number": 1, "phone": "+12145550144", "requested_at": clock.now()}
        ring = Ring.objects.create(tenant=office.tenant, bridge=bridge, **values)

    answer = said(url, ring.token, "New lead Ada. Press 1 to take the call.")

    assert answer.status_code == 200
    assert audio.ms_of_pcm(answer.content) > 500
