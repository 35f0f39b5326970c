"""Telnyx as a carrier: the contract, and what is asked of Call Control."""

from base64 import b64decode
from datetime import UTC, datetime

import orjson
import pytest

from apps.integrations.errors import Rejected, Unanswered, Unauthorized
from apps.integrations.http import Http
from apps.integrations.telephony._telnyx_deeds import State
from apps.integrations.telephony.base import CallStatus
from apps.integrations.telephony.telnyx import Telephony
from apps.integrations.wire.telnyx import key_for
from tests.contracts.outcomes import LEAD
from tests.contracts.peer import Peer
from tests.contracts.telephony import NOON, ORDER, OUR_NUMBER, TelephonyContract
from tests.integrations.telnyx_side import ACCOUNT, PUBLIC_KEY

ID = "v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg"
OURS = State(order=key_for(ORDER.status_url)).packed()


def leg(**traits: object) -> dict[str, object]:
    known = {"record_type": "call", "call_control_id": ID, "call_leg_id": "428c31b6", "call_session_id": "9"}
    return {"data": {**known, "is_alive": False, **traits}}


def happened(name: str = "call.initiated", at: str = "2026-11-22T12:00:01Z", **payload: object) -> dict[str, object]:
    metadata = {"data": {"payload": {"call_control_id": ID, **payload}}}
    return {"record_type": "call_event", "name": name, "event_timestamp": at, "type": "webhook", "metadata": metadata}


def carrier(url: str, http: Http, **settings: str) -> Telephony:
    values = ACCOUNT | {"connection_id": "77", "caller_id": OUR_NUMBER, "base_url": url} | settings
    return Telephony(Telephony.Settings.model_validate(values), http)


