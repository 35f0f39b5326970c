"""From a form post to a booked appointment, spoken aloud by both sides; and all the other ways a call may go."""

from typing import Any

import pytest

from .conftest import Talking

# Who is called, under which number, and what their call may come to. All are called at once, as leads come.
PEOPLE = {
    "cooperative": ("booked",),
    "hurried": ("booked",),
    "sceptical": ("booked", "qualified"),
    "asks_if_robot": ("booked", "qualified"),
    "price_first": ("booked", "qualified"),
    "opt_out": ("opted_out",),
    "wrong_person": ("wrong_person",),
    "wants_human": ("transferred",),
    "call_later": ("call_back",),
    "silent": ("no_reply",),
    "voicemail": ("voicemail",),
}
PHONES = {name: f"+1202555{3000 + place}" for place, name in enumerate(PEOPLE)}


@pytest.fixture(scope="module")
def kept(talking: Talking) -> dict[str, dict[str, Any]]:
    """All of them called, and what is on record of each."""
    for name, phone in PHONES.items():
        talking.call(phone, name, email=f"{name.replace('_', '.')}@example.com")
    return {name: talking.over(phone) for name, phone in PHONES.items()}


@pytest.mark.parametrize("name", PEOPLE)
def test_a_call_comes_to_what_the_person_wants(kept: dict[str, dict[str, Any]], talking: Talking, name: str) -> None:
    agent = talking.said(kept[name], "agent")

    assert kept[name]["disposition"] in PEOPLE[name], [agent, talking.said(kept[name], "lead")]
    assert any("AI" in line for line in agent)


def test_who_goes_along_is_asked_scored_and_booked(kept: dict[str, dict[str, Any]], talking: Talking) -> None:
    call = kept["cooperative"]
    answers = {answer["question_id"]: answer["value"] for answer in call["answers"]}

    assert (answers["owns_home"], answers["monthly_bill"], answers["zip"]) == (True, 180.0, "78704")
    assert call["is_qualified"]
    assert call["lead_state"] == "booked"
    assert call["recording"]
    [booked] = [
        each for each in talking.scene.rig.journal("calendar.booked") if "cooperative" in str(each["facts"]["fields"])
    ]
    assert "solar specialist" in booked["facts"]["fields"]["summary"]


def test_the_crm_gets_the_conversation(kept: dict[str, dict[str, Any]], talking: Talking) -> None:
    talking.scene.told("crm.noted")


def test_the_lead_hears_the_agent_at_once(kept: dict[str, dict[str, Any]], talking: Talking) -> None:
    far_end = talking.far_end(PHONES["cooperative"])

    assert far_end["first_audio_ms"] is not None
    assert "Alex" in far_end["transcript"][1]["text"]


def test_who_opts_out_is_left_alone(kept: dict[str, dict[str, Any]], talking: Talking) -> None:
    rows = talking.scene.rows(
        "SELECT phone FROM compliance_dncentry WHERE tenant_id = %s AND lifted_at IS NULL", talking.scene.tenant
    )

    assert {phone for (phone,) in rows} == {PHONES["opt_out"], PHONES["wrong_person"]}
    assert kept["opt_out"]["lead_state"] == "blocked"
