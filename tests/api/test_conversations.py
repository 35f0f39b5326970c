"""A call with what was said in it, and its recording, for a program that shows a key."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.calls.models import Call
from apps.tenants import access
from tests import conversed

from .conftest import NOON, Company


@pytest.fixture
def call(acme: Company) -> Call:
    made = conversed.call(acme.lead, at=NOON.replace(hour=13), connection=acme.call.connection)
    conversed.conversation(made, at=NOON, recording=conversed.WAV)
    return made


def talk(company: Company, call: Call) -> Any:
    answer = company.api.get(f"/api/v1/calls/{call.pk}/")
    assert answer.status_code == 200, answer.content
    return answer.json()["conversation"]


def test_a_call_carries_what_came_of_it(acme: Company, call: Call) -> None:
    told = talk(acme, call)

    assert (told["state"], told["disposition"], told["score"], told["is_qualified"]) == ("over", "booked", 80, True)
    assert told["reasons"][0] == {"points": 50, "says": "Owns the house"}
    assert told["summary"].startswith("Owns the house")
    assert told["opened_at"] == "2026-11-20T12:00:00Z"


def test_answers_keep_their_types(acme: Company, call: Call) -> None:
    owner, bill = talk(acme, call)["answers"]

    assert (owner["value"], bill["value"]) == (True, 180.0)
    assert (owner["question"], owner["said"], owner["confidence"]) == ("Do you own the house, ACME?", "yes I do", 0.97)
    assert (owner["is_from_form"], bill["is_from_form"]) == (False, True)


def test_turns_come_with_their_times(acme: Company, call: Call) -> None:
    told = talk(acme, call)

    assert [turn["speaker"] for turn in told["turns"]] == ["agent", "lead", "agent", "lead", "agent"]
    third = told["turns"][2]
    assert (third["began_ms"], third["ended_ms"], third["was_interrupted"]) == (6_620, 8_000, True)
    assert third["timings"] == conversed.TIMED
    assert told["latencies"]["gap"] == {"p50": 510, "p95": 591}


def test_a_call_without_an_agent_says_null(acme: Company) -> None:
    plain = conversed.call(acme.lead, at=NOON.replace(hour=15), connection=acme.call.connection)

    assert talk(acme, plain) is None


@pytest.mark.parametrize("accept", ["*/*", "audio/wav", "application/json"])
def test_the_recording_is_fetched_by_its_address(acme: Company, call: Call, accept: str) -> None:
    url = talk(acme, call)["recording_url"]

    answer: Any = acme.api.get(url, headers={"Accept": accept})

    assert url.endswith(f"/api/v1/calls/{call.pk}/recording/")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, conversed.WAV)
    assert answer["Cache-Control"] == "private, no-store"


def test_a_part_of_the_recording_is_enough(acme: Company, call: Call) -> None:
    answer: Any = acme.api.get(f"/api/v1/calls/{call.pk}/recording/", headers={"Range": "bytes=0-3"})

    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"RIFF")


def test_where_nothing_was_recorded_there_is_no_address(acme: Company, call: Call) -> None:
    with access.as_tenant(acme.tenant.pk):
        call.conversations.update(recording="")

    assert talk(acme, call)["recording_url"] is None
    answer = acme.api.get(f"/api/v1/calls/{call.pk}/recording/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


@pytest.mark.parametrize("tail", ["", "recording/"])
def test_another_companys_call_never_was(rival: Company, acme: Company, call: Call, tail: str) -> None:
    assert rival.api.get(f"/api/v1/calls/{call.pk}/{tail}").status_code == 404


def test_nobody_hears_it_without_a_key(stranger: APIClient, call: Call) -> None:
    assert stranger.get(f"/api/v1/calls/{call.pk}/recording/").status_code == 401


def test_a_call_says_what_it_cost_and_how_that_is_known(acme: Company, call: Call) -> None:
    conversed.cost(call, 26_500, state="reported")
    conversed.cost(call, 8_600, service="hearing", currency="EUR")

    told = acme.api.get(f"/api/v1/calls/{call.pk}/").json()["costs"]

    assert told == [
        {"service": "call", "state": "reported", "micros": 26_500, "currency": "USD"},
        {"service": "hearing", "state": "estimated", "micros": 8_600, "currency": "EUR"},
    ]
