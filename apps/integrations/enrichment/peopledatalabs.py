"""People Data Labs: who a person is at work; asked by a client of our own, for theirs puts the key in addresses."""

import hashlib
import re

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered, Unauthorized
from apps.integrations.http import Http, Reply, own_address, refuse

from . import base

SERVICE = "https://api.peopledatalabs.com"
PATH = "/v5/person/enrich"
_NOBODYS = "nobody@example.com"
_NOT_FOUND = "not_found"


class Account(base.Terms):
    """An account, and how sure it must be."""

    api_key: SecretStr = Field(title="API key", description="From the People Data Labs dashboard.", min_length=1)
    least_likelihood: int = Field(
        6, title="Least likelihood", description="From 1 to 10, e.g. 6: below it they say nothing.", ge=1, le=10
    )
    base_url: str = Field(SERVICE, title="Address", description=f"People Data Labs' own, {SERVICE}")


class Enrichment(base.Enrichment):
    Settings = Account
    title = "People Data Labs"
    knows_by = frozenset({"phone", "email"})
    tells = frozenset({"job_title", "seniority", "company", "company_domain", "company_size", "industry", "location"})

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._account = Account.model_validate(settings)
        self._url = own_address(self._account.base_url, service=SERVICE, http=http) + PATH
        self._http = http

    def ask(self, person: base.Person) -> base.Answer:
        known = {"email": person.email, "phone": person.phone}
        asked = {name: value for name, value in known.items() if value}
        if not asked:
            raise Rejected("there is neither a number nor an address to ask about", code="nobody")
        return self._answer(asked)

    def check(self) -> str:
        """Of somebody whom they can't know: that costs nothing."""
        self._answer({"email": _NOBODYS})
        return "People Data Labs accepts the key."

    def _answer(self, asked: dict[str, str]) -> base.Answer:
        headers = {"X-Api-Key": self._account.api_key.get_secret_value()}
        params = asked | {"min_likelihood": str(self._account.least_likelihood)}
        reply = self._http.send("GET", self._url, headers=headers, params=params, read_seconds=base.PATIENCE_SECONDS)
        digest = hashlib.sha256(reply.body).hexdigest()
        if _knows_nobody(reply):
            return base.Answer(is_billed=False, digest=digest)
        if reply.status == 402:
            raise Unauthorized("the credits at People Data Labs are used up", code="credits")
        refuse(reply, f"People Data Labs answered {reply.status}", code=str(reply.status))
        try:
            return base.Answer(_facts(_Found.model_validate_json(reply.body).data), digest=digest)
        except ValidationError as error:
            raise Unanswered("People Data Labs answered with something unreadable") from error


class _Person(BaseModel):
    id: str
    job_title: str | None = None
    job_title_levels: list[str] | None = None
    job_company_name: str | None = None
    job_company_website: str | None = None
    job_company_size: str | None = None
    job_company_industry: str | None = None
    location_region: str | None = None


class _Found(BaseModel):
    likelihood: int
    data: _Person


class _Error(BaseModel):
    type: str


class _Missing(BaseModel):
    error: _Error


def _knows_nobody(reply: Reply) -> bool:
    """Their 404 is an answer; a proxy's is none."""
    if reply.status != 404:
        return False
    try:
        return _Missing.model_validate_json(reply.body).error.type == _NOT_FOUND
    except ValidationError:
        return False


def _facts(person: _Person) -> dict[str, str]:
    return base.told(
        job_title=person.job_title,
        seniority=next(iter(person.job_title_levels or ()), None),
        company=person.job_company_name,
        company_domain=person.job_company_website,
        company_size=_least(person.job_company_size),
        industry=person.job_company_industry,
        location=person.location_region,
    )


def _least(size: str | None) -> str | None:
    """ "11-50" is kept as 11, so that a rule can compare it."""
    found = re.match(r"\d+", size or "")
    return found[0] if found else None
