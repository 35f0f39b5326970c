"""The call page: who talked, what was said, what came of it; and the recording, for those who are let in."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.calls.models import Call, Conversation
from apps.leads.models import Lead
from apps.tenants import access
from apps.tenants.models import Tenant
from tests import conversed

from .conftest import RECEIVED, NewLead, SignIn

pytestmark = pytest.mark.django_db
AT = RECEIVED + timedelta(seconds=3)


@pytest.fixture
def lead(new_lead: NewLead) -> Lead:
    return new_lead()


@pytest.fixture
def call(lead: Lead) -> Call:
    return conversed.call(lead, at=AT)


def talked(call: Call, **traits: Any) -> Conversation:
    return conversed.conversation(call, at=AT, **({"recording": conversed.WAV} | traits))


def address(call: Call, tail: str = "", slug: str = "acme") -> str:
    return f"/app/{slug}/calls/{call.pk}/{tail}"


def page_of(client: Client, call: Call) -> str:
    answer = client.get(address(call))
    assert answer.status_code == 200
    return str(answer.content.decode())


def heard(client: Client, call: Call, part: str = "") -> Any:
    return client.get(address(call, "recording.wav"), headers={"Range": part} if part else {})


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("role", ["owner", "manager", "client", "rep"])
def test_every_member_sees_what_came_of_it(signed_in: SignIn, acme: Tenant, call: Call, role: str) -> None:
    talked(call)

    page = page_of(signed_in(acme, role), call)

    parts = ("Call with Dana Reed", "Booked an appointment", "1:42", "Owns the house, pays 180", "+50", "Qualified")
    assert [part for part in parts if part not in page] == []


def test_answers_stand_beside_their_questions(owner: Client, call: Call) -> None:
    talked(call)

    first, second = owner.get(address(call)).context["call"].talk.rows

    assert (first.question, first.answer, first.said) == ("Do you own the house, Dana?", "yes", "yes I do")
    assert (first.confidence, second.answer, second.confidence) == ("97 %", "180", "")


def test_what_was_said_is_text_and_nothing_else(owner: Client, call: Call) -> None:
    talked(call)

    page = page_of(owner, call)

    assert "Hello &lt;b&gt;there&lt;/b&gt; &amp; yes" in page
    assert page.count("cut off by the lead") == 1
    assert 'data-at="4.900"' in page


def test_replies_say_where_their_time_went(owner: Client, call: Call) -> None:
    talked(call)

    talk = owner.get(address(call)).context["call"].talk

    assert [reply.parts for reply in talk.replies] == [
        ["420", "180", "90", "60", "90"],
        ["600", "180", "90", "60", "270"],
    ]
    assert dict(talk.percentiles)["p50"][0] == "510"
    assert dict(talk.percentiles)["p95"][0] == "591"


def test_an_appointment_is_told_in_the_companys_zone(owner: Client, lead: Lead, call: Call) -> None:
    talked(call)
    conversed.appointment(lead, starts_at=datetime(2026, 11, 25, 16, 30, tzinfo=UTC))

    assert "Wed 25 Nov 2026, 10:30 CST" in page_of(owner, call)


@pytest.mark.parametrize("state", ["cancelled", "held", "released", "failed"])
def test_what_is_not_in_the_calendar_is_no_appointment(owner: Client, lead: Lead, call: Call, state: str) -> None:
    talked(call)
    conversed.appointment(lead, starts_at=datetime(2026, 11, 25, 16, 30, tzinfo=UTC), state=state)

    assert "Appointment</h2>" not in page_of(owner, call)


def test_a_reps_call_says_that_no_agent_talked(owner: Client, call: Call) -> None:
    page = page_of(owner, call)

    assert "No agent talked in this call" in page
    assert "<audio" not in page


def test_one_that_broke_off_says_what_happens_next(owner: Client, call: Call) -> None:
    talked(call, state="broken", recording=b"", disposition="failed", turns=[])

    page = page_of(owner, call)

    assert "This conversation broke off" in page
    assert f"/app/acme/leads/{call.lead_id}/" in page


@pytest.mark.parametrize("traits", [{"state": "open", "closed_at": None}, {"state": "over", "closed_at": None}])
def test_while_they_talk_the_page_reads_itself_again(owner: Client, lead: Lead, traits: dict[str, Any]) -> None:
    call = conversed.call(lead, at=AT, state="answered", ended_at=None)
    talked(call, **traits)

    assert 'data-every="2000"' in page_of(owner, call)
    assert b"are talking" in owner.get(address(call, "live/")).content


def test_what_nobody_put_on_record_broke_off(owner: Client, call: Call) -> None:
    talked(call, state="over", closed_at=None)

    assert "This conversation broke off" in page_of(owner, call)


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        (conversed.TURNS, "recording was off"),
        ([("agent", "No problem, it won't be recorded.", 0, 900, False, {})], "Dana Reed did not want it"),
    ],
)
def test_without_a_recording_it_says_why(owner: Client, call: Call, turns: Any, says: str) -> None:
    talked(call, recording=b"", turns=turns)

    page = page_of(owner, call)

    assert says in page
    assert "<audio" not in page
    assert "data-at" not in page


def test_a_call_of_silence_is_no_error(owner: Client, call: Call) -> None:
    talked(call, disposition="no_reply", turns=[], answers=[], reasons=[], summary="", recording=b"", score=0)

    assert "Nobody said anything." in page_of(owner, call)


@pytest.mark.parametrize("tail", ["", "live/", "recording.wav"])
def test_another_companys_call_is_not_there(signed_in: SignIn, rival: Tenant, call: Call, tail: str) -> None:
    talked(call)
    client = signed_in(rival, "owner")

    assert [client.get(address(call, tail, slug)).status_code for slug in ("acme", "rival")] == [404, 404]


@pytest.mark.parametrize("tail", ["", "live/", "recording.wav"])
def test_strangers_are_asked_who_they_are(client: Client, call: Call, tail: str) -> None:
    talked(call)

    assert client.get(address(call, tail)).status_code == 302


@pytest.mark.parametrize("tail", ["", "live/", "recording.wav"])
def test_a_call_that_never_was_is_not_there(owner: Client, tail: str) -> None:
    assert owner.get(f"/app/acme/calls/{uuid4()}/{tail}").status_code == 404


def test_the_recording_is_heard_and_kept_by_nobody(owner: Client, call: Call) -> None:
    talked(call)

    answer = heard(owner, call)

    assert (answer.status_code, content(answer)) == (200, conversed.WAV)
    assert (answer["Content-Type"], answer["Accept-Ranges"]) == ("audio/wav", "bytes")
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "told", "part"),
    [
        ("bytes=0-3", f"bytes 0-3/{len(conversed.WAV)}", b"RIFF"),
        ("bytes=8-11", f"bytes 8-11/{len(conversed.WAV)}", b"WAVE"),
        ("bytes=-2", f"bytes {len(conversed.WAV) - 2}-{len(conversed.WAV) - 1}/{len(conversed.WAV)}", b"\0\0"),
    ],
)
def test_a_player_gets_the_part_that_it_seeks(owner: Client, call: Call, asked: str, told: str, part: bytes) -> None:
    talked(call)

    answer = heard(owner, call, asked)

    assert (answer.status_code, answer["Content-Range"], content(answer)) == (206, told, part)
    assert answer["Content-Length"] == str(len(part))


def test_a_part_behind_the_end_is_refused(owner: Client, call: Call) -> None:
    talked(call)

    answer = heard(owner, call, "bytes=9999999-")

    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(conversed.WAV)}")


def test_a_recording_whose_file_is_lost_is_not_there(owner: Client, call: Call) -> None:
    made = talked(call)
    storages["recordings"].delete(made.recording)

    assert heard(owner, call).status_code == 404
    assert "<audio" in page_of(owner, call)


def test_a_long_talk_takes_no_more_queries(
    owner: Client, call: Call, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    talked(call, turns=conversed.TURNS * 40)

    with django_assert_max_num_queries(21):
        page_of(owner, call)


def test_the_page_obeys_the_policy_against_inline_code(owner: Client, call: Call) -> None:
    talked(call)

    page = page_of(owner, call)

    assert " style=" not in page
    assert page.count("<script") == page.count("<script src=") == 4


def test_the_leads_page_leads_there(owner: Client, lead: Lead, call: Call) -> None:
    talked(call)
    with access.as_tenant(lead.tenant_id):
        lead.tell("conversation.ended", at=AT, origin="1", call=str(call.pk), disposition="not_interested", gap_ms=420)

    page = str(owner.get(f"/app/acme/leads/{lead.pk}/").content.decode())

    assert page.count(f'href="{address(call)}"') == 2
    assert "Conversation over: Not interested" in page
    assert "420 ms" in page
