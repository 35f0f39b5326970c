"""Unbounce: lists in JSON in a form."""

from datetime import datetime

from apps.integrations.http import Inbound
from apps.integrations.sources.unbounce import Sender
from tests.contracts.sources import SenderContract
from tests.integrations.sources.posting import FORM, post, sample

BODY = sample("unbounce.form")


class TestUnbounce(SenderContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return post(BODY, FORM)


def test_a_form_is_read() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(BODY, FORM))

    assert (lead.first_name, lead.email, lead.phone) == ("Jane", "jane.sample@example.com", "(202) 555-0143")
    assert lead.campaign["utm_source"] == "google"
    assert lead.campaign["sms_consent"] == "I agree"
    assert lead.answers == {"variant": "a", "page_name": "HVAC landing"}
