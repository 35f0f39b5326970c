"""HubSpot: a contact by its id."""

import json

from apps.integrations.forms.hubspot import Forms, Portal
from apps.integrations.http import Http
from apps.integrations.sources.hubspot import Sender
from tests.contracts.forms import NAMED, FormsContract
from tests.contracts.peer import Peer

CONTACT = {
    "id": "151",
    "properties": {"firstname": "Jane", "lastname": "Sample", "phone": "+12025550143", "email": None, "roof": "flat"},
    "createdAt": "2026-11-22T15:25:55.000Z",
}


class TestHubSpot(FormsContract):
    def forms(self, url: str, http: Http) -> Forms:
        portal = {"access_token": "pat-secret", "base_url": url, "properties": ["roof"]}
        return Forms(Portal.model_validate(portal), http)

    def sender(self) -> Sender:
        return Sender(Sender.Settings(), [])

    def has_it(self, peer: Peer) -> None:
        peer.replies(200, json.dumps(CONTACT))

    def test_a_tenants_own_properties_are_asked_for_too(self, peer: Peer) -> None:
        self.has_it(peer)

        self.ask(peer)

        [request] = peer.requests
        assert request.path == f"/crm/v3/objects/contacts/{NAMED.id}"
        assert request.query["properties"].split(",")[-1] == "roof"
