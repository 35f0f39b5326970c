"""Twilio's conferences: what is asked of them, what they refuse, and what they tell."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from apps.integrations.errors import Rejected
from apps.integrations.http import Http, Inbound
from apps.integrations.telephony._twilio_rooms import EVENTS, Rooms
from apps.integrations.telephony.base import Offer, RoomEvent
from apps.integrations.telephony.twilio import Telephony
from tests.contracts.hurry import http_to
from tests.contracts.outcomes import LEAD
from tests.contracts.peer import Peer
from tests.contracts.rooms import SEAT, RoomsContract
from tests.contracts.telephony import CALLBACK_URL, ORDER, OUR_NUMBER
from tests.integrations.twilio_side import ACCOUNT, API, posted

ROOM_ID = "CF00000000000000000000000000000001"
SID = "CA00000000000000000000000000000001"
CREATED = "Sun, 22 Nov 2026 12:00:00 +0000"
NEWS = {"FriendlyName": "0190-room", "ParticipantLabel": "rep-7-1", "CallSid": SID}


@pytest.fixture
def peer() -> Iterator[Peer]:
    with Peer() as made:
        yield made


def at(peer: Peer) -> Rooms:
    return Telephony(
        Telephony.Settings(**ACCOUNT, caller_id=OUR_NUMBER, base_url=f"{peer.url}/twilio"), http_to(peer.url)
    ).rooms()


def participant(**traits: object) -> dict[str, object]:
    known = {"call_sid": SID, "conference_sid": ROOM_ID, "label": "lead-7", "status": "queued"}
    return known | {"date_created": CREATED} | traits


def listed(*statuses: str) -> dict[str, object]:
    rooms = [{"sid": ROOM_ID, "friendly_name": "0190-room", "status": status} for status in statuses]
    return {"conferences": rooms, "page": 0, "page_size": 50, "uri": "/x", "next_page_uri": None}


def news(**fields: str) -> Inbound:
    return posted(CALLBACK_URL, list((NEWS | fields).items()))


def document(body: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(body)


class TestTwilioRooms(RoomsContract):
    def rooms(self, url: str, http: Http) -> Rooms:
        return Telephony(Telephony.Settings(**ACCOUNT, caller_id=OUR_NUMBER, base_url=f"{url}/twilio"), http).rooms()

    def takes_the_call(self, peer: Peer) -> str:
        peer.replies(201, participant())
        return SID

    def does_as_asked(self, peer: Peer) -> None:
        peer.replies(200, listed("in-progress"))
        peer.replies(200, participant())

    def room_is_over(self, peer: Peer) -> None:
        peer.replies(200, listed("completed"))

    def goes_elsewhere(self, peer: Peer) -> None:
        peer.replies(200, {"sid": SID, "status": "in-progress"})

    def call_is_over(self, peer: Peer) -> None:
        peer.replies(400, {"code": 21220, "message": "Call is not in-progress.", "status": 400})

    def pressed(self, key: str) -> Inbound:
        return news(Digits=key)

    def happened(self, event: RoomEvent) -> Inbound:
        said = next(theirs for theirs, ours in EVENTS.items() if ours is event)
        return news(StatusCallbackEvent=said, Timestamp=CREATED)


ADAPTER = Telephony(Telephony.Settings(**ACCOUNT, caller_id=OUR_NUMBER), Http()).rooms()


def test_somebody_is_called_into_a_room_under_their_label(peer: Peer) -> None:
    peer.replies(201, participant())

    placed = at(peer).call(ORDER, SEAT)

    [request] = peer.requests
    asked = dict(request.form)
    assert request.path == f"/twilio{API}/Conferences/0190-room/Participants.json"
    assert (asked["To"], asked["From"], asked["Label"]) == (LEAD, OUR_NUMBER, "lead-7")
    assert (asked["EndConferenceOnExit"], asked["WaitUrl"]) == ("true", "https://x.example/w/")
    assert asked["ConferenceStatusCallbackEvent"] == "start end join leave mute hold"
    assert placed.provider_id == SID


def test_whoever_has_the_label_already_is_the_answer(peer: Peer) -> None:
    peer.replies(400, {"code": 16026, "message": "label in use", "status": 400})
    peer.replies(200, listed("completed", "in-progress"))
    peer.replies(200, participant(status="connected"))

    placed = at(peer).call(ORDER, SEAT)

    assert [request.method for request in peer.requests] == ["POST", "GET", "GET"]
    assert peer.requests[2].path == f"/twilio{API}/Conferences/{ROOM_ID}/Participants/lead-7.json"
    assert (placed.provider_id, placed.status) == (SID, "answered")


def test_another_refusal_is_a_refusal(peer: Peer) -> None:
    peer.replies(400, {"code": 21215, "message": "no", "status": 400})

    with pytest.raises(Rejected) as refusal:
        at(peer).call(ORDER, SEAT)

    assert refusal.value.code == "21215"


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("hold", {"Hold": "true", "HoldUrl": "https://x.example/w/", "HoldMethod": "POST"}),
        ("resume", {"Hold": "false"}),
        ("mute", {"Muted": "true"}),
        ("unmute", {"Muted": "false"}),
    ],
)
def test_a_participant_is_found_by_their_label(peer: Peer, verb: str, form: dict[str, str]) -> None:
    peer.replies(200, listed("in-progress"))
    peer.replies(200, participant())

    getattr(at(peer), verb)(SEAT)

    assert peer.requests[0].query["FriendlyName"] == "0190-room"
    assert peer.requests[1].path == f"/twilio{API}/Conferences/{ROOM_ID}/Participants/lead-7.json"
    assert dict(peer.requests[1].form) == form


def test_a_call_is_sent_elsewhere(peer: Peer) -> None:
    peer.replies(200, {"sid": SID, "status": "in-progress"})

    at(peer).redirect(SID, "https://x.example/lead/")

    assert dict(peer.requests[0].form) == {"Url": "https://x.example/lead/", "Method": "POST"}


def test_a_call_is_taken_into_the_room_behind_a_word() -> None:
    say, _, dial = document(ADAPTER.join("One moment, <Dana>", SEAT).body)

    [conference] = dial
    assert (say.text, conference.text) == ("One moment, <Dana>", "0190-room")
    assert conference.attrib == {
        "participantLabel": "lead-7",
        "beep": "false",
        "waitUrl": "https://x.example/w/",
        "endConferenceOnExit": "true",
        "statusCallback": "https://x.example/n/",
        "statusCallbackEvent": "start end join leave mute hold",
    }


def test_the_call_is_recorded_behind_the_word_and_before_the_room() -> None:
    say, start, dial = document(ADAPTER.join("This call is recorded.", SEAT).body)

    [recording] = start
    assert [each.tag for each in (say, start, dial)] == ["Say", "Start", "Dial"]
    assert recording.attrib == {
        "channels": "dual",
        "trim": "do-not-trim",
        "recordingStatusCallback": "https://x.example/r/",
        "recordingStatusCallbackMethod": "POST",
        "recordingStatusCallbackEvent": "completed absent",
    }


def test_who_is_called_straight_into_a_room_is_recorded_from_the_answer(peer: Peer) -> None:
    peer.replies(201, participant())

    at(peer).call(ORDER, SEAT)

    asked = dict(peer.requests[0].form)
    assert (asked["Record"], asked["RecordingChannels"]) == ("true", "dual")
    assert asked["RecordingStatusCallback"] == "https://x.example/r/"
    assert asked["RecordingStatusCallbackEvent"] == "completed absent"


def test_nobody_is_recorded_unasked(peer: Peer) -> None:
    unasked = replace(SEAT, record_url="")
    peer.replies(201, participant())

    said = ADAPTER.join("Hi", unasked).body.decode()
    at(peer).call(ORDER, unasked)

    assert "Record" not in said
    assert not [name for name, _ in peer.requests[0].form if "Record" in name]


def test_a_rep_who_presses_nothing_is_hung_up() -> None:
    gather, hang_up = document(ADAPTER.offer(Offer("Dana wants a quote. Press 1.", "https://x.example/a/")).body)

    assert (gather.attrib["numDigits"], gather.attrib["action"]) == ("1", "https://x.example/a/")
    assert hang_up.tag == "Hangup"


@pytest.mark.parametrize(
    ("said", "event"),
    [
        ("participant-join", RoomEvent.JOINED),
        ("participant-leave", RoomEvent.LEFT),
        ("participant-hold", RoomEvent.HELD),
        ("participant-unhold", RoomEvent.RESUMED),
        ("participant-mute", RoomEvent.MUTED),
        ("participant-unmute", RoomEvent.UNMUTED),
        ("conference-end", RoomEvent.OVER),
        ("participant-of-tomorrow", RoomEvent.OTHER),
    ],
)
def test_what_happens_in_a_room_is_read_in_our_words(said: str, event: RoomEvent) -> None:
    read = ADAPTER.read_room(news(StatusCallbackEvent=said))

    assert (read.room, read.event, read.label, read.provider_id) == ("0190-room", event, "rep-7-1", SID)
