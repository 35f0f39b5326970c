"""Elementor: with and without its "Advanced Data"."""

from datetime import datetime
from urllib.parse import urlencode

from apps.integrations.http import Inbound
from apps.integrations.sources.elementor import Sender
from tests.contracts.sources import SenderContract
from tests.integrations.sources.posting import FORM, post, sample

BODY = sample("elementor_simple.form")
ADVANCED = {
    "form[id]": "a1b2c3d",
    "form[name]": "Quote Form",
    "fields[name][id]": "name",
    "fields[name][type]": "text",
    "fields[name][title]": "Ihr Name",
    "fields[name][value]": "Jane Sample",
    "fields[name][raw_value]": "Jane Sample",
    "fields[name][required]": "1",
    "fields[field_2ab][id]": "field_2ab",
    "fields[field_2ab][type]": "tel",
    "fields[field_2ab][title]": "",
    "fields[field_2ab][value]": "(202) 555-0143",
    "fields[message][id]": "message",
    "fields[message][type]": "textarea",
    "fields[message][title]": "Worum geht es?",
    "fields[message][value]": "Solar",
    "meta[page_url][title]": "Page URL",
    "meta[page_url][value]": "https://www.example.com/quote/?utm_source=google",
    "meta[remote_ip][title]": "Remote IP",
    "meta[remote_ip][value]": "192.0.2.10",
}


class TestElementor(SenderContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return post(BODY, FORM)


def test_a_form_is_read_by_its_labels() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(BODY, FORM))

    assert (lead.full_name, lead.email, lead.phone) == ("Jane Sample", "jane.sample@example.com", "(202) 555-0143")
    assert lead.campaign["utm_source"] == "google"
    assert lead.answers["I agree to texts"] == "on"


def test_advanced_data_is_read_by_titles_and_types() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(urlencode(ADVANCED).encode(), FORM))

    assert (lead.full_name, lead.phone) == ("Jane Sample", "(202) 555-0143")
    assert lead.answers == {"Worum geht es?": "Solar", "form_id": "a1b2c3d", "form_name": "Quote Form"}
    assert (lead.campaign["utm_source"], lead.campaign["ip_address"]) == ("google", "192.0.2.10")


def test_a_visitor_never_sees_an_error_of_ours() -> None:
    assert Sender.unreachable_status == 200
