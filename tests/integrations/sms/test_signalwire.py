"""SignalWire as a text messaging vendor: the contract, and what differs from Twilio."""

import pytest

from apps.integrations.errors import Rejected, Unavailable
from apps.integrations.http import Http
from apps.integrations.sms.signalwire import Sms
from tests.contracts.peer import Peer
from tests.contracts.sms import ORDER, OUR_NUMBER, SmsContract
from tests.integrations.twilio_side import sample

from .test_twilio import SID, listing

PROJECT_ID = "a1b2c3d4-0000-4000-8000-000000000001"
PROJECT = {"project_id": PROJECT_ID, "api_token": "PT0123456789", "signing_key": "PSK_0123456789"}


class TestSignalWire(SmsContract):
    def vendor(self, url: str, http: Http) -> Sms:
        values = PROJECT | {"sender": OUR_NUMBER, "base_url": f"{url}/api/laml"}
        return Sms(Sms.Settings.model_validate(values), http)

    def takes_the_text(self, peer: Peer) -> str:
        peer.replies(201, sample("twilio_message_201.json"))
        return str(SID)

    def knows_no_text(self, peer: Peer) -> None:
        peer.replies(200, listing())

    def test_a_text_is_sent_to_the_space(self, peer: Peer) -> None:
        self.takes_the_text(peer)

        self.at(peer).send(ORDER)

        assert peer.requests[0].path == f"/api/laml/2010-04-01/Accounts/{PROJECT_ID}/Messages.json"

    def test_who_has_opted_out_is_told_apart(self, peer: Peer) -> None:
        peer.replies(400, {"code": 21610})

        with pytest.raises(Rejected) as refusal:
            self.at(peer).send(ORDER)

        assert refusal.value.code == "opted_out"

    def test_a_failure_bears_its_name(self, peer: Peer) -> None:
        peer.replies(429, {"code": 20429})

        with pytest.raises(Unavailable, match="SignalWire asks"):
            self.at(peer).send(ORDER)
