"""Calls that a rep's own app makes: asked for once, known by the account's news, and spoken in by nobody of ours."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from apps.calls.models import Call, CallAttempt
from apps.compliance.models import GateDecision
from apps.core import clock
from apps.integrations.models import Connection
from apps.outreach import kit
from apps.outreach.models import Step
from apps.scripts.models import Script, ScriptVersion
from apps.tenants import access
from tests.integrations.telephony import test_aircall as aircall
from tests.integrations.telephony import test_dialpad as dialpad
from tests.integrations.telephony.test_twilio import call
from tests.integrations.vonage_side import token
from tests.outreach.conftest import PHONE, Office, office, peer
from tests.outreach.test_voice import proven

__all__ = ["office", "peer"]
REP = aircall.REP
AI = {"route": {"answered_by": "ai_agent", "agent": "Robin"}}


@pytest.fixture
def by_aircall(office: Office) -> Connection:
    return office.connect("telephony", "aircall", **aircall.ACCOUNT, base_url=office.peer.url)


@pytest.fixture
def by_dialpad(office: Office) -> Connection:
    return office.connect("telephony", "dialpad", **dialpad.ACCOUNT, base_url=office.peer.url)


def called(office: Office, status: int, body: object = b"") -> Step:
    office.peer.replies(status, body)
    return office.carry_out(office.promise("call", office.lead()))


def address(connection: Connection) -> str:
    return f"/callbacks/{connection.vendor}/{connection.token}/calls/"


def tell_aircall(connection: Connection, event: str, **data: Any) -> int:
    """As Aircall posts it: of a call to the lead that began a moment ago."""
    known = {"id": 812, "direction": "outbound", "status": "initial", "raw_digits": "+1 214-555-0123"}
    data = known | {"started_at": int(clock.now().timestamp())} | data
    told = {"resource": "call", "event": event, "timestamp": 1, "token": aircall.TOKEN, "data": data}
    return Client().post(address(connection), json.dumps(told), content_type="application/json").status_code


def tell_dialpad(connection: Connection, status_url: str, **event: Any) -> int:
    known = {"call_id": dialpad.ID, "state": "calling", "direction": "outbound", "external_number": PHONE}
    body = token(known | {"custom_data": status_url} | event, secret=dialpad.SECRET)
    return Client().post(address(connection), body, content_type="application/jwt").status_code


def talked(connection: Connection) -> None:
    """From the ringing to the end, as Aircall tells it."""
    at = int(clock.now().timestamp())
    tell_aircall(connection, "call.created")
    tell_aircall(connection, "call.answered", status="answered", answered_at=at)
    tell_aircall(connection, "call.hungup", status="done", answered_at=at, ended_at=at + 40)


def test_a_call_that_nobody_names_is_not_known_until_it_is_told_of(office: Office, by_aircall: Connection) -> None:
    step = called(office, 204)

    assert step.state == "unknown"
    assert [(each.state, each.provider_id) for each in office.all(Call)] == [("reserved", "")]
    assert office.timeline("call.placed") == []


def test_its_news_names_it_once_and_takes_it_to_its_end(office: Office, by_aircall: Connection) -> None:
    step = called(office, 204)

    talked(by_aircall)

    [made] = office.all(Call)
    assert (made.state, made.provider_id, made.talk_seconds) == ("completed", "812", 40)
    assert office.timeline("call.placed", "call.ringing", "call.answered", "call.completed", "call.abandoned") == [
        "call.placed",
        "call.ringing",
        "call.answered",
        "call.completed",
    ]
    assert (office.now(step).state, made.was_abandoned) == ("done", False)
    assert office.peer.sent("/calls") == 1


def test_news_that_is_told_twice_or_late_moves_nothing(office: Office, by_aircall: Connection) -> None:
    called(office, 204)
    talked(by_aircall)

    talked(by_aircall)
    tell_aircall(by_aircall, "call.ended", status="done", answered_at=1, ended_at=2)

    assert len(office.timeline("call.placed", "call.ringing", "call.answered", "call.completed")) == 4


def test_what_is_never_told_of_is_looked_up_and_found(office: Office, by_aircall: Connection) -> None:
    step = called(office, 204)
    office.peer.begin_anew()
    began = {"started_at": int(clock.now().timestamp()), "raw_digits": "+1 214-555-0123"}
    office.peer.replies(200, aircall.found(aircall.CALL | began))

    assert office.carry_out(step).state == "waiting"

    assert [each.provider_id for each in office.all(Call)] == ["812"]


def test_what_the_app_never_dialled_is_asked_for_again(office: Office, by_aircall: Connection) -> None:
    step = called(office, 204)
    office.set(office.attempt(), intent_at=clock.now() - timedelta(minutes=3))
    office.peer.begin_anew()
    office.peer.replies(200, aircall.found())

    assert [office.carry_out(step).state for _ in range(2)] == ["unknown", "ready"]

    assert [each.state for each in office.all(CallAttempt)] == ["not_placed"]


def test_an_app_that_may_still_dial_is_not_asked_a_second_time(office: Office, by_aircall: Connection) -> None:
    step = called(office, 204)
    office.peer.begin_anew()
    office.peer.replies(200, aircall.found())

    assert [office.carry_out(step).state for _ in range(3)] == ["unknown"] * 3

    assert [each.method for each in office.peer.requests].count("POST") == 1


@pytest.mark.parametrize(
    "data",
    [
        {"raw_digits": "+1 214-555-0199"},
        {"direction": "inbound"},
        {"started_at": 1},
    ],
    ids=["to somebody else", "from the lead", "before we asked"],
)
def test_the_reps_other_calls_are_none_of_ours(office: Office, by_aircall: Connection, data: dict[str, Any]) -> None:
    called(office, 204)

    assert tell_aircall(by_aircall, "call.created", **data) == 204

    assert [each.provider_id for each in office.all(Call)] == [""]


def test_another_call_to_the_lead_does_not_take_the_place_of_the_first(office: Office, by_aircall: Connection) -> None:
    called(office, 204)
    tell_aircall(by_aircall, "call.created")

    assert tell_aircall(by_aircall, "call.created", id=813) == 204

    assert [each.provider_id for each in office.all(Call)] == ["812"]
    assert office.timeline("call.suppressed") == []


def test_without_the_webhooks_token_nothing_is_believed(office: Office, by_aircall: Connection) -> None:
    called(office, 204)
    told = {"resource": "call", "event": "call.created", "token": "guessed", "data": aircall.CALL}

    answer = Client().post(address(by_aircall), json.dumps(told), content_type="application/json")

    assert answer.status_code == 401
    assert [each.provider_id for each in office.all(Call)] == [""]


def test_a_carriers_own_address_does_not_take_an_accounts_news(office: Office) -> None:
    twilio = office.connect("telephony")

    assert Client().post(address(twilio), b"a=1", content_type="application/x-www-form-urlencoded").status_code == 401


def test_the_leads_own_rep_is_rung(office: Office, by_aircall: Connection) -> None:
    office.play(rep_phone=REP)

    called(office, 204)

    assert office.peer.requests[0].path == "/v1/users/789/calls"


def test_a_rep_whose_app_is_closed_is_tried_again(office: Office, by_aircall: Connection) -> None:
    step = called(office, 405)

    assert (step.state, step.last_error) == ("ready", "the rep's Aircall app is not open, or in a call")
    assert [each.state for each in office.all(CallAttempt)] == ["not_placed"]


def test_a_call_that_is_named_at_once_is_waited_for_and_known_by_its_order(
    office: Office, by_dialpad: Connection
) -> None:
    step = called(office, 200, {"call_id": dialpad.ID})
    ordered = office.peer.requests[0].json
    assert isinstance(ordered, dict)

    codes = [tell_dialpad(by_dialpad, ordered["custom_data"], state=state) for state in ("calling", "connected")]

    assert codes == [204, 204]
    assert step.state == "waiting"
    assert [(each.state, each.provider_id) for each in office.all(Call)] == [("answered", str(dialpad.ID))]


def test_news_that_is_quicker_than_a_lost_answer_adopts_the_call_by_its_order(
    office: Office, by_dialpad: Connection
) -> None:
    office.peer.reset()
    step = office.carry_out(office.promise("call", office.lead()))
    ordered = office.peer.requests[0].json
    assert isinstance(ordered, dict)

    tell_dialpad(by_dialpad, ordered["custom_data"])

    assert (step.state, office.now(step).state) == ("unknown", "waiting")
    assert [each.provider_id for each in office.all(Call)] == [str(dialpad.ID)]


def test_a_call_with_somebody_elses_order_is_none_of_ours(office: Office, by_dialpad: Connection) -> None:
    office.peer.reset()
    office.carry_out(office.promise("call", office.lead()))

    for custom_data in ("https://app.example.test/callbacks/dialpad/" + "0" * 32 + "/status/", "their own note"):
        assert tell_dialpad(by_dialpad, custom_data) == 204

    assert [each.provider_id for each in office.all(Call)] == [""]


@pytest.fixture
def agent(office: Office, settings: Settings) -> None:
    """There is a voice, and something that it would say."""
    settings.LEADHUB_VOICE_URL = "ws://voice.invalid"
    with access.as_tenant(office.tenant.pk):
        kept = Script.objects.create(tenant=office.tenant, name="Usual")
        published = {"number": 1, "state": "published", "share": 100, "body": {}}
        ScriptVersion.objects.create(tenant=office.tenant, script=kept, **published)
    kit.forget()


@pytest.mark.usefixtures("agent")
def test_an_agents_call_goes_by_the_carrier_that_it_can_speak_in(office: Office, by_aircall: Connection) -> None:
    office.set(by_aircall, name="Reps")
    office.connect("telephony")
    lead = office.lead()
    proven(office, lead)
    office.peer.replies(201, call())

    step = office.carry_out(office.promise("call", lead, params=AI))

    assert step.state == "waiting"
    assert office.peer.requests[0].path.startswith("/twilio/")


@pytest.mark.usefixtures("agent")
def test_no_agent_speaks_where_a_rep_is_rung_first(office: Office, by_aircall: Connection) -> None:
    office.peer.replies(204)

    step = office.carry_out(office.promise("call", office.lead(), params=AI))

    assert step.state == "unknown"
    with access.as_tenant(office.tenant.pk):
        [decision] = GateDecision.objects.all()
    assert (decision.allowed, decision.inputs.get("artificial_voice", False)) == (True, False)
