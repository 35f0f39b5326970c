"""Standard Webhooks: the contract, and a signature that the library of the receiver accepts."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from apps.integrations.events.base import USUAL_KINDS
from apps.integrations.events.standard import Endpoint, Events
from apps.integrations.http import Http
from tests.contracts.events import EVENT, EventsContract
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
FORMER = "whsec_" + base64.b64encode(b"f" * 24).decode()


@pytest.fixture
def peer() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


def receiver(url: str, http: Http, **settings: object) -> Events:
    return Events(Endpoint.model_validate({"url": url, "secret": SECRET, **settings}), http)


def told(peer: Peer, **settings: object) -> None:
    peer.replies(204)
    receiver(peer.url, http_to(peer.url), **settings).deliver(EVENT, now=datetime.now(UTC))


class TestStandard(EventsContract):
    def receiver(self, url: str, http: Http) -> Events:
        return receiver(url, http)


def test_the_receivers_own_library_accepts_it(peer: Peer) -> None:
    told(peer)

    [request] = peer.requests
    body = Webhook(SECRET).verify(request.body.decode(), dict(request.headers))
    assert (body["type"], body["data"]["facts"]) == ("call.answered", {"call": "c1"})
    assert request.headers["webhook-id"] == EVENT.id


@pytest.mark.parametrize("spoilt", ["body", "id", "time", "secret"])
def test_one_byte_off_is_refused_by_it(peer: Peer, spoilt: str) -> None:
    told(peer)
    request = peer.requests[0]
    headers, body = dict(request.headers), request.body.decode()
    headers |= {
        "id": {"webhook-id": "evt_8"},
        "time": {"webhook-timestamp": str(int(headers["webhook-timestamp"]) - 1)},
    }.get(spoilt, {})

    with pytest.raises(WebhookVerificationError):
        Webhook(FORMER if spoilt == "secret" else SECRET).verify(body + " " * (spoilt == "body"), headers)


@pytest.mark.parametrize("known", [SECRET, FORMER])
def test_while_a_secret_changes_either_is_good(peer: Peer, known: str) -> None:
    told(peer, old_secret=FORMER)

    request = peer.requests[0]
    assert Webhook(known).verify(request.body.decode(), dict(request.headers))


def test_told_again_it_has_the_same_id_and_body(peer: Peer) -> None:
    told(peer)
    told(peer)

    first, second = peer.requests
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)


@pytest.mark.parametrize("secret", ["hush", "whsec_", "whsec_" + base64.b64encode(b"k" * 23).decode(), "whsec_ä"])
def test_a_secret_that_is_none_is_refused_when_it_is_typed(secret: str) -> None:
    with pytest.raises(ValidationError):
        Endpoint.model_validate({"url": "https://example.com", "secret": secret})


def test_where_nobody_chooses_the_usual_events_are_told() -> None:
    endpoint = Endpoint.model_validate({"url": "https://example.com", "secret": SECRET})

    assert Events(endpoint, Http()).kinds == list(USUAL_KINDS)
    assert replace(EVENT).kind in USUAL_KINDS
