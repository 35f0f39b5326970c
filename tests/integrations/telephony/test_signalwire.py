"""SignalWire as a carrier: the contract, and what differs from Twilio."""

from urllib.parse import urlencode

import pytest
from pydantic import ValidationError

from apps.integrations.errors import Unauthorized, Unreadable
from apps.integrations.http import Http, Inbound
from apps.integrations.telephony.base import AnswerScript, CallStatus
from apps.integrations.telephony.signalwire import Telephony
from tests.contracts.peer import Peer
from tests.contracts.telephony import CALLBACK_URL, ORDER, OUR_NUMBER, TelephonyContract

from .test_twilio import call

PROJECT_ID = "a1b2c3d4-0000-4000-8000-000000000001"
CALL_ID = "b6a5e2f0-0000-4000-8000-000000000002"
PROJECT = {"project_id": PROJECT_ID, "api_token": "PT0123456789", "signing_key": "PSK_0123456789"}


def carrier(url: str, http: Http) -> Telephony:
    values = PROJECT | {"caller_id": OUR_NUMBER, "base_url": f"{url}/api/laml"}
    return Telephony(Telephony.Settings.model_validate(values), http)


ADAPTER = carrier("https://example.signalwire.com", Http())


def news(**fields: str) -> Inbound:
    form = tuple({"CallSid": CALL_ID, "CallStatus": "completed", **fields}.items())
    return Inbound("POST", CALLBACK_URL, {}, urlencode(form).encode(), form)


class TestSignalWire(TelephonyContract):
    def carrier(self, url: str, http: Http) -> Telephony:
        return carrier(url, http)

    def takes_the_call(self, peer: Peer) -> str:
        peer.replies(201, call(sid=CALL_ID))
        return CALL_ID

    def knows_no_call(self, peer: Peer) -> None:
        peer.replies(200, {"calls": [], "page": 0, "page_size": 50, "uri": "/x", "next_page_uri": None})

    def test_a_call_is_asked_for_at_the_space(self, peer: Peer) -> None:
        self.takes_the_call(peer)

        self.at(peer).place(ORDER)

        [request] = peer.requests
        assert request.path == f"/api/laml/2010-04-01/Accounts/{PROJECT_ID}/Calls.json"

    def test_a_failure_bears_its_name(self, peer: Peer) -> None:
        peer.replies(401, {"code": 20003})

        with pytest.raises(Unauthorized, match="SignalWire does not accept"):
            self.at(peer).place(ORDER)

    def test_a_check_names_the_project(self, peer: Peer) -> None:
        peer.replies(200, {"sid": PROJECT_ID, "friendly_name": "Acme", "status": "active"})

        assert self.at(peer).check() == "Connected to the SignalWire project Acme."


@pytest.mark.parametrize("timestamp", ["Sun, 22 Nov 2026 15:26:07 +0000", "soon"])
def test_news_with_a_time_that_is_none_is_news_all_the_same(timestamp: str) -> None:
    read = ADAPTER.read_call(news(Timestamp=timestamp, CallDuration="42"))

    assert (read.status, read.talk_seconds, read.occurred_at is None) == (CallStatus.COMPLETED, 42, timestamp == "soon")


def test_nothing_is_recorded_that_could_not_be_fetched() -> None:
    document = ADAPTER.answer(AnswerScript("Hi", rep_phone="+12025550110", record_url="https://x.example/r/"))

    assert b"record" not in document.body
    with pytest.raises(Unreadable):
        ADAPTER.read_recording(news(RecordingSid="RE1"))


def test_there_are_no_rooms() -> None:
    assert ADAPTER.rooms() is None


@pytest.mark.parametrize("base_url", ["https://example.signalwire.com", "ftp://x/api/laml", "https:///api/laml"])
def test_a_space_is_an_address_with_its_api(base_url: str) -> None:
    with pytest.raises(ValidationError):
        Telephony.Settings.model_validate(PROJECT | {"caller_id": OUR_NUMBER, "base_url": base_url})
