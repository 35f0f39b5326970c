"""Apollo: who a person is at work. Its phone numbers come later and cost eight credits: they are not asked for."""

import hashlib

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http, Reply, own_address, refuse

from . import base

SERVICE = "https://api.apollo.io"
PATH = "/api/v1/people/match"
HEALTH = "/v1/auth/health"


class Account(base.Terms):
    """An account."""

    api_key: SecretStr = Field(title="API key", description="From Apollo's settings, under API.", min_length=1)
    base_url: str = Field(SERVICE, title="Address", description=f"Apollo's own, {SERVICE}")


class Enrichment(base.Enrichment):
    Settings = Account
    title = "Apollo"
    knows_by = frozenset({"email"})
    tells = frozenset({"job_title", "seniority", "company", "company_domain", "company_size", "industry", "profile"})

    def __init__(self, settings: BaseModel, http: Http) -> None:
        account = Account.model_validate(settings)
        self._base_url = own_address(account.base_url, service=SERVICE, http=http)
        self._key = account.api_key.get_secret_value()
        self._http = http

    def ask(self, person: base.Person) -> base.Answer:
        if not person.email:
            raise Rejected("there is no address to ask about", code="no_email")
        known = {
            "email": person.email,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "organization_name": person.company,
        }
        asked = {name: value for name, value in known.items() if value}
        reply = self._send("POST", PATH, asked | {"reveal_personal_emails": False, "reveal_phone_number": False})
        return _read(reply)

    def check(self) -> str:
        reply = self._send("GET", HEALTH, None)
        try:
            is_known = _Health.model_validate_json(reply.body).is_logged_in
        except ValidationError as error:
            raise Unanswered("Apollo answered with something unreadable") from error
        if not is_known:
            raise Rejected("Apollo does not know the key", code="key")
        return "Apollo accepts the key."

    def _send(self, method: str, path: str, json: object) -> Reply:
        headers = {"x-api-key": self._key, "Cache-Control": "no-cache"}
        reply = self._http.send(
            method, self._base_url + path, headers=headers, json=json, read_seconds=base.PATIENCE_SECONDS
        )
        refuse(reply, f"Apollo answered {reply.status}", code=str(reply.status))
        return reply


class _Organization(BaseModel):
    name: str | None = None
    primary_domain: str | None = None
    estimated_num_employees: int | None = None
    industry: str | None = None


class _Person(BaseModel):
    id: str
    title: str | None = None
    seniority: str | None = None
    linkedin_url: str | None = None
    organization: _Organization | None = None


class _Match(BaseModel):
    """Whom they don't know is null."""

    person: _Person | None


class _Health(BaseModel):
    is_logged_in: bool


def _read(reply: Reply) -> base.Answer:
    try:
        person = _Match.model_validate_json(reply.body).person
    except ValidationError as error:
        raise Unanswered("Apollo answered with something unreadable") from error
    digest = hashlib.sha256(reply.body).hexdigest()
    if person is None:
        return base.Answer(is_billed=False, digest=digest)
    firm = person.organization or _Organization()
    facts = base.told(
        job_title=person.title,
        seniority=person.seniority,
        company=firm.name,
        company_domain=firm.primary_domain,
        company_size=firm.estimated_num_employees,
        industry=firm.industry,
        profile=person.linkedin_url,
    )
    return base.Answer(facts, digest=digest)
