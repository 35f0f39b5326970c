"""What a call through the pretend carrier does."""

from __future__ import annotations

import json
import threading

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # no py.typed
from websockets.sync.server import ServerConnection, serve

from tests.sandbox.application import Application
from tests.sandbox.outside import OURS, TOKEN, Outside

EVERY_EVENT = ["initiated", "ringing", "answered", "completed"]
BRIDGE = '<Response><Dial action="/dialled"><Number url="/whisper">{rep}</Number></Dial></Response>'
WHISPER = '<Response><Gather action="/key" numDigits="1"><Say>Ada wants a quote.</Say></Gather><Hangup/></Response>'


def test_a_call_rings_is_answered_and_ends(outside: Outside, phone: str) -> None:
    sid = outside.call(phone).json()["sid"]

    outside.wait_for("call.ended", id=sid)

    assert outside.seen(id=sid) == ["call.placed", "call.ringing", "call.answered", "call.ended"]


def test_a_placed_call_comes_back_as_twilio_describes_it(outside: Outside, phone: str) -> None:
    answer = outside.call(phone)

    assert answer.status_code == 201
    call = answer.json()
    shown = (call["status"], call["direction"], call["to"], call["from"])
    assert shown == ("queued", "outbound-api", phone, OURS)
    assert call["date_created"].endswith("+0000")


def test_the_application_hears_of_every_step_in_order(outside: Outside, application: Application, phone: str) -> None:
    outside.call(phone, StatusCallback=f"{application.url}/status", StatusCallbackEvent=EVERY_EVENT)

    told = application.statuses("/status", last="completed")

    assert told == ["initiated", "ringing", "in-progress", "completed"]
    assert [each.form["SequenceNumber"] for each in application.at("/status")] == ["0", "1", "2", "3"]


def test_without_a_choice_the_application_hears_only_of_the_end(
    outside: Outside, application: Application, phone: str
) -> None:
    outside.call(phone, StatusCallback=f"{application.url}/status")

    assert application.statuses("/status", last="completed") == ["completed"]


def test_every_request_to_the_application_is_signed(outside: Outside, application: Application, phone: str) -> None:
    application.answers["/voice?crm_id=7"] = "<Response><Say>Hi</Say></Response>"
    outside.call(phone, Url=f"{application.url}/voice?crm_id=7", StatusCallback=f"{application.url}/status")
    application.statuses("/status", last="completed")

    checks = [
        RequestValidator(TOKEN).validate(application.url + each.path, each.form, each.signature)
        for each in application.received
    ]

    assert checks == [True, True]


def test_what_was_said_and_of_which_record_is_in_the_journal(
    outside: Outside, application: Application, phone: str
) -> None:
    application.answers["/voice"] = (
        '<Response><Connect><Stream url="ws://127.0.0.1:1/stream/twilio/0c4f"><Parameter name="crm_id" value="00Q1"/>'
        "</Stream></Connect></Response>"
    )
    sid = outside.call(phone, Url=f"{application.url}/voice").json()["sid"]

    answered = outside.wait_for("call.answered", id=sid)["facts"]

    assert answered["crm_id"] == "00Q1"
    assert answered["twiml"][0]["verb"] == "Connect"
    assert outside.wait_for("stream.asked", id=sid)["facts"]["url"] == "ws://127.0.0.1:1/stream/twilio"
    assert outside.wait_for("stream.failed", id=sid)


@pytest.mark.parametrize(
    ("number", "status", "sip_code"),
    [
        ("+12025550111", "busy", 486),
        ("+12025550112", "no-answer", 487),
        ("+12025550115", "busy", 603),
        ("+12025550116", "failed", 404),
        ("+12025550114", "completed", 200),
    ],
)
def test_the_number_decides_how_a_call_ends(outside: Outside, number: str, status: str, sip_code: int) -> None:
    sid = outside.call(number).json()["sid"]

    facts = outside.wait_for("call.ended", id=sid)["facts"]

    assert (facts["status"], facts["sip_response_code"]) == (status, sip_code)


def test_nobody_is_rung_longer_than_the_caller_asked(outside: Outside, phone: str) -> None:
    outside.post("/numbers", json={"number": phone, "ring_ms": 4000})

    sid = outside.call(phone, Timeout=1).json()["sid"]

    assert outside.wait_for("call.ended", seconds=2, id=sid)["facts"]["status"] == "no-answer"


def test_a_number_can_be_given_another_behaviour(outside: Outside, phone: str) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": "busy"})

    sid = outside.call(phone).json()["sid"]

    assert outside.wait_for("call.ended", id=sid)["facts"]["status"] == "busy"


def test_machine_detection_knows_a_fax(outside: Outside) -> None:
    sid = outside.call("+12025550171", MachineDetection="DetectMessageEnd").json()["sid"]

    assert outside.wait_for("call.answered", id=sid)["facts"]["answered_by"] == "fax"


def test_machine_detection_knows_a_voicemail_from_a_person(outside: Outside) -> None:
    sid = outside.call("+12025550113", MachineDetection="DetectMessageEnd").json()["sid"]

    assert outside.wait_for("call.answered", id=sid)["facts"]["answered_by"] == "machine_end_beep"


