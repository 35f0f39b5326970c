"""LinkedIn: a response and its form, which says what the answers are to."""

import json

from apps.integrations.forms.linkedin import Account, Forms
from apps.integrations.http import Http
from apps.integrations.sources.base import Named
from apps.integrations.sources.linkedin import Sender
from tests.contracts.forms import FormsContract
from tests.contracts.peer import Peer
from tests.integrations.sources.posting import sample

NAMED_AT_LINKEDIN = Named("00000000-0000-4000-8000-000000000001-1", form="7890001")


class TestLinkedIn(FormsContract):
    requests = 2

    def forms(self, url: str, http: Http) -> Forms:
        return Forms(Account.model_validate({"access_token": "AQX-secret", "base_url": url}), http)

    def sender(self) -> Sender:
        return Sender(Sender.Settings(), [])

    def has_it(self, peer: Peer) -> None:
        peer.replies(200, sample("linkedin_lead_response.json"))
        peer.replies(200, sample("linkedin_lead_form.json"))

    def test_the_version_is_said_and_both_are_kept(self, peer: Peer) -> None:
        self.has_it(peer)

        document = json.loads(self.at(peer).lead(NAMED_AT_LINKEDIN))

        assert [request.path for request in peer.requests] == [
            "/rest/leadFormResponses/00000000-0000-4000-8000-000000000001-1",
            "/rest/leadForms/7890001",
        ]
        assert {request.headers["linkedin-version"] for request in peer.requests} == {"202610"}
        assert document.keys() == {"response", "form"}
