"""Microsoft Teams: the contracts, and what is Teams' own."""

import re
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from apps.integrations.alerts.base import Alert
from apps.integrations.alerts.teams import Alerts, Channel
from apps.integrations.errors import Rejected, Unauthorized, Unavailable
from apps.integrations.http import Http
from tests.contracts.alerts import ALERT, AlertsContract
from tests.contracts.hurry import http_to
from tests.contracts.outcomes import OutcomeContract
from tests.contracts.peer import Peer

WORKFLOW = "/workflows/1/triggers/manual/paths/invoke"


def teams(peer: Peer) -> Alerts:
    return Alerts(Channel.model_validate({"webhook_url": peer.url + WORKFLOW}), http_to(peer.url))


def card(peer: Peer) -> Any:
    return orjson.loads(peer.requests[-1].body)["attachments"][0]["content"]


def read(part: Any) -> list[str]:
    """Every text of a card as a person sees it, its Markdown taken away."""
    if isinstance(part, list):
        return [text for each in part for text in read(each)]
    if isinstance(part, dict):
        return [text for name, each in part.items() if name not in ("type", "$schema") for text in read(each)]
    return [re.sub(r"\\([^\w\s])", r"\1", part)] if isinstance(part, str) else []


@dataclass
class Members:
    peer: Peer

    def __post_init__(self) -> None:
        self.messenger = teams(self.peer)

    def read(self) -> list[str]:
        posted = [request for request in self.peer.requests if request.method == "POST"]
        return ["\n".join(read(orjson.loads(request.body))) for request in posted]

    def leave(self) -> None:
        self.peer.close()


class TestTeamsAsAMessenger(AlertsContract):
    @pytest.fixture
    def team(self) -> Any:
        with Peer() as peer:
            peer.replies(202, "")
            yield Members(peer)


class TestTeams(OutcomeContract):
    def ask(self, peer: Peer) -> object:
        return teams(peer).send(ALERT)

    def test_a_workflow_gets_a_message_with_one_card(self, peer: Peer) -> None:
        peer.replies(202, "")

        teams(peer).send(ALERT)

        message = orjson.loads(peer.requests[0].body)
        [attachment] = message["attachments"]
        assert (message["type"], attachment["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
        assert attachment["content"]["actions"][0]["url"] == ALERT.link

    def test_a_connector_of_old_says_1(self, peer: Peer) -> None:
        peer.replies(200, "1")

        assert teams(peer).send(ALERT) == ""

    def test_a_limit_dressed_as_a_success_is_a_limit(self, peer: Peer) -> None:
        peer.replies(200, "Webhook message delivery failed with error: Teams endpoint returned HTTP error 429")

        with pytest.raises(Unavailable):
            self.ask(peer)

    def test_a_leads_name_is_no_link(self, peer: Peer) -> None:
        peer.replies(202, "")

        teams(peer).send(Alert("[here](https://evil.example) **now**", "x"))

        assert card(peer)["body"][0]["text"] == r"\[here\]\(https://evil.example\) \*\*now\*\*"

    def test_a_message_is_never_longer_than_they_take(self, peer: Peer) -> None:
        peer.replies(202, "")

        teams(peer).send(Alert("漢" * 900, "漢" * 9000, facts=[("漢" * 900, "漢" * 900)] * 90, key="漢" * 900))

        assert len(peer.requests[0].body) < 28_000

    def test_a_check_of_a_workflow_that_is_switched_off_says_so(self, peer: Peer) -> None:
        peer.replies(401, "")

        with pytest.raises(Unauthorized):
            teams(peer).check()

    @pytest.mark.parametrize(
        "url",
        [
            "https://logic.azure.com.example.com/x",
            "http://prod-1.westus.logic.azure.com/x",
            "https://x@10.0.0.1/.logic.azure.com",
            "https://example.com/?.webhook.office.com",
        ],
    )
    def test_alerts_go_to_teams_and_nowhere_else(self, url: str) -> None:
        with pytest.raises(Rejected):
            Alerts(Channel.model_validate({"webhook_url": url}), Http())

    @pytest.mark.parametrize(
        "url",
        [
            "https://prod-12.westus.logic.azure.com:443/workflows/1?sig=x",
            "https://default1.a.environment.api.powerplatform.com:443/powerautomate/1",
            "https://acme.webhook.office.com/webhookb2/1",
        ],
    )
    def test_all_of_microsofts_addresses_are_taken(self, url: str) -> None:
        assert Alerts(Channel.model_validate({"webhook_url": url}), Http())

    def test_the_address_is_a_secret(self) -> None:
        assert "sig=x" not in repr(Channel.model_validate({"webhook_url": "https://a.logic.azure.com/?sig=x"}))
