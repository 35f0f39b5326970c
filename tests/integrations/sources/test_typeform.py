"""Typeform: its answers under their questions, and what is no finished form."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.sources.typeform import Sender
from tests.contracts.sources import SignedBodyContract
from tests.integrations.sources.posting import in_base64, in_json, post, sample

BODY = sample("typeform_form_response.json")


class TestTypeform(SignedBodyContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return post(BODY, headers={"Typeform-Signature": f"sha256={in_base64(secret, BODY)}"})


def test_answers_stand_under_their_questions() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(BODY))

    assert (lead.full_name, lead.email, lead.phone) == ("Jane Sample", "jane.sample@example.com", "+12025550143")
    assert lead.answers == {"Which service?": "Repair", "I agree to receive texts": "true", "form_id": "FAKEfrm1"}
    assert lead.campaign["gclid"] == "FAKEGCLID0001"
    assert lead.external_id == "faketoken0000000000000000001"
    assert lead.submitted_at == datetime(2026, 11, 22, 15, 25, 55, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"type": "choices", "choices": {"labels": ["A", "B"], "other": "C"}}, "A, B, C"),
        ({"type": "choice", "choice": {"other": "my own"}}, "my own"),
        ({"type": "number", "number": 12}, "12"),
        ({"type": "date", "date": "2026-12-01"}, "2026-12-01"),
    ],
)
def test_every_type_of_answer_has_its_value(answer: dict[str, Any], said: str) -> None:
    tree = json.loads(BODY)
    tree["form_response"]["answers"].append(answer | {"field": {"id": "fld_new", "ref": "something"}})

    [lead] = Sender(Sender.Settings(), []).read(in_json(tree))

    assert lead.answers["something"] == said


def test_a_question_in_a_strange_language_is_known_by_its_type() -> None:
    tree = json.loads(BODY)
    for field in tree["form_response"]["definition"]["fields"]:
        field["title"] = "質問"
    for answer in tree["form_response"]["answers"]:
        answer["field"]["ref"] = "0f6c"

    [lead] = Sender(Sender.Settings(), []).read(in_json(tree))

    assert (lead.email, lead.phone) == ("jane.sample@example.com", "+12025550143")


def test_a_form_that_is_not_sent_yet_is_no_lead() -> None:
    with pytest.raises(NoLead):
        Sender(Sender.Settings(), []).read(in_json(json.loads(BODY) | {"event_type": "form_response_partial"}))


def test_an_account_without_signatures_may_say_so() -> None:
    Sender(Sender.Settings.model_validate({"require_signature": False}), []).verify(post(BODY), now=datetime.now(UTC))
