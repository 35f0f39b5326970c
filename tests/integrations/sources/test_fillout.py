"""Fillout: questions with types, and nulls where nothing was said."""

from datetime import UTC, datetime

from apps.integrations.http import Inbound
from apps.integrations.sources.fillout import Sender
from tests.contracts.sources import SenderContract
from tests.integrations.sources.posting import in_json

FORM = {
    "formId": "f1",
    "formName": "Quote",
    "submission": {
        "submissionId": "00000000-0000-4000-8000-0000000000f1",
        "submissionTime": "2026-11-22T15:25:55.000Z",
        "questions": [
            {"id": "q1", "name": "Name", "type": "ShortAnswer", "value": "Jane Sample"},
            {"id": "q2", "name": "Where can we reach you?", "type": "PhoneNumber", "value": "+12025550143"},
            {"id": "q3", "name": "And by mail?", "type": "EmailInput", "value": None},
            {"id": "q4", "name": "What?", "type": "MultipleChoice", "value": ["Roof", "Wall"]},
        ],
        "urlParameters": [{"id": "utm_source", "name": "utm_source", "value": "google"}],
    },
}


class TestFillout(SenderContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return in_json(FORM)


def test_a_submission_is_read_with_and_without_its_envelope() -> None:
    for tree in (FORM, FORM["submission"]):
        [lead] = Sender(Sender.Settings(), []).read(in_json(tree))

        assert (lead.full_name, lead.phone, lead.email) == ("Jane Sample", "+12025550143", "")
        assert lead.answers["What?"] == "Roof, Wall"
        assert lead.campaign == {"utm_source": "google"}
        assert lead.external_id == "00000000-0000-4000-8000-0000000000f1"
        assert lead.submitted_at == datetime(2026, 11, 22, 15, 25, 55, tzinfo=UTC)
