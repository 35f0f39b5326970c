"""What a rep does with a lead, asked for by a program."""

from typing import Any

import pytest

from .conftest import Company


def asked(company: Company, verb: str, **body: Any) -> Any:
    return company.api.post(f"/api/v1/rings/{company.ring.pk}/{verb}/", body, format="json")


def test_a_ring_is_listed_with_whose_lead_it_is_about(acme: Company) -> None:
    [row] = acme.api.get("/api/v1/rings/", {"lead": str(acme.lead.pk)}).json()["results"]

    assert (row["lead"], row["call"], row["name"]) == (str(acme.lead.pk), str(acme.call.pk), "ACME")
    assert (row["state"], row["is_held"], row["is_muted"]) == ("intent", False, False)
    assert "phone" not in row


def test_the_list_is_narrowed_by_state(acme: Company) -> None:
    assert acme.api.get("/api/v1/rings/", {"state": "accepted"}).json()["results"] == []


@pytest.mark.parametrize("verb", ["hold", "resume", "mute", "unmute", "hang-up"])
def test_where_nobody_talks_nothing_can_be_done(acme: Company, verb: str) -> None:
    answer = asked(acme, verb)

    assert answer.status_code == 409
    assert "yet" in answer.json()["error"]


def test_a_lead_is_passed_on_to_somebody_who_is_there(acme: Company) -> None:
    answer = asked(acme, "pass", rep=7)

    assert answer.status_code == 400
    assert "no rep of this id" in answer.json()["fields"]["rep"]


def test_how_to_pass_on_is_one_of_two_ways(acme: Company) -> None:
    assert "how" in asked(acme, "pass", rep=7, how="lukewarm").json()["fields"]
