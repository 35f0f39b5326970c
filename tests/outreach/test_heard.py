"""Who is told of a recording is given a link that opens now; nothing that is kept has it."""

import base64

import orjson
import pytest
from django.test import Client

from apps.core import clock
from apps.leads.models import Event, Lead
from apps.outreach import feed
from apps.outreach.models import Step
from apps.tenants import access
from tests import conversed

from .conftest import Office

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def lead(office: Office) -> Lead:
    office.connect("telephony")
    feed.plan()
    kinds = ["conversation.ended", "recording.kept"]
    office.connect("events", "standard", url=f"{office.peer.url}/in", secret=SECRET, kinds=kinds)
    office.peer.replies(204)
    return office.lead()


def told_of(office: Office, lead: Lead, kind: str, **facts: str) -> dict[str, str]:
    """The facts that the receiver was sent."""
    with access.as_tenant(office.tenant.pk):
        lead.tell(kind, at=clock.now(), **facts)
    feed.plan()
    [step] = office.all(Step, kind="event")
    assert office.carry_out(step).state == "done"
    told: dict[str, str] = orjson.loads(office.peer.requests[-1].body)["data"]["facts"]
    return told


def opens(url: str) -> int:
    return Client().get(url.removeprefix("http://127.0.0.1:8000")).status_code


def test_of_a_conversation(office: Office, lead: Lead) -> None:
    call = conversed.call(lead, at=clock.now(), connection=office.connections["telephony"])
    talk = conversed.conversation(call, at=clock.now(), recording=conversed.WAV)

    told = told_of(office, lead, "conversation.ended", conversation=str(talk.pk))

    assert opens(told["recording_url"]) == 200
    assert all("recording_url" not in event.facts for event in office.all(Event, kind="conversation.ended"))


def test_of_what_a_carrier_recorded(office: Office, lead: Lead) -> None:
    call = conversed.call(lead, at=clock.now(), connection=office.connections["telephony"])
    recording = conversed.recording(call, at=clock.now())

    told = told_of(office, lead, "recording.kept", recording=str(recording.pk))

    assert opens(told["recording_url"]) == 200


def test_where_there_is_none_no_link_is_made(office: Office, lead: Lead) -> None:
    call = conversed.call(lead, at=clock.now(), connection=office.connections["telephony"])
    talk = conversed.conversation(call, at=clock.now(), recording=b"")

    assert told_of(office, lead, "conversation.ended", conversation=str(talk.pk)) == {"conversation": str(talk.pk)}
