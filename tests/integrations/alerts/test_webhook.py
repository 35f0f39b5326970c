"""An alert by webhook: the contract, a signature, and remedies by what a receiver answers."""

import hmac
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import orjson
import pytest

from apps.integrations.alerts.webhook import Alerts
from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http
from apps.integrations.wire.webhook import Endpoint
from tests.contracts.alerts import ALERT, AlertsContract
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer

SECRET = "s3cret-of-sixteen"


def messenger(peer: Peer) -> Alerts:
    return Alerts(Endpoint.model_validate({"url": f"{peer.url}/in", "secret": SECRET}), http_to(peer.url))


@dataclass
class Readers:
    peer: Peer

    def __post_init__(self) -> None:
        self.messenger = messenger(self.peer)

    def read(self) -> list[str]:
        told = [orjson.loads(request.body) for request in self.peer.requests]
        return [self._shown(each) for each in told if each["event"] != "ping"]

    def _shown(self, told: dict[str, Any]) -> str:
        facts = [f"{fact['label']}: {fact['value']}" for fact in told["facts"]]
        return "\n".join([told["title"], told["text"], told["link"], *facts, told["key"]])

    def leave(self) -> None:
        self.peer.close()


@pytest.fixture
def peer() -> Any:
    with Peer() as peer:
        yield peer


class TestWebhookAsAMessenger(AlertsContract):
    @pytest.fixture
    def team(self, peer: Peer) -> Readers:
        peer.replies(204)
        return Readers(peer)


def test_an_alert_is_signed_and_has_a_key(peer: Peer) -> None:
    peer.replies(200, "whatever")

    messenger(peer).send(ALERT)

    [request] = peer.requests
    signed = request.headers["x-timestamp"].encode() + b"." + request.body
    assert request.headers["x-signature-256"] == f"sha256={hmac.new(SECRET.encode(), signed, sha256).hexdigest()}"
    assert len(request.headers["idempotency-key"]) == 64


def test_an_alert_told_twice_has_the_same_key_and_another_alert_another(peer: Peer) -> None:
    peer.replies(204)

    for alert in (ALERT, ALERT, replace(ALERT, key="demo:else")):
        messenger(peer).send(alert)

    first, again, other = (each.headers["idempotency-key"] for each in peer.requests)
    assert (first == again, first == other) == (True, False)


def test_its_end_has_the_same_key_in_it(peer: Peer) -> None:
    peer.replies(204)

    messenger(peer).send(ALERT)
    messenger(peer).resolve(ALERT)

    raised, resolved = (orjson.loads(request.body) for request in peer.requests)
    assert (raised["event"], resolved["event"]) == ("alert.raised", "alert.resolved")
    assert raised["key"] == resolved["key"] == ALERT.key


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (302, Rejected),
        (400, Rejected),
        (401, Unauthorized),
        (410, Unauthorized),
        (429, Unavailable),
        (500, Unanswered),
    ],
)
def test_a_refusal_says_what_to_do(peer: Peer, status: int, remedy: type[ProviderError]) -> None:
    peer.replies(status, "no", {"Retry-After": "7", "Location": peer.url})

    with pytest.raises(ProviderError) as refusal:
        messenger(peer).send(ALERT)

    assert type(refusal.value) is remedy
    assert len(peer.requests) == 1


def test_silence_means_that_nobody_knows(peer: Peer) -> None:
    peer.hang()

    with pytest.raises(Unanswered):
        messenger(peer).send(ALERT)

    assert len(peer.requests) == 1


@pytest.mark.parametrize("url", ["http://example.com", "https://me@example.com", "ftp://example.com", "example.com"])
def test_only_https_without_a_user_is_taken(url: str) -> None:
    with pytest.raises(Rejected):
        Alerts(Endpoint.model_validate({"url": url, "secret": SECRET}), Http())
