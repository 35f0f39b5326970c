"""Jotform: multipart, with the answers as JSON in one of its parts."""

from datetime import datetime

from apps.integrations.http import Inbound
from apps.integrations.sources.jotform import Sender
from tests.contracts.sources import SenderContract
from tests.integrations.sources.posting import MULTIPART, post, sample

BODY = sample("jotform_multipart.bin")


class TestJotform(SenderContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return post(BODY, MULTIPART)


def test_a_form_is_read() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(BODY, MULTIPART))

    assert (lead.first_name, lead.last_name) == ("Jane", "Sample")
    assert (lead.email, lead.phone) == ("jane.sample@example.com", "(202) 555-0143")
    assert lead.external_id == "6400000000000000001"
    assert lead.campaign == {"utm_source": "google", "ip_address": "192.0.2.10"}
    assert lead.answers == {
        "q8_consent": "I agree to be contacted",
        "formID": "260000000000001",
        "formTitle": "Quote form",
    }


def test_a_number_in_two_boxes_is_put_together() -> None:
    body = BODY.replace(b'{"full":"(202) 555-0143"}', b'{"area":"202","phone":"5550143"}')

    [lead] = Sender(Sender.Settings(), []).read(post(body, MULTIPART))

    assert "".join(filter(str.isdigit, lead.phone)) == "2025550143"


def test_the_address_with_our_token_is_no_answer() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(BODY, MULTIPART))

    assert "/hooks/" not in str(lead)
