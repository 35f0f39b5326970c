"""Jornaya: a token is audited once, and the answer kept; each look-up uses up one of a token's hundred."""

import hashlib
import re
from typing import Literal

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http, Reply, own_address, refuse

from . import base

SERVICE = "https://api.leadid.com"
_TOKEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NOBODYS = "00000000-0000-0000-0000-000000000000"
_RED = 3
# All of their failures come as HTTP 200 with one of these.
# It says nothing of the consent, only of us.
_TOO_OFTEN = 2
_REASONS = {
    1: "the token has expired or could not be found",
    _TOO_OFTEN: "the token was looked up too often",
    3: "the person objects to the use of the record (CCPA)",
    4: "that is none of their tokens",
}


class Account(BaseModel):
    """An account with an audit profile."""

    account: str = Field(title="Account code", description="Their `lac`, e.g. 1A2B3C4D-…", min_length=1)
    profile: SecretStr = Field(title="Audit profile", description="Their `lak`, from the account's audit settings.")
    provider: str = Field("", title="Provider code", description="Their `lpc`, where your account has one.")
    bearer: SecretStr = Field(
        SecretStr(""), title="API token", description="Where “API Authentication” is on; else leave it empty."
    )
    base_url: str = Field(SERVICE, title="Address", description=f"Jornaya's own, {SERVICE}")


class Consent(base.Consent):
    """Audits. All goes in the body: in an address personal details would stand in logs."""

    Settings = Account
    title = "Jornaya"
    keeps = "token"

    def __init__(self, settings: Account, http: Http) -> None:
        self._base_url = own_address(settings.base_url, service=SERVICE, http=http)
        self._account = settings
        self._http = http

    def claim(self, evidence: base.Evidence) -> base.Claim:
        if not _TOKEN.fullmatch(evidence.token):
            raise Rejected("that is no Jornaya token", code="token")
        person = (("email", evidence.email), ("phone1", re.sub(r"^\+1|\D", "", evidence.phone)))
        told = ";".join(f"{name}|{value}" for name, value in person if value)
        reply = self._ask("SingleQuery", {"id": evidence.token, "data": told, "recordid": evidence.lead_id})
        refuse(reply, f"Jornaya answered {reply.status}", code=str(reply.status))
        return _read(reply)

    def check(self) -> str:
        """Asks of a token that nobody has, so that no look-up is used up."""
        reply = self._ask("Authenticate", {"id": _NOBODYS})
        refuse(reply, f"Jornaya answered {reply.status}", code=str(reply.status))
        return "Jornaya answers this account."

    def _ask(self, what: str, asked: dict[str, str]) -> Reply:
        account, bearer = self._account, self._account.bearer.get_secret_value()
        known = {"lac": account.account, "lak": account.profile.get_secret_value(), "lpc": account.provider}
        form = [(name, value) for name, value in (known | asked | {"format": "json"}).items() if value]
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return self._http.send("POST", f"{self._base_url}/{what}", headers=headers, form=form)


class _Audit(BaseModel):
    authentic: Literal[0, 1]
    reason: int | None = None
    result: int | None = None


class _Answer(BaseModel):
    audit: _Audit
    transid: str = ""


def _read(reply: Reply) -> base.Claim:
    try:
        said = _Answer.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered("Jornaya answered with something unreadable") from error
    return base.Claim(
        is_kept=not (reason := _objection(said.audit)),
        reason=reason,
        disproves=bool(reason) and said.audit.reason != _TOO_OFTEN,
        reference=said.transid,
        answer=reply.json(),
        digest=hashlib.sha256(reply.body).hexdigest(),
    )


def _objection(audit: _Audit) -> str:
    if not audit.authentic:
        return _REASONS.get(audit.reason or 0, "the token is not genuine")
    return "the audit's verdict is red" if audit.result == _RED else ""
