"""HubSpot: what the account's own records say of a person, which its data enrichment (Breeze) keeps filled.

The stand-alone keys of Clearbit are given out no more.
"""

import hashlib

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http, Reply, own_address, refuse

from . import base

SERVICE = "https://api.hubapi.com"
NOBODYS = "nobody@example.com"
ASKED = ("jobtitle", "hs_seniority", "company", "website", "numemployees", "industry", "state", "hs_linkedin_url")


class Portal(base.Terms):
    """A HubSpot account, reached with a service key that may read contacts."""

    access_token: SecretStr = Field(
        title="Service key", description="With the scope to read contacts, e.g. pat-na1-…", min_length=1
    )
    api_version: str = Field(
        "2026-03",
        title="API version",
        description="A dated version, e.g. 2026-03, or v3",
        pattern=r"^(\d{4}-\d{2}|v3)$",
    )
    base_url: str = Field(SERVICE, title="API address", description=f"HubSpot's own, {SERVICE}")


class Enrichment(base.Enrichment):
    Settings = Portal
    title = "HubSpot"
    knows_by = frozenset({"email"})
    tells = frozenset(
        {"job_title", "seniority", "company", "company_domain", "company_size", "industry", "location", "profile"}
    )

    def __init__(self, settings: BaseModel, http: Http) -> None:
        portal = Portal.model_validate(settings)
        self._base_url = own_address(portal.base_url, service=SERVICE, http=http)
        version = portal.api_version
        path = "/crm/v3/objects/contacts" if version == "v3" else f"/crm/objects/{version}/contacts"
        self._contacts = self._base_url + path
        self._headers = {"Authorization": f"Bearer {portal.access_token.get_secret_value()}"}
        self._http = http

    def ask(self, person: base.Person) -> base.Answer:
        """By a batch of one: so the address stands in the body and in no log."""
        if not person.email:
            raise Rejected("there is no address to ask about", code="no_email")
        asked = {"idProperty": "email", "inputs": [{"id": person.email}], "properties": ASKED}
        reply = self._send("POST", f"{self._contacts}/batch/read", asked)
        try:
            found = _Found.model_validate_json(reply.body).results
        except ValidationError as error:
            raise Unanswered("HubSpot answered with something unreadable") from error
        facts = _facts(found[0].properties) if found else {}
        return base.Answer(facts, is_billed=False, digest=hashlib.sha256(reply.body).hexdigest())

    def check(self) -> str:
        """Of somebody whom nobody has as a contact."""
        self.ask(base.Person(email=NOBODYS))
        return "HubSpot lets the key read contacts."

    def _send(self, method: str, url: str, json: object) -> Reply:
        reply = self._http.send(method, url, headers=self._headers, json=json, read_seconds=base.PATIENCE_SECONDS)
        refuse(reply, f"HubSpot answered {reply.status}", code=str(reply.status))
        return reply


class _Contact(BaseModel):
    id: str
    properties: dict[str, str | None]


class _Found(BaseModel):
    """Whom it does not know is missing from the results (a 207 says so, too)."""

    results: list[_Contact]


def _facts(said: dict[str, str | None]) -> dict[str, str]:
    known = {name: value for name, value in said.items() if value}
    return base.told(
        job_title=known.get("jobtitle"),
        seniority=known.get("hs_seniority"),
        company=known.get("company"),
        company_domain=known.get("website"),
        company_size=known.get("numemployees"),
        industry=known.get("industry"),
        location=known.get("state"),
        profile=known.get("hs_linkedin_url"),
    )
