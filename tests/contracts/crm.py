"""What every CRM must do, whoever it is: one record for one lead, and nothing lost on the way."""

from abc import abstractmethod
from dataclasses import replace

import pytest

from apps.integrations.crm.base import Crm, Person
from apps.integrations.errors import Rejected, Unauthorized
from apps.integrations.http import Http

from .hurry import http_to
from .outcomes import LEAD, OutcomeContract
from .peer import Peer

JANE = Person(
    lead_id="lead-0001",
    first_name="Jane",
    last_name="Sample",
    email="jane.sample@example.com",
    phone=LEAD,
    company="Sample & Söhne",
    source="Google Ads",
    answers={"need": "A new roof", "when": ""},
    campaign={"utm_campaign": "autumn"},
)


class CrmContract(OutcomeContract):
    """Inherit it, make the CRM, and script what it answers when a record is new, known or gone."""

    @abstractmethod
    def crm(self, url: str, http: Http) -> Crm: ...

    @abstractmethod
    def makes_a_record(self, peer: Peer) -> str:
        """Script the answer to a lead that is new, and return the id in it."""

    @abstractmethod
    def updates_a_record(self, peer: Peer) -> str:
        """Script the answer to an update by the record's id, and return that id."""

    @abstractmethod
    def has_no_such_record(self, peer: Peer) -> None:
        """Script the answer to an update of a record that was deleted."""

    def ask(self, peer: Peer) -> object:
        return self.at(peer).upsert(JANE)

    def at(self, peer: Peer) -> Crm:
        return self.crm(peer.url, http_to(peer.url))

    def test_a_new_lead_becomes_a_new_record(self, peer: Peer) -> None:
        record_id = self.makes_a_record(peer)

        record = self.at(peer).upsert(JANE)

        assert (record.id, record.is_new) == (record_id, True)
        assert record.url.endswith(record_id) or f"/{record_id}/" in record.url
        assert len(peer.requests) == 1

    def test_all_that_is_known_is_told(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.at(peer).upsert(JANE)

        told = peer.requests[0].path + peer.requests[0].body.decode()
        known = (JANE.lead_id, "Jane", "Sample", JANE.email, LEAD, JANE.company, "A new roof", "autumn")
        assert [part for part in known if part not in told] == []

    def test_a_blank_empties_no_field(self, peer: Peer) -> None:
        record_id = self.updates_a_record(peer)

        self.at(peer).upsert(Person("lead-0001", first_name="Jane", record_id=record_id))

        assert b'""' not in peer.requests[0].body
        assert b"not provided" not in peer.requests[0].body

    def test_a_known_record_is_updated_where_it_is(self, peer: Peer) -> None:
        record_id = self.updates_a_record(peer)

        record = self.at(peer).upsert(replace(JANE, record_id=record_id))

        [request] = peer.requests
        assert (record.id, record.is_new) == (record_id, False)
        assert request.method == "PATCH"
        assert request.path.endswith(f"/{record_id}")

    def test_a_record_that_was_deleted_is_made_again(self, peer: Peer) -> None:
        self.has_no_such_record(peer)
        record_id = self.makes_a_record(peer)

        record = self.at(peer).upsert(replace(JANE, record_id="00QGONE0000000001A"))

        assert (record.id, record.is_new) == (record_id, True)

    def test_an_id_can_not_leave_its_place_in_the_address(self, peer: Peer) -> None:
        self.has_no_such_record(peer)
        self.makes_a_record(peer)

        self.at(peer).upsert(replace(JANE, record_id="../../admin?x=1"))

        assert "/../" not in peer.requests[0].path
        assert peer.requests[0].query == {}

    def test_a_check_with_wrong_credentials_says_so(self, peer: Peer) -> None:
        peer.replies(401, "who are you?")

        with pytest.raises(Unauthorized):
            self.at(peer).check()

    @pytest.mark.parametrize(
        "url",
        ["https://crm.example.com", "https://api.hubapi.com.example.com", "https://x@10.0.0.1", "file:///"],
    )
    def test_leads_go_to_the_vendor_and_nowhere_else(self, url: str) -> None:
        with pytest.raises(Rejected):
            self.crm(url, Http())
