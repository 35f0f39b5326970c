"""Conference rooms of the pretend carrier: by document and by the REST API."""

from __future__ import annotations

import pytest

from tests.sandbox.application import Application
from tests.sandbox.outside import OURS, Outside

GUEST = (
    '<Response><Dial action="{url}/over"><Conference participantLabel="lead-1" endConferenceOnExit="true" '
    'waitUrl="{url}/wait" statusCallback="{url}/room" statusCallbackEvent="start end join leave mute hold">'
    "{room}</Conference></Dial></Response>"
)
HOST = '<Response><Dial><Conference participantLabel="rep-1">{room}</Conference></Dial></Response>'
EVENT = "StatusCallbackEvent"


@pytest.fixture
def room(phone: str) -> str:
    return f"room{phone[1:]}"


@pytest.fixture
def guest(outside: Outside, application: Application, phone: str, room: str) -> str:
    """Somebody who waits in the room; gives the call's id."""
    application.answers["/wait"] = "<Response><Say>One moment.</Say></Response>"
    outside.post("/numbers", json={"number": phone, "talk_ms": 3000})
    sid: str = outside.call(phone, Twiml=GUEST.format(url=application.url, room=room)).json()["sid"]
    outside.wait_for("room.joined", id=sid)
    return sid


def room_id(outside: Outside, room: str) -> str:
    [found] = [each for each in outside.listed("Conferences", FriendlyName=room) if each["status"] != "completed"]
    return str(found["sid"])


def test_who_is_alone_hears_what_the_wait_address_says(outside: Outside, guest: str) -> None:
    assert outside.wait_for("room.waits", id=guest)["facts"]["twiml"] == [{"verb": "Say", "text": "One moment."}]


def test_the_application_hears_who_comes_and_who_goes(
    outside: Outside, application: Application, guest: str, room: str
) -> None:
    outside.call("+12025550188", Twiml=HOST.format(room=room))

    told = application.statuses("/room", last="conference-end", field=EVENT)

    assert told == [
        "participant-join",
        "participant-join",
        "conference-start",
        "participant-leave",
        "participant-leave",
        "conference-end",
    ]
    assert [each.form.get("ParticipantLabel") for each in application.at("/room")][:2] == ["lead-1", "rep-1"]
    assert {each.form["FriendlyName"] for each in application.at("/room")} == {room}


def test_whoever_called_is_asked_what_comes_next_once_the_room_is_over(
    outside: Outside, application: Application, guest: str, room: str
) -> None:
    outside.twilio(f"Conferences/{room_id(outside, room)}.json", Status="completed")

    assert application.statuses("/over", last="answered", field="DialCallStatus") == ["answered"]


def test_a_label_is_taken_once(outside: Outside, guest: str, room: str) -> None:
    answer = outside.twilio(f"Conferences/{room}/Participants.json", To="+12025550189", From=OURS, Label="lead-1")

    assert (answer.status_code, answer.json()["code"]) == (400, 16026)


def test_somebody_is_called_into_the_room(outside: Outside, guest: str, room: str) -> None:
    made = outside.twilio(f"Conferences/{room}/Participants.json", To="+12025550189", From=OURS, Label="rep-2").json()

    outside.wait_for("room.joined", id=made["call_sid"], label="rep-2")

    assert made["conference_sid"] == room_id(outside, room)


def test_a_participant_is_held_and_muted_by_their_label(
    outside: Outside, application: Application, guest: str, room: str
) -> None:
    path = f"Conferences/{room_id(outside, room)}/Participants/lead-1.json"

    held, muted = outside.twilio(path, Hold="true").json(), outside.twilio(path, Muted="true").json()

    assert (held["hold"], muted["muted"]) == (True, True)
    assert application.statuses("/room", last="participant-mute", field=EVENT)[1:] == [
        "participant-hold",
        "participant-mute",
    ]


def test_whoever_is_redirected_is_out_of_the_room(outside: Outside, guest: str, room: str) -> None:
    outside.twilio(f"Calls/{guest}.json", Twiml="<Response><Say>Goodbye</Say></Response>")

    outside.wait_for("room.left", id=guest)

    assert outside.wait_for("call.ended", id=guest)["facts"]["status"] == "completed"


def test_nobody_of_that_label_is_not_found(outside: Outside, guest: str, room: str) -> None:
    assert outside.twilio(f"Conferences/{room_id(outside, room)}/Participants/rep-9.json").status_code == 404
