"""TrustedForm 4.0: a certificate is matched with the lead and retained, by one request to its own address."""

import hashlib
import re
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered, Unauthorized
from apps.integrations.http import Http, Reply, own_address, refuse

from . import base

SERVICE = "https://cert.trustedform.com"
VERSION = "4.0"
# Answers can take more than five seconds.
PATIENCE_SECONDS = 15.0
_CERTIFICATE = re.compile(r"https://cert\.trustedform\.com/([0-9a-f]{40})", re.IGNORECASE)
# No certificate has this address: whoever is told so was let in.
_NOBODYS = "0" * 40


class Account(BaseModel):
    """An ActiveProspect account that may retain certificates."""

    api_key: SecretStr = Field(title="API key", description="From your ActiveProspect account, under TrustedForm.")
    base_url: str = Field(SERVICE, title="Address", description=f"TrustedForm's own, {SERVICE}")


class Consent(base.Consent):
    """Retains. A certificate of somebody else's form, with other details, is not kept for this lead."""

    Settings = Account
    title = "TrustedForm"
    keeps = "certificate"

    def __init__(self, settings: Account, http: Http) -> None:
        self._base_url = own_address(settings.base_url, service=SERVICE, http=http)
        self._key = settings.api_key.get_secret_value()
        self._http = http

    def claim(self, evidence: base.Evidence) -> base.Claim:
        found = _CERTIFICATE.fullmatch(evidence.certificate)
        if not found:
            raise Rejected("that is no address of a TrustedForm certificate", code="address")
        reply = self._post(found[1], _asked(evidence))
        _refuse(reply)
        return _read(reply)

    def check(self) -> str:
        reply = self._post(_NOBODYS, {"match_lead": {"email": "nobody@example.com"}})
        if reply.status not in (400, 404):
            _refuse(reply)
        return "TrustedForm accepts the key."

    def _post(self, certificate: str, body: object) -> Reply:
        return self._http.send(
            "POST",
            f"{self._base_url}/{certificate.lower()}",
            headers={"Api-Version": VERSION},
            json=body,
            auth=("X", self._key),
            read_seconds=PATIENCE_SECONDS,
        )


def _asked(evidence: base.Evidence) -> dict[str, object]:
    lead = {"email": evidence.email.strip().lower(), "phone": re.sub(r"^\+1|\D", "", evidence.phone)}
    return {
        "match_lead": {name: value for name, value in lead.items() if value},
        "retain": {"reference": evidence.lead_id, "vendor": evidence.source},
        "insights": {"properties": ["page_url", "parent_page_url", "is_framed", "ip", "created_at", "expires_at"]},
    }


def _refuse(reply: Reply) -> None:
    if reply.status == 402:
        raise Unauthorized("TrustedForm asks for the account's bills to be paid", code="billing")
    if reply.status in (404, 410):
        raise base.Disproved("the certificate has expired or could not be found", code="expired")
    refuse(reply, f"TrustedForm answered {reply.status}", code=str(reply.status))


class _Matched(BaseModel):
    success: bool = False


class _Match(BaseModel):
    result: _Matched = _Matched()


class _Results(BaseModel):
    expires_at: datetime | None = None
    masked_cert_url: str = ""
    share_url: str = ""


class _Retained(BaseModel):
    results: _Results | None = None


class _Answer(BaseModel):
    outcome: Literal["success", "failure", "error"]
    reason: str | None = None
    # Not there where they did not compare.
    match_lead: _Match | None = None
    retain: _Retained = _Retained()


def _read(reply: Reply) -> base.Claim:
    """Their `failure` is an answer of which a part did not pass; it may be retained all the same."""
    try:
        said = _Answer.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered("TrustedForm answered with something unreadable") from error
    results = said.retain.results
    is_theirs = said.match_lead is not None and said.match_lead.result.success
    is_kept = results is not None and is_theirs and said.outcome != "error"
    return base.Claim(
        is_kept=is_kept,
        reason="" if is_kept else (said.reason or "the certificate is of another person")[:300],
        disproves=said.match_lead is not None and not is_theirs,
        reference=(results.share_url or results.masked_cert_url) if results else "",
        expires_at=results.expires_at if results else None,
        answer=reply.json(),
        digest=hashlib.sha256(reply.body).hexdigest(),
    )
