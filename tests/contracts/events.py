"""What every receiver of events must do, whoever it is."""

from abc import abstractmethod
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.events.base import Event, Events, Unwanted
from apps.integrations.http import Http

from .hurry import http_to
from .peer import Peer

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
EVENT = Event("evt_7", "call.answered", NOW, "lead-0001", {"call": "c1"}, "https://leadhub.example/app/acme/leads/1/")


class EventsContract:
    """Inherit it and make the receiver at an address."""

    @abstractmethod
    def receiver(self, url: str, http: Http) -> Events: ...

    def tell(self, peer: Peer) -> int:
        return self.receiver(f"{peer.url}/in", http_to(peer.url)).deliver(EVENT, now=NOW)

    @pytest.mark.parametrize("status", [200, 201, 202, 204])
    def test_any_success_has_taken_it(self, peer: Peer, status: int) -> None:
        peer.replies(status, "whatever" if status != 204 else b"")

        assert self.tell(peer) == status
        assert len(peer.requests) == 1

    def test_all_of_it_arrives(self, peer: Peer) -> None:
        peer.replies(204)

        self.tell(peer)

        told = peer.requests[0].body.decode()
        known = (EVENT.id, EVENT.kind, EVENT.lead_id, "c1", EVENT.page_url, "2026-11-20T15:00:00")
        assert [part for part in known if part not in told] == []

    @pytest.mark.parametrize(
        ("status", "remedy"),
        [
            (301, Rejected),
            (307, Rejected),
            (400, Rejected),
            (404, Rejected),
            (401, Unauthorized),
            (410, Unwanted),
            (429, Unavailable),
            (500, Unanswered),
            (503, Unanswered),
        ],
    )
    def test_a_refusal_says_what_to_do(self, peer: Peer, status: int, remedy: type[ProviderError]) -> None:
        peer.replies(status, "no", {"Retry-After": "7", "Location": peer.url})

        with pytest.raises(ProviderError) as refusal:
            self.tell(peer)

        assert (type(refusal.value), refusal.value.code) == (remedy, str(status))
        assert len(peer.requests) == 1

    def test_silence_is_one_request_and_may_have_been_taken(self, peer: Peer) -> None:
        peer.hang()

        with pytest.raises(Unanswered):
            self.tell(peer)

        assert len(peer.requests) == 1

    def test_no_connection_is_safe_to_try_again(self, peer: Peer) -> None:
        peer.close()

        with pytest.raises(Unavailable):
            self.tell(peer)

    @pytest.mark.parametrize(
        "url", ["http://example.com", "https://me@example.com", "ftp://example.com", "example.com"]
    )
    def test_only_https_without_a_user_is_taken(self, url: str) -> None:
        with pytest.raises(Rejected):
            self.receiver(url, Http())

    @pytest.mark.parametrize("url", ["https://127.0.0.1/in", "https://[::1]/in", "https://2130706433/in"])
    def test_no_private_address_is_called(self, url: str) -> None:
        with pytest.raises(Rejected):
            self.receiver(url, Http()).deliver(EVENT, now=NOW)

    def test_a_check_is_a_trial_that_says_so(self, peer: Peer) -> None:
        peer.replies(204)

        assert self.receiver(f"{peer.url}/in", http_to(peer.url)).check().endswith(".")
        assert b"trial" in peer.requests[0].body
