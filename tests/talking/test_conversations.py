"""From a form post to a booked appointment, spoken aloud by both sides; and all the other ways a call may go."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from .conftest import Talking

pytestmark = pytest.mark.long
# Each listens and speaks by an engine of this very machine, at both ends: more at once than its cores can serve would
# measure only that.
AT_ONCE = 4
# By which script who is called, and what their call may come to.
CALLS = {
    ("solar", "cooperative"): ("booked",),
    ("solar", "hurried"): ("booked",),
    ("solar", "sceptical"): ("booked", "qualified"),
    ("solar", "asks_if_robot"): ("booked", "qualified"),
    ("solar", "price_first"): ("booked", "qualified"),
    ("solar", "opt_out"): ("opted_out",),
    ("solar", "wrong_person"): ("wrong_person",),
    ("solar", "wants_human"): ("transferred",),
    ("solar", "call_later"): ("call_back",),
    ("solar", "silent"): ("no_reply",),
    ("solar", "voicemail"): ("voicemail",),
    ("dental", "cooperative"): ("booked",),
    ("dental", "hurried"): ("booked",),
    ("dental", "opt_out"): ("opted_out",),
    ("dental", "call_later"): ("call_back",),
    ("dental", "wants_human"): ("transferred",),
    ("roofing", "cooperative"): ("booked",),
    ("roofing", "asks_if_robot"): ("booked", "qualified"),
    ("roofing", "wrong_person"): ("wrong_person",),
    ("roofing", "voicemail"): ("voicemail",),
}
PHONES = {call: f"+1202555{3000 + place}" for place, call in enumerate(CALLS)}
type Kept = dict[tuple[str, str], dict[str, Any]]
type Tenants = dict[str, Talking]


@pytest.fixture(scope="module")
def kept(talking: Tenants) -> Kept:
    """All of them called, and what is on record of each."""

    def talked(call: tuple[str, str]) -> dict[str, Any]:
        script, name = call
        talking[script].call(PHONES[call], name, email=f"{name.replace('_', '.')}@example.com")
        return talking[script].over(PHONES[call])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(CALLS, pool.map(talked, CALLS), strict=True))


@pytest.mark.parametrize("call", CALLS, ids="-".join)
def test_a_call_comes_to_what_the_person_wants(kept: Kept, talking: Tenants, call: tuple[str, str]) -> None:
    agent = talking[call[0]].said(kept[call], "agent")

    assert kept[call]["disposition"] in CALLS[call], [agent, talking[call[0]].said(kept[call], "lead")]
    assert any("AI" in line for line in agent), [agent, talking[call[0]].said(kept[call], "lead")]


def test_who_goes_along_is_asked_scored_and_booked(kept: Kept, talking: Tenants) -> None:
    call = kept["solar", "cooperative"]
    answers = {answer["question_id"]: answer["value"] for answer in call["answers"]}

    assert (answers["owns_home"], answers["monthly_bill"], answers["zip"]) == (True, 180.0, "78704")
    assert call["is_qualified"]
    assert call["lead_state"] == "booked"
    assert call["recording"]
    booked = [each["facts"]["fields"] for each in talking["solar"].scene.rig.journal("calendar.booked")]
    assert [each for each in booked if "solar" in each["summary"] and "cooperative@" in str(each["attendees"])]


def test_the_crm_gets_the_conversation(kept: Kept, talking: Tenants) -> None:
    talking["solar"].scene.told("crm.noted")


def test_the_lead_hears_the_agent(kept: Kept, talking: Tenants) -> None:
    far_end = talking["solar"].far_end(PHONES["solar", "cooperative"])

    assert far_end["first_audio_ms"] is not None
    assert "Alex" in far_end["transcript"][1]["text"]


def test_who_opts_out_is_left_alone(kept: Kept, talking: Tenants) -> None:
    listed = "SELECT phone FROM compliance_dncentry WHERE tenant_id = %s AND lifted_at IS NULL"
    rows = talking["solar"].scene.rows(listed, talking["solar"].scene.tenant)

    assert {phone for (phone,) in rows} == {PHONES["solar", "opt_out"], PHONES["solar", "wrong_person"]}
    assert kept["solar", "opt_out"]["lead_state"] == "blocked"
