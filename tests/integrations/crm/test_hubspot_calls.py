"""HubSpot's calls: what is told of one, and what is left out where an account won't have it."""

from collections.abc import Iterator
from dataclasses import replace

import orjson
import pytest

from apps.integrations.crm.base import Record, Talk
from apps.integrations.crm.hubspot import Crm, Portal
from apps.integrations.errors import Rejected
from tests.contracts.crm import TALK
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer

from .test_hubspot import CALL_ID, CONTACT_ID, CONTACTS, contact_with, invalid


@pytest.fixture
def peer() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


def note(peer: Peer, talk: Talk = TALK) -> str:
    portal = Portal.model_validate({"access_token": "pat", "base_url": peer.url})
    return Crm(portal, http_to(peer.url)).note_conversation(Record(CONTACT_ID, "contact"), talk)


def notes_it(peer: Peer) -> None:
    peer.replies(200, contact_with())
    peer.replies(201, {"id": CALL_ID, "properties": {}})


def test_a_talk_becomes_a_call_of_the_contact(peer: Peer) -> None:
    notes_it(peer)

    note(peer)

    look, made = peer.requests
    assert (look.path, look.query) == (f"{CONTACTS}/{CONTACT_ID}", {"associations": "calls"})
    sent = orjson.loads(made.body)
    kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 194}
    assert sent["associations"] == [{"to": {"id": CONTACT_ID}, "types": [kind]}]
    body = sent["properties"].pop("hs_call_body")
    assert sent["properties"] == {
        "hs_timestamp": "2026-11-20T15:00:00Z",
        "hs_call_title": "AI call: Booked an appointment",
        "hs_call_duration": "102000",
        "hs_call_status": "COMPLETED",
        "hs_call_direction": "OUTBOUND",
        "hs_call_disposition": "f240bbac-87c9-4f6e-bf70-924b57d47db7",
        "hs_call_external_id": TALK.id,
        "hs_call_recording_url": TALK.recording_url,
    }
    assert "solar &lt;b&gt;soon&lt;/b&gt;.<br>" in body


def test_an_outcome_that_the_account_has_not_is_left_out(peer: Peer) -> None:
    peer.replies(200, contact_with())
    peer.replies(400, invalid("hs_call_disposition", "INVALID_OPTION"))
    peer.replies(201, {"id": CALL_ID})

    assert note(peer) == CALL_ID
    assert b"hs_call_disposition" not in peer.requests[-1].body


def test_our_id_is_never_left_out(peer: Peer) -> None:
    peer.replies(200, contact_with())
    peer.replies(400, invalid("hs_call_external_id", "PROPERTY_DOESNT_EXIST"))

    with pytest.raises(Rejected, match="hs_call_external_id"):
        note(peer)

    assert len(peer.requests) == 2


def test_an_address_that_hubspot_would_refuse_is_not_sent(peer: Peer) -> None:
    notes_it(peer)

    note(peer, replace(TALK, recording_url="http://127.0.0.1/x.wav"))

    assert b"hs_call_recording_url" not in peer.requests[-1].body


def test_a_long_talk_is_cut_between_two_lines(peer: Peer) -> None:
    notes_it(peer)

    note(peer, replace(TALK, transcript="Lead: <&>\n" * 9_000))

    body = orjson.loads(peer.requests[-1].body)["properties"]["hs_call_body"]
    assert 60_000 < len(body) <= 65_000
    assert body.endswith("&lt;&amp;&gt;")
