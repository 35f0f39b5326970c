"""Meta's Graph API: a lead by its id, and errors by their number."""

import json
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import Rejected, Unauthorized, Unavailable
from apps.integrations.forms.meta import FIELDS, Forms, Page
from apps.integrations.http import Http
from apps.integrations.sources.meta import Sender
from tests.contracts.forms import NAMED, FormsContract
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer
from tests.integrations.sources.posting import sample

PAGE = {"account": "100000000000001", "access_token": "EAAB-secret"}


class TestMeta(FormsContract):
    def forms(self, url: str, http: Http) -> Forms:
        return Forms(Page.model_validate(PAGE | {"base_url": url}), http)

    def sender(self) -> Sender:
        return Sender(Sender.Settings(), [])

    def has_it(self, peer: Peer) -> None:
        peer.replies(200, sample("meta_lead_graph.json"))

    def test_fields_are_asked_for_by_name(self, peer: Peer) -> None:
        self.has_it(peer)

        self.ask(peer)

        [request] = peer.requests
        assert (request.path, request.query) == (f"/v25.0/{NAMED.id}", {"fields": FIELDS})

    @pytest.mark.parametrize(
        ("answer", "remedy"),
        [
            ("meta_graph_error_190.json", Unauthorized),
            ("meta_graph_error_613.json", Unavailable),
            ("meta_graph_error_100_33.json", Rejected),
        ],
    )
    @pytest.mark.parametrize("status", [400, 401, 403])
    def test_their_number_decides_and_not_the_status(
        self, peer: Peer, answer: str, remedy: type[Exception], status: int
    ) -> None:
        peer.replies(status, sample(answer))

        with pytest.raises(remedy):
            self.ask(peer)

    @pytest.mark.parametrize("code", [1, 2, 4, 17, 32, 341, 368, 80005, 80014])
    def test_what_passes_is_tried_again(self, peer: Peer, code: int) -> None:
        peer.replies(400, json.dumps({"error": {"message": "x", "code": code}}))

        with pytest.raises(Unavailable):
            self.ask(peer)

    @pytest.mark.parametrize("code", [10, 200, 299])
    def test_a_missing_permission_is_the_teams_business(self, peer: Peer, code: int) -> None:
        peer.replies(400, json.dumps({"error": {"message": "x", "code": code}}))

        with pytest.raises(Unauthorized):
            self.at(peer).check()

    def test_a_forms_leads_are_listed_page_by_page(self, peer: Peer) -> None:
        first = {"id": "1", "created_time": "2026-11-22T15:25:55+0000"}
        peer.replies(200, {"data": [first], "paging": {"cursors": {"after": "QVFI"}, "next": "https://graph…"}})
        peer.replies(200, {"data": [{"id": "2", "created_time": ""}], "paging": {"cursors": {"after": "QVFJ"}}})
        page = PAGE | {"base_url": peer.url, "forms": ["700"]}

        found = Forms(Page.model_validate(page), http_to(peer.url)).since(datetime(2026, 11, 22, tzinfo=UTC))

        assert [(each.id, each.account, each.form) for each in found] == [
            ("1", PAGE["account"], "700"),
            ("2", PAGE["account"], "700"),
        ]
        assert [request.query.get("after") for request in peer.requests] == [None, "QVFI"]
        assert json.loads(peer.requests[0].query["filtering"]) == [
            {"field": "time_created", "operator": "GREATER_THAN", "value": 1_795_305_600}
        ]

    def test_without_forms_nothing_is_asked(self, peer: Peer) -> None:
        assert self.at(peer).since(datetime(2026, 11, 22, tzinfo=UTC)) == []
        assert peer.requests == []
