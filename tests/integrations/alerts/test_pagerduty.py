"""PagerDuty: the contracts, and one incident for one key."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from apps.integrations.alerts.base import Alert
from apps.integrations.alerts.pagerduty import Alerts, Integration
from apps.integrations.errors import Rejected, Unauthorized, Unavailable
from apps.integrations.http import Http
from tests.contracts.alerts import ALERT, AlertsContract
from tests.contracts.hurry import http_to
from tests.contracts.outcomes import OutcomeContract
from tests.contracts.peer import Peer

SAMPLES = Path(__file__).parents[2] / "samples"
KEY = "0123456789abcdef0123456789abcdef"


def sample(name: str) -> Any:
    return orjson.loads((SAMPLES / name).read_bytes())


def pagerduty(peer: Peer, **settings: str) -> Alerts:
    values = {"routing_key": KEY, "base_url": peer.url, **settings}
    return Alerts(Integration.model_validate(values), http_to(peer.url))


@dataclass
class OnCall:
    peer: Peer

    def __post_init__(self) -> None:
        self.messenger = pagerduty(self.peer)

    def read(self) -> list[str]:
        events = [orjson.loads(request.body) for request in self.peer.requests]
        return [self._shown(event) for event in events if "payload" in event]

    def _shown(self, event: dict[str, Any]) -> str:
        details = [f"{label}: {value}" for label, value in event["payload"]["custom_details"].items()]
        return "\n".join([event["payload"]["summary"], *details, str(event.get("links", ""))])

    def leave(self) -> None:
        self.peer.close()


class TestPagerDutyAsAMessenger(AlertsContract):
    @pytest.fixture
    def team(self, request: pytest.FixtureRequest) -> Any:
        with Peer() as peer:
            is_check = "check" in request.node.name
            peer.replies(400 if is_check else 202, sample("pagerduty_400.json" if is_check else "pagerduty_202.json"))
            yield OnCall(peer)


class TestPagerDuty(OutcomeContract):
    def ask(self, peer: Peer) -> object:
        return pagerduty(peer).send(ALERT)

    def test_an_alert_opens_the_incident_of_its_key(self, peer: Peer) -> None:
        peer.replies(202, sample("pagerduty_202.json"))

        sent_id = pagerduty(peer, severity="critical").send(ALERT)

        event, wanted = orjson.loads(peer.requests[0].body), sample("pagerduty_trigger.json")
        assert sent_id == "tenant-t1:dialer-down"
        assert peer.requests[0].path == "/v2/enqueue"
        assert event.keys() <= wanted.keys()
        assert event["payload"].keys() <= wanted["payload"].keys()
        assert (event["routing_key"], event["event_action"]) == (KEY, "trigger")
        assert (event["dedup_key"], event["payload"]["severity"]) == (ALERT.key, "critical")

    def test_its_end_closes_that_incident_and_says_nothing_else(self, peer: Peer) -> None:
        peer.replies(202, sample("pagerduty_202.json"))

        pagerduty(peer).resolve(replace(ALERT, key="tenant-t1:dialer-down"))

        assert peer.requests[0].json == sample("pagerduty_resolve.json")

    def test_two_endless_keys_that_begin_alike_are_two_incidents(self, peer: Peer) -> None:
        peer.replies(202, sample("pagerduty_202.json"))

        for key in ("k" * 500, "k" * 501, "k" * 500):
            pagerduty(peer).send(replace(ALERT, key=key))

        first, second, again = (orjson.loads(each.body)["dedup_key"] for each in peer.requests)
        assert (first == again, first == second, len(first) <= 255) == (True, False, True)

    def test_an_event_is_never_longer_than_they_take(self, peer: Peer) -> None:
        peer.replies(202, sample("pagerduty_202.json"))
        facts = [(f"{number} " + "ß" * 3000, "ß" * 3000) for number in range(500)]

        pagerduty(peer).send(Alert("ß" * 5000, "ß" * 50_000, facts=facts, key="ß" * 200))

        assert len(peer.requests[0].body) < 512_000
        assert len(orjson.loads(peer.requests[0].body)["payload"]["summary"]) == 1024

    def test_a_bad_event_is_not_sent_again(self, peer: Peer) -> None:
        peer.replies(400, sample("pagerduty_400.json"))

        with pytest.raises(Rejected):
            self.ask(peer)

    def test_the_limit_is_waited_out_by_the_minute(self, peer: Peer) -> None:
        peer.replies(429, "")

        with pytest.raises(Unavailable) as refusal:
            self.ask(peer)

        assert refusal.value.retry_after_seconds == 60

    def test_a_check_with_a_key_that_is_refused_says_so(self, peer: Peer) -> None:
        peer.replies(403, "")

        with pytest.raises(Unauthorized):
            pagerduty(peer).check()

    @pytest.mark.parametrize("url", ["https://events.pagerduty.com.example.com", "http://events.pagerduty.com", "x:"])
    def test_alerts_go_to_pagerduty_and_nowhere_else(self, url: str) -> None:
        with pytest.raises(Rejected):
            Alerts(Integration.model_validate({"routing_key": KEY, "base_url": url}), Http())
