"""Wufoo: the handshake key among the fields, and titles beside them."""

import json
from datetime import datetime
from urllib.parse import urlencode

from apps.integrations.http import Inbound
from apps.integrations.sources.wufoo import Sender
from tests.contracts.sources import ProvenContract
from tests.integrations.sources.posting import FORM, post

NAME_PARTS = [{"ID": "Field1", "Label": "First"}, {"ID": "Field2", "Label": "Last"}]
STRUCTURE = {
    "Fields": [
        {"ID": "Field1", "Title": "Name", "SubFields": NAME_PARTS},
        {"ID": "Field3", "Title": "Telefon"},
        {"ID": "Field4", "Title": "Which roof?"},
    ]
}
FIELDS = {
    "Field1": "Jane",
    "Field2": "Sample",
    "Field3": "2025550143",
    "Field4": "Flat",
    "CreatedBy": "public",
    "DateCreated": "2026-11-22 15:25:55",
    "EntryId": "17",
    "IP": "192.0.2.10",
    "HandshakeKey": "",
    "FieldStructure": json.dumps(STRUCTURE),
    "FormStructure": json.dumps({"Name": "Quote", "Hash": "m7x3k1"}),
}


class TestWufoo(ProvenContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return post(urlencode(FIELDS | {"HandshakeKey": secret}).encode(), FORM)


def test_fields_are_read_by_their_titles() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(urlencode(FIELDS).encode(), FORM))

    assert (lead.first_name, lead.last_name, lead.phone) == ("Jane", "Sample", "2025550143")
    assert lead.external_id == "m7x3k1-17"
    assert lead.answers == {"Which roof?": "Flat"}
    assert lead.campaign == {"ip_address": "192.0.2.10"}


def test_without_the_structure_the_shape_of_a_value_decides() -> None:
    bare = {key: value for key, value in FIELDS.items() if "Structure" not in key}
    bare["Field3"] = "(202) 555-0143"

    [lead] = Sender(Sender.Settings(), []).read(post(urlencode(bare).encode(), FORM))

    assert lead.phone == "(202) 555-0143"


def test_a_number_without_its_form_or_a_form_without_a_number_is_no_id() -> None:
    sent = [{key: value for key, value in FIELDS.items() if key != left} for left in ("FormStructure", "EntryId")]

    leads = [Sender(Sender.Settings(), []).read(post(urlencode(fields).encode(), FORM))[0] for fields in sent]

    assert [lead.external_id for lead in leads] == ["", ""]