class TestTelnyx(TelephonyContract):
    def carrier(self, url: str, http: Http) -> Telephony:
        return carrier(url, http)

    def takes_the_call(self, peer: Peer) -> str:
        peer.replies(200, leg())
        return ID

    def knows_no_call(self, peer: Peer) -> None:
        peer.replies(200, {"data": []})

    def test_an_order_says_where_each_news_goes_and_is_one_however_often_it_is_sent(self, peer: Peer) -> None:
        self.takes_the_call(peer)

        self.at(peer).place(ORDER)
        self.at(peer).place(ORDER)

        first, again = peer.requests
        assert (first.method, first.path, first.headers["authorization"]) == ("POST", "/calls", "Bearer KEY-0123456")
        assert first.json == {
            "connection_id": "77",
            "to": LEAD,
            "from": OUR_NUMBER,
            "timeout_secs": 21,
            "time_limit_secs": 333,
            "webhook_url": ORDER.status_url,
            "webhook_urls": {"call.answered": ORDER.answer_url},
            "command_id": key_for(ORDER.status_url),
            "client_state": OURS,
        }
        assert again.body == first.body

    def test_with_detection_the_carrier_tells_of_machines_at_their_address(self, peer: Peer) -> None:
        self.takes_the_call(peer)
        url = "https://app.example.test/hooks/calls/tok_0001/machine"

        self.at(peer).place(type(ORDER)(**{**vars(ORDER), "machine_url": url}))

        wanted = peer.requests[0].json
        assert isinstance(wanted, dict)
        assert wanted["answering_machine_detection"] == "greeting_end"
        assert wanted["webhook_urls"]["call.machine.detection.ended"] == url
        assert wanted["webhook_urls"]["call.machine.greeting.ended"] == url

    def test_nothing_of_the_order_but_its_key_travels_with_the_call(self, peer: Peer) -> None:
        assert orjson.loads(b64decode(OURS)) == {"order": key_for(ORDER.status_url)}

    def test_a_call_is_found_by_its_key_among_others_to_the_same_number(self, peer: Peer) -> None:
        other = happened(client_state=State(order="another").packed())
        mine = happened(client_state=OURS)
        mine["metadata"] = {"payload": {"call_control_id": "v3:mine", "client_state": OURS}}
        peer.replies(200, {"data": [other, mine]})

        [found] = self.at(peer).find(ORDER, since=NOON)

        assert (found.provider_id, found.placed_at) == ("v3:mine", datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC))
        assert peer.requests[0].query == {
            "filter[name]": "call.initiated",
            "filter[type]": "webhook",
            "filter[to]": LEAD,
            "filter[from]": OUR_NUMBER,
            "filter[occurred_at][gte]": "2026-11-22T11:59:55+00:00",
            "page[size]": "50",
        }

    def test_a_call_whose_key_is_not_told_may_be_ours(self, peer: Peer) -> None:
        peer.replies(200, {"data": [happened(at="2026-11-22T12:00:01Z"), happened(at="2026-11-22T12:00:01Z")]})

        assert [each.provider_id for each in self.at(peer).find(ORDER, since=NOON)] == [ID]

    @pytest.mark.parametrize("event", [{"event_timestamp": "soon"}, {"metadata": None}, {"metadata": {}}])
    def test_an_event_of_no_call_is_no_empty_list(self, peer: Peer, event: dict[str, object]) -> None:
        peer.replies(200, {"data": [happened() | event]})

        with pytest.raises(Unanswered):
            self.at(peer).find(ORDER, since=NOON)

    def test_a_call_that_goes_on_is_no_news(self, peer: Peer) -> None:
        peer.replies(200, leg(is_alive=True))

        assert self.at(peer).fetch(ID).status is CallStatus.QUEUED

    @pytest.mark.parametrize(
        ("events", "seconds", "status", "cause"),
        [
            ([happened("call.hangup", hangup_cause="user_busy")], 0, CallStatus.BUSY, "busy"),
            ([happened("call.hangup", hangup_cause="normal_clearing")], 42, CallStatus.COMPLETED, ""),
            ([], 42, CallStatus.COMPLETED, ""),
            ([], None, CallStatus.FAILED, ""),
        ],
    )
    def test_how_a_call_ended_is_asked_for(
        self, peer: Peer, events: list[object], seconds: int | None, status: CallStatus, cause: str
    ) -> None:
        peer.replies(200, leg(end_time="2026-11-22T12:00:50Z", call_duration=seconds))
        peer.replies(200, {"data": events})

        news = self.at(peer).fetch(ID)

        assert (news.status, news.cause, news.talk_seconds) == (status, cause, seconds)
        assert news.occurred_at == datetime(2026, 11, 22, 12, 0, 50, tzinfo=UTC)

    def test_a_call_that_has_ended_needs_no_hanging_up(self, peer: Peer) -> None:
        peer.replies(422, {"errors": [{"code": "90018", "title": "Call has already ended"}]})

        self.at(peer).hang_up(ID)

        assert peer.requests[0].path == f"/calls/{ID}/actions/hangup"

    def test_an_id_does_not_leave_its_place(self, peer: Peer) -> None:
        peer.replies(404, {"errors": [{"code": "10005"}]})

        self.at(peer).hang_up("../../messages?x=1#")

        assert peer.requests[0].path == "/calls/..%2F..%2Fmessages%3Fx%3D1%23/actions/hangup"

    def test_what_concerns_one_number_is_no_bad_key(self, peer: Peer) -> None:
        peer.replies(403, {"errors": [{"code": "10016"}]})

        with pytest.raises(Rejected, match="not a valid phone number"):
            self.at(peer).place(ORDER)

    def test_an_empty_account_is_the_teams_business(self, peer: Peer) -> None:
        peer.replies(402, {"errors": [{"code": "20100"}]})

        with pytest.raises(Unauthorized, match="funds"):
            self.at(peer).place(ORDER)

    def test_a_check_knows_both_keys_and_the_application(self, peer: Peer) -> None:
        peer.replies(200, {"data": {"public": PUBLIC_KEY}})
        peer.replies(200, {"data": {"application_name": "Leads", "active": True}})

        assert self.at(peer).check() == "Telnyx knows the key and the application Leads."
        assert [each.path for each in peer.requests] == ["/public_key", "/call_control_applications/77"]

    def test_a_public_key_of_another_account_is_found_before_any_call(self, peer: Peer) -> None:
        peer.replies(200, {"data": {"public": "5NTk2ZWZlMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="}})

        with pytest.raises(Rejected, match="public key"):
            self.at(peer).check()
