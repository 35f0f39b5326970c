"""Salesforce's fields for what a person wants no more of, and the records that they stand on."""

from collections.abc import Iterator

import pytest

from apps.integrations.crm.base import Gone, OptOut, Record, Unsupported
from apps.integrations.errors import Rejected
from tests.contracts.crm import NO_CALLS, NO_TEXTS, START, STOP
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer

from .org import DATA, LoggedIn, refusal

LEAD, CONTACT = Record("00QFAKE000000001AAA", "Lead"), Record("003FAKE000000001AAA", "Contact")
NO_TEXTS_FIELD = "LeadHub_No_Texts__c"


class TestOptOuts(LoggedIn):
    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with Peer() as peer:
            yield peer

    def note(self, peer: Peer, opt_out: OptOut, *, on: Record = LEAD, **settings: object) -> None:
        self.crm(peer.url, http_to(peer.url), **settings).note_opt_out(on, opt_out)

    def test_stop_ticks_do_not_call_and_our_own_box(self, peer: Peer) -> None:
        peer.replies(204)

        self.note(peer, STOP)

        assert peer.requests[0].json == {"DoNotCall": True, NO_TEXTS_FIELD: True}

    def test_a_customers_contact_is_told_as_well(self, peer: Peer) -> None:
        peer.replies(204)

        self.note(peer, NO_CALLS, on=CONTACT)

        [request] = peer.requests
        assert (request.path, request.json) == (f"{DATA}/sobjects/Contact/{CONTACT.id}", {"DoNotCall": True})

    def test_of_a_converted_lead_the_contact_is_told(self, peer: Peer) -> None:
        peer.replies(400, refusal("CANNOT_UPDATE_CONVERTED_LEAD"))
        peer.replies(200, {"totalSize": 1, "records": [{"ConvertedContactId": CONTACT.id}]})
        peer.replies(204)

        self.note(peer, NO_CALLS)

        assert f"Id = '{LEAD.id}'" in peer.requests[1].query["q"]
        assert peer.requests[2].path == f"{DATA}/sobjects/Contact/{CONTACT.id}"

    @pytest.mark.parametrize("records", [[], [{"ConvertedContactId": None}]])
    def test_a_converted_lead_without_a_contact_is_gone(self, peer: Peer, records: list[object]) -> None:
        peer.replies(400, refusal("CANNOT_UPDATE_CONVERTED_LEAD"))
        peer.replies(200, {"totalSize": len(records), "records": records})

        with pytest.raises(Gone):
            self.note(peer, STOP)

    @pytest.mark.parametrize(
        "error",
        [
            refusal("INVALID_FIELD", f"No such column '{NO_TEXTS_FIELD}' on sobject of type Lead"),
            refusal("INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields", NO_TEXTS_FIELD),
        ],
    )
    def test_a_field_that_is_missing_is_named_and_the_other_is_written(self, peer: Peer, error: object) -> None:
        peer.replies(400, error)
        peer.replies(204)

        with pytest.raises(Rejected, match=f"no field {NO_TEXTS_FIELD} on Lead"):
            self.note(peer, STOP)

        assert peer.requests[1].json == {"DoNotCall": True}

    def test_another_refusal_stays_what_it_is(self, peer: Peer) -> None:
        peer.replies(400, refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Ask Robin first"))

        with pytest.raises(Rejected, match="Ask Robin first"):
            self.note(peer, STOP)

        assert len(peer.requests) == 1

    def test_without_a_field_for_it_nobody_is_asked(self, peer: Peer) -> None:
        with pytest.raises(Unsupported):
            self.note(peer, NO_TEXTS, no_texts_field="")

        assert peer.requests == []

    def test_what_has_no_field_keeps_the_other_from_nothing(self, peer: Peer) -> None:
        peer.replies(204)

        self.note(peer, STOP, no_texts_field="")

        assert peer.requests[0].json == {"DoNotCall": True}

    @pytest.mark.parametrize(("opt_out", "is_ticked"), [(NO_TEXTS, True), (NO_CALLS, True), (START, False)])
    def test_both_may_share_a_field(self, peer: Peer, opt_out: OptOut, *, is_ticked: bool) -> None:
        peer.replies(204)

        self.note(peer, opt_out, no_texts_field="DoNotCall")

        assert peer.requests[0].json == {"DoNotCall": is_ticked}

    @pytest.mark.parametrize(("opt_out", "is_told"), [(STOP, True), (NO_CALLS, False), (START, False)])
    def test_e_mail_is_closed_by_stop_alone_where_the_tenant_wants_it(
        self, peer: Peer, opt_out: OptOut, *, is_told: bool
    ) -> None:
        peer.replies(204)

        self.note(peer, opt_out, no_email_either=True)

        assert (b"HasOptedOutOfEmail" in peer.requests[0].body) is is_told
