"""LinkedIn Lead Sync: a response by its id, and the form that says what each answer is to."""

import re
from contextlib import suppress
from urllib.parse import quote

import orjson
from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http, own_address, refuse
from apps.integrations.sources.base import Named

from . import base

SERVICE = "https://api.linkedin.com"
_ID = re.compile(r"[\w-]{1,100}", re.ASCII)


class Account(BaseModel):
    """A sponsored account or organisation, with the scope r_marketing_leadgen_automation."""

    account: str = Field("", title="Owner", description="e.g. urn:li:sponsoredAccount:500000001; empty: any")
    access_token: SecretStr = Field(title="Access token", description="Of a member who may see the leads.")
    api_version: str = Field(
        "202610", title="API version", description="Year and month, e.g. 202610", pattern=r"^\d{6}$"
    )
    base_url: str = Field(SERVICE, title="Address", description=f"LinkedIn's own, {SERVICE}")


class Forms(base.Forms):
    Settings = Account
    title = "LinkedIn lead gen forms"

    def __init__(self, settings: Account, http: Http) -> None:
        self._url = own_address(settings.base_url, service=SERVICE, http=http)
        self._headers = {
            "Authorization": f"Bearer {settings.access_token.get_secret_value()}",
            "LinkedIn-Version": settings.api_version,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        self._http = http

    def lead(self, named: Named) -> bytes:
        """Answers carry only the number of their question: the form is asked for as well."""
        if not (_ID.fullmatch(named.id) and _ID.fullmatch(named.form)):
            raise Rejected("that is no id of a response", code="id")
        response = self._asked("leadFormResponses", named.id, _Response)
        return orjson.dumps({"response": response, "form": self._asked("leadForms", named.form, _LeadForm)})

    def check(self) -> str:
        """No look-up is free of a lead's details; one of nobody tells a live token from a dead one."""
        with suppress(Rejected):
            self._ask("leadFormResponses", "0")
        return "LinkedIn takes the token."

    def _asked(self, what: str, key: str, shape: type[BaseModel]) -> object:
        answer = self._ask(what, key)
        try:
            shape.model_validate(answer)
        except ValidationError as error:
            raise Unanswered("LinkedIn answered with something unreadable") from error
        return answer

    def _ask(self, what: str, key: str) -> object:
        reply = self._http.send("GET", f"{self._url}/rest/{what}/{quote(key, safe='')}", headers=self._headers)
        refuse(reply, f"LinkedIn answered {reply.status}", code=str(reply.status))
        return reply.json()


class _FormResponse(BaseModel):
    answers: list[dict[str, object]]


class _Response(BaseModel):
    formResponse: _FormResponse  # noqa: N815  # LinkedIn's spelling


class _Content(BaseModel):
    questions: list[dict[str, object]]


class _LeadForm(BaseModel):
    content: _Content
