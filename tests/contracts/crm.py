"""What every CRM must do, whoever it is: one record for one lead, and nothing lost on the way."""

from abc import abstractmethod
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from apps.integrations.crm.base import Crm, Gone, OptOut, Outcome, Person, Record, Talk, Unsupported
from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http

from .hurry import http_to
from .outcomes import LEAD, OutcomeContract
from .peer import Peer, Received

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

NO_CALLS, NO_TEXTS = OptOut(no_calls=True, no_texts=False), OptOut(no_calls=False, no_texts=True)
STOP, START = OptOut(no_calls=True, no_texts=True), OptOut(no_calls=False, no_texts=False)


TALK = Talk(
    id="0190aaaa-0000-7000-8000-000000000001",
    started_at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
    seconds=102,
    outcome=Outcome.CONNECTED,
    disposition="Booked an appointment",
    score=80,
    is_qualified=True,
    answers=(("Do you own the house?", "yes"), ("What is your bill?", "180")),
    summary="Owns the house; wants solar <b>soon</b>.",
    transcript="0:01 Agent: Hi Jane\n0:03 Lead: Hello & good day",
    recording_url="https://leadhub.example/app/acme/calls/1/recording.wav",
    page_url="https://leadhub.example/app/acme/calls/1/",
    appointment_at=datetime(2026, 11, 24, 21, 0, tzinfo=UTC),
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

    def is_making_a_record(self, request: Received) -> bool:
        """Whether this request would make a second record of a lead that is there."""
        return request.method != "GET"

    def is_update_of(self, request: Received, record_id: str) -> bool:
        """Whether this request changes that very record and can make no other."""
        return request.method in ("PATCH", "PUT") and request.path.endswith(f"/{record_id}")

    def ask(self, peer: Peer) -> object:
        return self.at(peer).upsert(JANE)

    def at(self, peer: Peer) -> Crm:
        return self.crm(peer.url, http_to(peer.url))

    def test_a_new_lead_becomes_a_new_record(self, peer: Peer) -> None:
        record_id = self.makes_a_record(peer)

        record = self.at(peer).upsert(JANE)

        assert (record.id, record.is_new) == (record_id, True)
        assert record.url.endswith(record_id) or f"/{record_id}/" in record.url
        assert len([each for each in peer.requests if self.is_making_a_record(each)]) == 1

    def test_all_that_is_known_is_told(self, peer: Peer) -> None:
        self.makes_a_record(peer)

        self.at(peer).upsert(JANE)

        told = unescape("".join(each.path + each.body.decode() for each in peer.requests))
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
        assert self.is_update_of(request, record_id)

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

    def test_an_opt_out_is_noted_or_refused_by_type(self, peer: Peer) -> None:
        """Who can note it inherits `OptOutContract`; who can't raises `Unsupported` and asks nobody."""
        record = Record(self.updates_a_record(peer), "lead")
        try:
            self.at(peer).note_opt_out(record, STOP)
            is_noted = True
        except Unsupported:
            is_noted = bool(peer.requests)

        assert is_noted is isinstance(self, OptOutContract)

    def test_a_talk_is_noted_or_refused_by_type(self, peer: Peer) -> None:
        """Who has a place for it inherits `TalkContract`; who hasn't raises `Unsupported` and asks nobody."""
        peer.replies(503, "later")
        try:
            self.at(peer).note_conversation(Record("7", "lead"), TALK)
        except Unsupported:
            has_place = False
        except Unanswered:
            has_place = True

        assert has_place is hasattr(self, "notes_a_talk")


class OptOutContract(CrmContract):
    """For a CRM that can note what a person wants no more of, in its own words for a box that is ticked or not."""

    ticked, unticked = b"true", b"false"

    def note(self, peer: Peer, opt_out: OptOut, record_id: str = "") -> None:
        record = Record(record_id or self.updates_a_record(peer), "lead")
        self.at(peer).note_opt_out(record, opt_out)

    @pytest.mark.parametrize("opt_out", [NO_CALLS, NO_TEXTS, STOP, START])
    def test_it_is_written_on_that_very_record_and_not_elsewhere(self, peer: Peer, opt_out: OptOut) -> None:
        record_id = self.updates_a_record(peer)

        self.at(peer).note_opt_out(Record(record_id, "lead"), opt_out)

        [request] = peer.requests
        assert self.is_update_of(request, record_id)

    def test_calls_and_texts_are_told_apart_and_an_opt_in_takes_both_back(self, peer: Peer) -> None:
        for opt_out in (NO_CALLS, NO_TEXTS, STOP, START):
            self.note(peer, opt_out)

        calls, texts, both, neither = (request.body.lower() for request in peer.requests)
        assert len({calls, texts, both, neither}) == 4
        assert [body.count(self.ticked) for body in (calls, texts, both, neither)] == [1, 1, 2, 0]
        assert [body.count(self.unticked) for body in (calls, texts, both, neither)] == [0, 0, 0, 2]

    def test_a_deleted_record_is_not_made_again_for_it(self, peer: Peer) -> None:
        self.has_no_such_record(peer)

        with pytest.raises(Gone):
            self.note(peer, STOP, "00QGONE0000000001A")

        assert len(peer.requests) == 1

    def test_a_records_id_can_not_leave_its_place(self, peer: Peer) -> None:
        self.has_no_such_record(peer)

        with pytest.raises(Gone):
            self.note(peer, STOP, "../../admin?x=1")

        assert "/../" not in peer.requests[0].path
        assert peer.requests[0].query == {}

    @pytest.mark.parametrize(
        ("status", "remedy"),
        [
            *((status, Unanswered) for status in (200, 500, 503)),
            *((status, Unauthorized) for status in (401, 403)),
            *((status, Rejected) for status in (400, 422)),
            (429, Unavailable),
        ],
    )
    def test_a_refusal_says_what_to_do(self, peer: Peer, status: int, remedy: type[ProviderError]) -> None:
        peer.replies(status, "no")

        with pytest.raises(ProviderError) as refusal:
            self.note(peer, STOP, "7")

        assert type(refusal.value) is remedy

    def test_silence_may_have_noted_it(self, peer: Peer) -> None:
        peer.hang()

        with pytest.raises(Unanswered):
            self.note(peer, STOP, "7")
