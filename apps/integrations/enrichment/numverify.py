"""NumVerify: line type and carrier of a number as its block was given out; it knows little of ported numbers."""

import hashlib
from collections.abc import Mapping

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http, Reply, own_address, refuse

from . import base

SERVICE = "https://api.apilayer.net"
PATH = "/numverify/validate"
ANYBODYS = "+12025550100"
_LINES: Mapping[str, str] = {
    "mobile": base.MOBILE,
    "landline": base.LANDLINE,
    "voip": base.VOIP,
    "toll_free": base.TOLL_FREE,
    "premium_rate": base.PREMIUM,
}
# Their errors come as HTTP 200 with one of these.
_KEY, _SPENT, _NUMBER = frozenset({101, 102, 103, 105}), frozenset({104, 106}), frozenset({210, 211})
_MONTH_IS_LONG_SECONDS = 3600.0


class Account(base.Terms):
    """An account at apilayer."""

    access_key: SecretStr = Field(title="Access key", description="From your NumVerify dashboard.", min_length=1)
    base_url: str = Field(SERVICE, title="Address", description=f"NumVerify's own, {SERVICE}")


class Enrichment(base.Enrichment):
    Settings = Account
    title = "NumVerify"
    knows_by = frozenset({"phone"})
    tells = frozenset({"number_valid", "line_type", "carrier", "location"})

    def __init__(self, settings: BaseModel, http: Http) -> None:
        account = Account.model_validate(settings)
        self._url = own_address(account.base_url, service=SERVICE, http=http) + PATH
        self._key = account.access_key.get_secret_value()
        self._http = http

    def ask(self, person: base.Person) -> base.Answer:
        if not person.phone:
            raise Rejected("there is no number to look up", code="no_phone")
        found, digest = self._of(person.phone)
        line = found.line_type or ""
        facts = base.told(
            number_valid=found.valid,
            line_type=_LINES.get(line, base.OTHER) if line else None,
            carrier=found.carrier,
            location=found.location,
        )
        return base.Answer(facts, digest=digest)

    def check(self) -> str:
        self._of(ANYBODYS)
        return "NumVerify accepts the key."

    def _of(self, phone: str) -> "tuple[_Found, str]":
        asked = {"access_key": self._key, "number": phone.removeprefix("+")}
        reply = self._http.send("GET", self._url, params=asked, read_seconds=base.PATIENCE_SECONDS)
        refuse(reply, f"NumVerify answered {reply.status}", code=str(reply.status))
        _refuse_within(reply)
        try:
            return _Found.model_validate_json(reply.body), hashlib.sha256(reply.body).hexdigest()
        except ValidationError as error:
            raise Unanswered("NumVerify answered with something unreadable") from error


class _Found(BaseModel):
    valid: bool
    carrier: str | None = None
    location: str | None = None
    line_type: str | None = None


class _Error(BaseModel):
    code: int


class _Failed(BaseModel):
    success: bool
    error: _Error


def _refuse_within(reply: Reply) -> None:
    try:
        said = _Failed.model_validate_json(reply.body)
    except ValidationError:
        return
    if not said.success:
        raise _remedy(said.error.code)


def _remedy(number: int) -> ProviderError:
    code = str(number)
    if number in _KEY:
        return Unauthorized("NumVerify does not accept the access key", code=code)
    if number in _SPENT:
        reason = "the look-ups of this month at NumVerify are used up"
        return Unavailable(reason, code=code, retry_after_seconds=_MONTH_IS_LONG_SECONDS)
    if number in _NUMBER:
        return Rejected("NumVerify can't read this number", code=code)
    return Unanswered(f"NumVerify answered with error {code}", code=code)
