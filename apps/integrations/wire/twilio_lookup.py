"""Twilio Lookup v2, asked for the fields that are paid for one by one: https://www.twilio.com/docs/lookup."""

import hashlib
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from apps.integrations.errors import Rejected, Unanswered, Unauthorized
from apps.integrations.http import Http, Reply, refuse

from . import twilio

SERVICE = "https://lookups.twilio.com"
# A number that everybody may ask about; without fields only its form is looked at, which is free.
ANYBODYS = "+12025550100"


class LineType(BaseModel):
    type: str | None = None
    carrier_name: str | None = None
    # Within a 200: 60601, e.g., where the account is not approved for Canada.
    error_code: int | None = None


class CallerName(BaseModel):
    caller_name: str | None = None
    caller_type: str | None = None
    error_code: int | None = None


class Pumping(BaseModel):
    sms_pumping_risk_score: float | None = None
    error_code: int | None = None


class Reassigned(BaseModel):
    is_number_reassigned: str | None = None
    last_verified_date: str | None = None
    error_code: int | None = None


class Found(BaseModel):
    """Their answer: a number that can't be is a 200 as well, with `valid` false."""

    valid: bool
    phone_number: str
    line_type_intelligence: LineType | None = None
    caller_name: CallerName | None = None
    sms_pumping_risk: Pumping | None = None
    reassigned_number: Reassigned | None = None
    digest: str = ""


class Lookup:
    """The account's look-ups."""

    def __init__(self, account: twilio.Account, http: Http) -> None:
        own = account.base_url.rstrip("/")
        self._base_url = SERVICE if own == twilio.API else own
        parts = urlsplit(self._base_url)
        if self._base_url != SERVICE and f"{parts.scheme}://{parts.netloc}" not in http.trusted_origins:
            raise Rejected(f"the address is not Twilio's own, {twilio.API}")
        self._login = (account.account_sid, account.auth_token.get_secret_value())
        self._http = http

    def of(self, phone: str, fields: Sequence[str], *, agreed_on: date | None, read_seconds: float) -> Found:
        """Look one number up. Raises the remedies of `errors`."""
        asked = {"Fields": ",".join(fields)} if fields else {}
        if agreed_on and "reassigned_number" in fields:
            asked["LastVerifiedDate"] = f"{agreed_on:%Y%m%d}"
        url = f"{self._base_url}/v2/PhoneNumbers/{phone}"
        reply = self._http.send("GET", url, params=asked, auth=self._login, read_seconds=read_seconds)
        _refuse(reply)
        try:
            found = Found.model_validate_json(reply.body)
        except ValidationError as error:
            raise Unanswered("Twilio's answer could not be understood") from error
        return found.model_copy(update={"digest": hashlib.sha256(reply.body).hexdigest()})

    def check(self) -> str:
        """Whether the account may look up at all; costs nothing."""
        self.of(ANYBODYS, (), agreed_on=None, read_seconds=8.0)
        return "Twilio Lookup answers this account."


class _Error(BaseModel):
    code: int


def _refuse(reply: Reply) -> None:
    if reply.status < 300:
        return
    try:
        code = str(_Error.model_validate_json(reply.body).code)
    except ValidationError:
        code = str(reply.status)
    if code in ("20003", "20005"):
        raise Unauthorized("Twilio does not accept the account SID and auth token", code=code)
    refuse(reply, f"Twilio answered with error {code}", code=code)
