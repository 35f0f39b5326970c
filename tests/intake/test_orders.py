"""News of a carrier that takes orders: they are sent while its event is answered, and asked for again if they fail."""

from typing import Any

import orjson
import pytest
from django.conf import settings
from django.test import Client

from apps.calls.models import Call, Message
from apps.compliance.models import DncEntry
from apps.integrations.telephony._telnyx_deeds import State
from apps.outreach.models import Step
from apps.tenants import access
from tests.integrations import telnyx_side
from tests.integrations.telephony.test_telnyx import ID, leg
from tests.outreach.conftest import OURS, PHONE, Office, office, peer

__all__ = ["office", "peer"]
TAKEN = {"data": {"result": "ok"}}


def connect(office: Office, family: str, **settings: str) -> None:
    office.connect(family, "telnyx", **telnyx_side.ACCOUNT, base_url=office.peer.url, **settings)


@pytest.fixture
def placed(office: Office) -> Step:
    connect(office, "telephony", connection_id="77", caller_id=OURS)
    office.peer.replies(200, leg())
    step = office.carry_out(office.promise("call", office.lead()))
    office.peer.begin_anew()
    office.peer.requests.clear()
    return step


def post(token: str, kind: str, event: str, **payload: object) -> Any:
    path = f"/callbacks/telnyx/{token}/{kind}/"
    came = telnyx_side.event(settings.LEADHUB_BASE_URL + path, event, **payload)
    return Client().post(path, came.body, content_type="application/json", headers=dict(came.headers))


def tell(office: Office, event: str, kind: str = "status", **payload: object) -> Any:
    return post(office.attempt().token, kind, event, call_control_id=ID, **payload)


def test_an_answered_call_is_greeted_by_an_order(office: Office, placed: Step) -> None:
    office.peer.replies(200, TAKEN)

    answer = tell(office, "call.answered", kind="answer")

    [request] = office.peer.requests
    assert (answer.status_code, answer.content) == (204, b"")
    assert request.path == f"/calls/{ID}/actions/speak"
    assert "Hi Dana, this is Acme Solar" in orjson.loads(request.body)["payload"]
    assert [each.state for each in office.all(Call)] == ["answered"]
    assert office.peer.open_transactions == 0


def test_an_order_that_fails_is_asked_for_by_the_same_event_again(office: Office, placed: Step) -> None:
    office.peer.replies(503, "busy")
    office.peer.replies(200, TAKEN)

    answers = [tell(office, "call.answered", kind="answer").status_code for _ in range(2)]

    first, again = [orjson.loads(each.body) for each in office.peer.requests]
    assert answers == [503, 204]
    assert first["command_id"] == again["command_id"]


def test_a_streams_end_is_asked_what_comes_next_wherever_it_is_told(office: Office, placed: Step) -> None:
    """No conversation is known for it: the call is over."""
    office.peer.replies(200, TAKEN)
    next_url = f"{settings.LEADHUB_BASE_URL}/callbacks/telnyx/{office.attempt().token}/stream-over/"

    answer = tell(office, "streaming.stopped", client_state=State(then_url=next_url).packed())

    assert answer.status_code == 204
    assert [each.path for each in office.peer.requests] == [f"/calls/{ID}/actions/hangup"]


def test_a_strangers_event_orders_nothing(office: Office, placed: Step) -> None:
    path = f"/callbacks/telnyx/{office.attempt().token}/answer/"

    answer = Client().post(path, b'{"data": {}}', content_type="application/json")

    assert (answer.status_code, office.peer.requests) == (401, [])


def test_a_call_is_over_when_telnyx_says_so(office: Office, placed: Step) -> None:
    tell(office, "call.hangup", hangup_cause="user_busy", sip_hangup_cause="486")

    assert [(each.state, each.cause) for each in office.all(Call)] == [("busy", "busy")]


def test_help_is_answered_by_a_text_and_stop_is_a_stop(office: Office) -> None:
    connect(office, "sms", sender=OURS)
    office.lead()
    office.peer.replies(200, {"data": {"id": "m9", "to": []}})
    token = office.connections["sms"].token
    numbers: dict[str, Any] = {"from": {"phone_number": PHONE}, "to": [{"phone_number": OURS}]}

    post(token, "inbound-sms", "message.received", id="m1", text="HELP", **numbers)
    stopped = post(token, "inbound-sms", "message.received", id="m2", text="Stop", **numbers)

    [reply] = office.peer.requests
    assert orjson.loads(reply.body)["text"].startswith("Acme Solar")
    assert stopped.status_code == 204
    with access.as_tenant(office.tenant.pk):
        assert DncEntry.objects.filter(phone=PHONE).exists()
    assert len(office.all(Message, direction="in")) == 2