def test_a_rep_hears_the_whisper_presses_one_and_is_bridged(
    outside: Outside, application: Application, phone: str
) -> None:
    rep = phone.replace("+1303", "+1415")
    application.answers |= {"/voice": BRIDGE.format(rep=rep), "/whisper": WHISPER}
    sid = outside.call(phone, Url=f"{application.url}/voice").json()["sid"]

    outside.wait_for("call.ended", id=sid)

    assert outside.wait_for("call.bridged", id=sid)["facts"]["rep"] == rep
    assert {"call.ringing", "call.answered", "call.ended"} <= set(outside.seen(to=rep, leg="rep"))
    assert application.at("/key")[0].form["Digits"] == "1"
    assert application.at("/dialled")[0].form["DialCallStatus"] == "completed"


def test_of_several_reps_the_first_to_answer_takes_the_call(
    outside: Outside, application: Application, phone: str
) -> None:
    quick, slow = phone.replace("+1303", "+1415"), phone.replace("+1303", "+1512")
    outside.post("/numbers", json={"number": slow, "ring_ms": 3000})
    application.answers["/voice"] = f"<Response><Dial><Number>{slow}</Number><Number>{quick}</Number></Dial></Response>"
    sid = outside.call(phone, Url=f"{application.url}/voice").json()["sid"]

    outside.wait_for("call.ended", id=sid)

    bridged, missed = outside.wait_for("call.bridged", id=sid), outside.wait_for("call.ended", to=slow)
    assert (bridged["facts"]["rep"], missed["facts"]["status"]) == (quick, "canceled")
    assert missed["seq"] < bridged["seq"]


def test_a_busy_rep_is_told_to_the_application(outside: Outside, application: Application, phone: str) -> None:
    application.answers["/voice"] = BRIDGE.format(rep="+12025550111")
    sid = outside.call(phone, Url=f"{application.url}/voice").json()["sid"]

    outside.wait_for("call.ended", id=sid)

    assert application.at("/dialled")[0].form["DialCallStatus"] == "busy"


def test_a_ringing_call_can_be_canceled(outside: Outside, phone: str) -> None:
    outside.post("/numbers", json={"number": phone, "ring_ms": 4000})
    sid = outside.call(phone).json()["sid"]
    outside.wait_for("call.ringing", id=sid)

    outside.twilio(f"Calls/{sid}.json", Status="canceled")

    assert outside.seen(id=sid) == ["call.placed", "call.ringing", "call.ended"]


def test_a_running_call_follows_a_new_document(outside: Outside, phone: str) -> None:
    sid = outside.call(phone, Twiml='<Response><Pause length="3"/></Response>').json()["sid"]
    outside.wait_for("call.answered", id=sid)

    outside.twilio(f"Calls/{sid}.json", Twiml="<Response><Say>Goodbye</Say></Response>")

    instructed = outside.wait_for("call.instructed", id=sid)["facts"]["twiml"]
    assert instructed == [{"verb": "Say", "text": "Goodbye"}]
    assert outside.wait_for("call.ended", seconds=2, id=sid)["facts"]["status"] == "completed"


def test_calls_are_listed_newest_first(outside: Outside, phone: str) -> None:
    sids = [outside.call(phone).json()["sid"] for _ in range(2)]

    assert [call["sid"] for call in outside.listed("Calls", To=phone)] == sids[::-1]


def test_a_listing_may_lag(outside: Outside, phone: str) -> None:
    outside.break_("twilio", listing_lag_ms=60_000)

    outside.call(phone)

    assert outside.listed("Calls", To=phone) == []


@pytest.mark.parametrize(
    ("wishes", "status", "code"),
    [
        ({"To": "+1202555"}, 400, 21211),
        ({"From": ""}, 400, 21213),
        ({"Twiml": ""}, 400, 21205),
        ({"password": "wrong-token"}, 401, 20003),
    ],
)
def test_a_refused_call_is_no_call(
    outside: Outside, phone: str, wishes: dict[str, str], status: int, code: int
) -> None:
    answer = outside.call(phone, **wishes)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert outside.seen(to=wishes.get("To", phone)) == []


def test_an_application_that_is_away_is_noted(outside: Outside, phone: str) -> None:
    outside.call(phone, StatusCallback="http://127.0.0.1:9/status")

    assert outside.wait_for("callback.failed", url="http://127.0.0.1:9/status")


def test_words_go_there_and_back_where_the_document_wants_a_conversation_relay(
    outside: Outside, application: Application, phone: str
) -> None:
    came: list[dict[str, object]] = []

    def talk(socket: ServerConnection) -> None:
        came.append(json.loads(socket.recv()))
        socket.send(json.dumps({"type": "text", "token": "Is now a good time?", "last": True}))
        came.extend(json.loads(socket.recv()) for _ in range(2))
        socket.send(json.dumps({"type": "text", "token": "Is now a good time?", "last": True}))
        came.append(json.loads(socket.recv()))
        socket.send(json.dumps({"type": "end"}))
        socket.recv(timeout=5)

    with serve(talk, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/relay/twilio/0c4f"
        application.answers["/voice"] = (
            f'<Response><Connect action="/over"><ConversationRelay url="{url}"/></Connect></Response>'
        )
        sid = outside.call(phone, Url=f"{application.url}/voice").json()["sid"]
        ended = outside.wait_for("stream.ended", id=sid)["facts"]

    kinds = [each["type"] for each in came]
    assert (kinds, came[0]["callSid"]) == (["setup", "interrupt", "prompt", "prompt"], sid)
    assert [each["voicePrompt"] for each in came[2:]] == ["Hello?", "Yes, sure."]
    assert ended["transcript"][-1] == {"by": "lead", "text": "Yes, sure."}
    outside.wait_for("call.ended", id=sid)
    assert application.at("/over")
