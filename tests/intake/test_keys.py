"""An Idempotency-Key is held by what became a lead, and by nothing else; it may be of any length."""

import json
from typing import Any

import pytest

from apps.intake import doors
from apps.leads.models import Lead, Source
from apps.tenants import access

from .conftest import DANA, Office

BOOKED = {"uid": "b1", "startTime": "2026-12-01T10:00:00Z", "attendees": [DANA | {"phoneNumber": "+12147481234"}]}


def set_up(office: Office, **traits: Any) -> None:
    with access.as_tenant(office.tenant.pk):
        Source.objects.update(**traits)
    doors.forget()


def send(office: Office, body: bytes, key: str) -> Any:
    return office.client.post(office.path, body, content_type="application/json", headers={"Idempotency-Key": key})


def leads(office: Office) -> list[str]:
    with access.as_tenant(office.tenant.pk):
        return list(Lead.objects.order_by("phone").values_list("phone", flat=True))


def test_what_was_refused_by_a_wrong_mapping_is_a_lead_when_it_comes_again(office: Office) -> None:
    body = json.dumps({"phone": "2147481234"}).encode()
    set_up(office, settings={"mapping": {"phone": "ignore"}})
    refused = [send(office, body, "k1").status_code for _ in range(2)]
    set_up(office, settings={})

    answer = send(office, body, "k1")

    assert (refused, answer.status_code) == ([400, 400], 200)
    assert answer.json() == {"status": "received", "lead": str(office.one_lead().pk), "duplicate": False}
    assert [each.idempotency_key for each in office.deliveries()] == ["", "", "k1"]
    assert office.deliveries()[0].headers["idempotency-key"] == "k1"


@pytest.mark.parametrize(
    ("kind", "first", "corrected"),
    [
        ("webhook", {"name": "Dana"}, DANA),
        ("webhook", None, DANA),
        (
            "cal_com",
            {"triggerEvent": "BOOKING_CANCELLED"},
            {"triggerEvent": "BOOKING_CREATED", "payload": BOOKED},
        ),
    ],
)
def test_a_corrected_body_under_the_key_of_what_was_no_lead_is_one(
    office: Office, kind: str, first: Any, corrected: Any
) -> None:
    set_up(office, kind=kind, settings={"require_signature": False} if kind == "cal_com" else {})
    send(office, json.dumps(first).encode(), "k1")

    answer = send(office, json.dumps(corrected).encode(), "k1")

    assert answer.json() == {"status": "received", "lead": str(office.one_lead().pk), "duplicate": False}


def test_a_long_key_has_room_for_several_people(office: Office) -> None:
    body = json.dumps([{"phone": "2147481234"}, {"phone": "2147481235"}]).encode()

    answers = [send(office, body, "k" * 255) for _ in range(2)]

    assert [answer.json()["duplicate"] for answer in answers] == [False, True]
    assert leads(office) == ["+12147481234", "+12147481235"]


def test_long_keys_that_differ_at_their_end_are_two_keys(office: Office) -> None:
    for last, phone in (("a", "2147481234"), ("b", "2147481235")):
        send(office, json.dumps({"phone": phone}).encode(), "k" * 300 + last)

    assert leads(office) == ["+12147481234", "+12147481235"]
