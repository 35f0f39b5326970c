"""Tally: fields of a type, and choices by their ids."""

import json
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.sources.tally import Sender
from tests.contracts.sources import SignedBodyContract
from tests.integrations.sources.posting import in_base64, in_json, post

FORM = {
    "eventId": "00000000-0000-4000-8000-0000000000e1",
    "eventType": "FORM_RESPONSE",
    "createdAt": "2026-11-22T15:25:56.000Z",
    "data": {
        "responseId": "r1",
        "submissionId": "s1",
        "formId": "f1",
        "formName": "Angebot",
        "createdAt": "2026-11-22T15:25:55.000Z",
        "fields": [
            {"key": "question_1", "label": "Wie heißen Sie?", "type": "INPUT_TEXT", "value": "Weiß nicht"},
            {
                "key": "question_2",
                "label": "Wohin dürfen wir schreiben?",
                "type": "INPUT_EMAIL",
                "value": "jo@example.com",
            },
            {"key": "question_3", "label": "Rückruf", "type": "INPUT_PHONE_NUMBER", "value": "+493012345678"},
            {
                "key": "question_4",
                "label": "Was?",
                "type": "CHECKBOXES",
                "value": ["o1", "o3"],
                "options": [{"id": "o1", "text": "Dach"}, {"id": "o2", "text": "Keller"}, {"id": "o3", "text": "Wand"}],
            },
            {"key": "question_5", "label": "utm_source", "type": "HIDDEN_FIELDS", "value": "google"},
            {"key": "question_6", "label": None, "type": "INPUT_TEXT", "value": None},
        ],
    },
}
BODY = json.dumps(FORM).encode()


class TestTally(SignedBodyContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return post(BODY, headers={"Tally-Signature": in_base64(secret, BODY)})


def test_a_form_is_read_by_types_and_options() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(BODY))

    assert (lead.email, lead.phone) == ("jo@example.com", "+493012345678")
    assert lead.answers["Was?"] == "Dach, Wand"
    assert lead.campaign["utm_source"] == "google"
    assert (lead.external_id, lead.submitted_at) == ("s1", datetime(2026, 11, 22, 15, 25, 55, tzinfo=UTC))


def test_another_event_is_no_lead() -> None:
    with pytest.raises(NoLead):
        Sender(Sender.Settings(), []).read(in_json(FORM | {"eventType": "FORM_PARTIAL"}))
