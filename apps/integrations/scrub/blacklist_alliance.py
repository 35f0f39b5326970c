"""The Blacklist Alliance: people who sue callers, and do-not-call lists, by the codes of one look-up."""

import hashlib
from datetime import date

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator

from apps.integrations.errors import Unanswered, Unauthorized
from apps.integrations.http import Http, own_address, refuse

from . import base
from .base import Check, Found, Verdict

SERVICE = "https://api.blacklistalliance.net"
PATH = "/lookup"
_NOBODYS = base.Question("+12025550100", date(2026, 1, 1))
_GOOD, _BAD, _SUCCESS = "good", "blacklisted", "success"
_DNC = "dnc"


class Account(base.Terms):
    """An account."""

    api_key: SecretStr = Field(title="API key", description="From your Blacklist Alliance account.", min_length=1)
    base_url: str = Field(SERVICE, title="Address", description=f"The Blacklist Alliance's own, {SERVICE}")


class Scrub(base.Scrub):
    """Codes with "dnc" are lists; any other code, and a listing without one, counts as somebody who sues."""

    Settings = Account
    title = "Blacklist Alliance"
    checks = frozenset({Check.LITIGATOR, Check.DNC})

    def __init__(self, settings: BaseModel, http: Http) -> None:
        account = Account.model_validate(settings)
        self._url = own_address(account.base_url, service=SERVICE, http=http) + PATH
        self._key = account.api_key.get_secret_value()
        self._http = http

    def ask(self, question: base.Question) -> base.Answer:
        asked = {"key": self._key, "ver": "v3", "resp": "json", "phone": question.digits}
        reply = self._http.send("GET", self._url, params=asked, read_seconds=base.PATIENCE_SECONDS)
        refuse(reply, f"the Blacklist Alliance answered {reply.status}", code=str(reply.status))
        try:
            said = _Said.model_validate_json(reply.body)
        except ValidationError as error:
            raise Unanswered("the Blacklist Alliance answered with something unreadable") from error
        if said.status != _SUCCESS:
            raise Unauthorized("the Blacklist Alliance does not accept the key", code="status")
        return base.Answer(_found(said), reference=said.sid, digest=hashlib.sha256(reply.body).hexdigest())

    def check(self) -> str:
        self.ask(_NOBODYS)
        return "The Blacklist Alliance accepts the key."


class _Said(BaseModel):
    status: str
    message: str = ""
    code: str = ""
    sid: str = ""

    @field_validator("status", "message")
    @classmethod
    def _in_small_letters(cls, value: str) -> str:
        return value.strip().lower()


def _found(said: _Said) -> list[Found]:
    if said.message not in (_GOOD, _BAD):
        raise Unanswered("the Blacklist Alliance said neither good nor blacklisted")
    codes = [code.strip().lower() for code in said.code.split(",") if code.strip()] if said.message == _BAD else []
    lists, others = [code for code in codes if _DNC in code], [code for code in codes if _DNC not in code]
    sues = bool(others) or (said.message == _BAD and not codes)
    return [
        Found(Check.LITIGATOR, Verdict.LISTED, "of somebody who sues callers") if sues else _clear(Check.LITIGATOR),
        Found(Check.DNC, Verdict.LISTED, "on a do-not-call list") if lists else _clear(Check.DNC),
    ]


def _clear(check: Check) -> Found:
    return Found(check, Verdict.CLEAR)
