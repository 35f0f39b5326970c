"""Slack: the contracts, and what is Slack's own."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import orjson
import pytest

from apps.integrations.alerts.base import Alert
from apps.integrations.alerts.slack import Alerts, Channel
from apps.integrations.errors import Rejected, Unauthorized, Unavailable
from apps.integrations.http import Http
from tests.contracts.alerts import ALERT, HOSTILE, AlertsContract
from tests.contracts.consent_page import ConsentPageContract
from tests.contracts.hurry import http_to
from tests.contracts.outcomes import OutcomeContract
from tests.contracts.peer import Peer

SAMPLES = Path(__file__).parents[2] / "samples"
HOOK = "/services/T0FAKE/B0FAKE/secret"


def slack(peer: Peer) -> Alerts:
    return Alerts(Channel.model_validate({"webhook_url": peer.url + HOOK}), http_to(peer.url))


def message(peer: Peer) -> Any:
    return peer.requests[-1].json


def texts(block: Any) -> list[str]:
    """Every text that a part of a message shows."""
    if isinstance(block, list):
        return [text for part in block for text in texts(part)]
    if isinstance(block, dict):
        own = [block["text"]] if isinstance(block.get("text"), str) else []
        return own + [text for part in block.values() if isinstance(part, list | dict) for text in texts(part)]
    return []


@dataclass
class Members:
    peer: Peer

    def __post_init__(self) -> None:
        self.messenger = slack(self.peer)

    def read(self) -> list[str]:
        bodies: list[Any] = [request.json for request in self.peer.requests]
        return [unescape("\n".join(texts(body))) for body in bodies if body["text"]]

    def leave(self) -> None:
        self.peer.close()


class TestSlackAsAMessenger(AlertsContract):
    @pytest.fixture
    def team(self, request: pytest.FixtureRequest) -> Any:
        with Peer() as peer:
            if "check" in request.node.name:
                peer.replies(400, "no_text", {"Content-Type": "text/plain"})
            else:
                peer.replies(200, "ok", {"Content-Type": "text/plain"})
            yield Members(peer)


class TestSlack(OutcomeContract):
    def ask(self, peer: Peer) -> object:
        return slack(peer).send(ALERT)

    def test_a_message_is_posted_once_to_the_hook(self, peer: Peer) -> None:
        peer.replies(200, "ok")

        assert slack(peer).send(ALERT) == ""

        [request] = peer.requests
        assert (request.method, request.path) == ("POST", HOOK)

    def test_no_word_of_a_lead_calls_the_channel(self, peer: Peer) -> None:
        peer.replies(200, "ok")
        everywhere = Alert(HOSTILE, HOSTILE, link="https://x/<!here>|?a&lt;", facts=[(HOSTILE, HOSTILE)], key=HOSTILE)

        slack(peer).send(everywhere)

        marks = [mark for text in texts(message(peer)) for mark in re.findall(r"<[^>]*>|&(?!amp;|lt;|gt;)", text)]
        assert marks == ["<https://x/%3C!here%3E%7C?a&amp;lt;|Open in LeadHub>"]

    def test_no_part_of_a_message_is_empty(self, peer: Peer) -> None:
        peer.replies(200, "ok")

        slack(peer).send(Alert(title=" ", text="\n"))

        assert texts(message(peer)["blocks"]) == ["LeadHub"]

    def test_a_message_keeps_to_slacks_lengths(self, peer: Peer) -> None:
        peer.replies(200, "ok")
        facts = [("<" * 700, "&" * 3000)] * 25

        slack(peer).send(Alert("&" * 400, "x" + "<" * 2000, facts=facts))

        header, section, *fields = message(peer)["blocks"]
        assert len(header["text"]["text"]) <= 150
        assert len(section["text"]["text"]) <= 3000
        assert [len(block["fields"]) for block in fields] == [10, 10, 5]
        assert all(len(text) <= 2000 for text in texts(fields))
        assert all(re.fullmatch(r"(&(amp|lt|gt);|[^&<>])*", text) for text in texts(message(peer)))

    @pytest.mark.parametrize(
        ("status", "word"),
        [
            (404, "no_service"),
            (410, "channel_is_archived"),
            (403, "action_prohibited"),
            (200, "channel_not_found"),
            (500, "no_team"),
        ],
    )
    def test_a_dead_channel_is_known_by_its_word(self, peer: Peer, status: int, word: str) -> None:
        peer.replies(status, word)

        with pytest.raises(Rejected) as refusal:
            slack(peer).send(ALERT)

        assert refusal.value.code == word

    def test_an_error_dressed_as_a_success_is_an_error(self, peer: Peer) -> None:
        peer.replies(200, {"ok": False, "error": "channel_not_found"})

        with pytest.raises(Rejected):
            slack(peer).send(ALERT)

    def test_a_hook_that_was_revoked_is_the_teams_business(self, peer: Peer) -> None:
        peer.replies(404, "invalid_token")

        with pytest.raises(Unauthorized):
            slack(peer).send(ALERT)

    def test_slacks_pace_is_kept(self, peer: Peer) -> None:
        peer.replies(429, (SAMPLES / "slack_ratelimited.json").read_bytes(), {"Retry-After": "30"})

        with pytest.raises(Unavailable) as refusal:
            slack(peer).send(ALERT)

        assert refusal.value.retry_after_seconds == 30

    def test_a_check_finds_a_dead_channel(self, peer: Peer) -> None:
        peer.replies(404, "no_service")

        with pytest.raises(Rejected):
            slack(peer).check()

        assert orjson.loads(peer.requests[0].body) == {"text": ""}

    @pytest.mark.parametrize(
        "url",
        ["https://hooks.slack.com.example.com/x", "http://hooks.slack.com/x", "https://hooks.slack.com@x/y"],
    )
    def test_alerts_go_to_slack_and_nowhere_else(self, url: str) -> None:
        with pytest.raises(Rejected):
            Alerts(Channel.model_validate({"webhook_url": url}), Http())

    def test_the_address_is_a_secret(self) -> None:
        assert "secret" not in repr(Channel.model_validate({"webhook_url": f"https://hooks.slack.com{HOOK}"}))


class TestSlackConsentPage(ConsentPageContract):
    """Its token ends by revocation alone, so there is nothing to renew."""

    family, vendor = "alerts", "slack"
