"""LinkedIn: the challenge, notices, and a response read beside its form."""

import json
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import Unreadable
from apps.integrations.http import Inbound
from apps.integrations.sources.base import Named
from apps.integrations.sources.linkedin import Sender
from tests.contracts.sources import NamingContract
from tests.integrations.sources.posting import URL, in_hex, in_json, post, sample

BODY = sample("linkedin_lead_action.json")
DOCUMENT = {
    "response": json.loads(sample("linkedin_lead_response.json")),
    "form": json.loads(sample("linkedin_lead_form.json")),
}
AT = datetime(2026, 11, 22, 15, 25, 55, tzinfo=UTC)
[CHALLENGE] = [
    each for each in json.loads(sample("source_vectors.json"))["vectors"] if each["scheme"] == "linkedin-challenge"
]


def made() -> Sender:
    return Sender(Sender.Settings(), [])


class TestLinkedIn(NamingContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return post(BODY, headers={"X-LI-Signature": in_hex(secret, b"hmacsha256=" + BODY)})

    def held(self) -> Inbound:
        return in_json(DOCUMENT)


def test_the_challenge_is_answered_with_the_newest_secret() -> None:
    query = [("challengeCode", CHALLENGE["challengeCode"]), ("applicationId", "12345")]

    answer = Sender(Sender.Settings(), [CHALLENGE["secret"], "an older one"]).handshake(
        Inbound("GET", URL, {}, b"", query=query)
    )

    assert answer is not None
    assert answer.content_type == "application/json"
    assert json.loads(answer.body) == {
        "challengeCode": CHALLENGE["challengeCode"],
        "challengeResponse": CHALLENGE["challengeResponse"],
    }


def test_a_notice_names_the_response_its_form_and_its_owner() -> None:
    assert made().named(post(BODY)) == [
        Named("00000000-0000-4000-8000-000000000001-1", "urn:li:sponsoredAccount:500000001", "7890001", AT)
    ]


def test_a_wish_to_erase_is_for_a_person_to_act_on() -> None:
    with pytest.raises(Unreadable, match="erase"):
        made().named(in_json(json.loads(BODY) | {"leadAction": "DELETED"}))


def test_answers_stand_under_the_forms_questions() -> None:
    [lead] = made().read(in_json(DOCUMENT))

    assert (lead.first_name, lead.email, lead.phone) == ("Jane", "jane.sample@example.com", "+12025550143")
    assert (lead.external_id, lead.submitted_at) == ("00000000-0000-4000-8000-000000000001-1", AT)
    assert lead.answers == {"Company size": "2", "consent": "yes", "form_name": "Quote form"}
    assert not lead.is_test


def test_a_test_lead_is_a_test() -> None:
    document = {**DOCUMENT, "response": DOCUMENT["response"] | {"testLead": True}}

    assert made().read(in_json(document))[0].is_test


def test_questions_in_another_language_are_known_by_linkedins_own_names() -> None:
    tree = json.loads(json.dumps(DOCUMENT))
    for question in tree["form"]["content"]["questions"]:
        question["question"]["localized"] = {"ja_JP": "質問"}
        question["name"] = "x"

    [lead] = made().read(in_json(tree))

    assert (lead.first_name, lead.email, lead.phone) == ("Jane", "jane.sample@example.com", "+12025550143")
