"""DNCScrub by DNC.com: national and state lists, litigators and your own list there, by one code: docs.dncscrub.com."""

import hashlib
from datetime import date

from pydantic import BaseModel, Field, SecretStr, TypeAdapter, ValidationError

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http, Reply, own_address, refuse

from . import base
from .base import Check, Found, Verdict

SERVICE = "https://www.dncscrub.com"
PATH = "/app/main/rpc/scrub"
# A number that nobody has.
_NOBODYS = base.Question("+12025550100", date(2026, 1, 1))
# Clean; wireless, which the account's settings allow; overridden; an established relationship.
_CLEAR = frozenset({"C", "W", "O", "E"})
_SAYS = {
    "D": "on a do-not-call list",
    "P": "on your own list at DNCScrub",
    "L": "a wireless one, which your DNCScrub account does not allow",
    "B": "in an area that your DNCScrub account blocks",
    "I": "invalid, says DNCScrub",
    "M": "malformed, says DNCScrub",
}


class Account(base.Terms):
    """An account, and the project whose settings hold."""

    login_id: SecretStr = Field(title="Login ID", description="From your DNC.com account manager.", min_length=1)
    project: str = Field("", title="Project", description="Their `projId`, e.g. ACME1; empty: the usual one.")
    campaign: str = Field("", title="Campaign", description="Their `campaignId`; empty: the usual one.")
    base_url: str = Field(SERVICE, title="Address", description=f"DNCScrub's own, {SERVICE}")


class Scrub(base.Scrub):
    """A code that we don't know counts as do-not-call."""

    Settings = Account
    title = "DNCScrub"
    checks = frozenset({Check.DNC})

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._account = Account.model_validate(settings)
        self._url = own_address(self._account.base_url, service=SERVICE, http=http) + PATH
        self._http = http

    def ask(self, question: base.Question) -> base.Answer:
        reply = self._send(question.digits)
        row = _row(reply, question.digits)
        code = row.code.strip().upper()
        is_clear = code in _CLEAR and row.not_today.upper() != "Y"
        says = "" if is_clear else _SAYS.get(code, "not to be called today" if code in _CLEAR else "not to be called")
        found = Found(Check.DNC, Verdict.CLEAR if is_clear else Verdict.LISTED, says)
        return base.Answer([found], reference=code, digest=hashlib.sha256(reply.body).hexdigest())

    def check(self) -> str:
        self.ask(_NOBODYS)
        return "DNCScrub answers this account."

    def _send(self, digits: str) -> Reply:
        """By POST: in an address the number would stand in logs."""
        account = self._account
        known = {"loginId": account.login_id.get_secret_value(), "projId": account.project}
        headers = {name: value for name, value in (known | {"campaignId": account.campaign}).items() if value}
        form = [("phoneList", digits), ("version", "5"), ("output", "json")]
        reply = self._http.send("POST", self._url, headers=headers, form=form, read_seconds=base.PATIENCE_SECONDS)
        refuse(reply, f"DNCScrub answered {reply.status}", code=str(reply.status))
        return reply


class _Row(BaseModel):
    phone: str = Field(validation_alias="Phone")
    code: str = Field(validation_alias="ResultCode")
    not_today: str = Field("", validation_alias="DoNotCallToday")


_ROWS = TypeAdapter(list[_Row])


def _row(reply: Reply, digits: str) -> _Row:
    try:
        rows = _ROWS.validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered("DNCScrub answered with something unreadable") from error
    if not rows:
        raise Unanswered("DNCScrub said nothing of the number")
    found = next((row for row in rows if row.phone == digits), None)
    if found is None:
        raise Rejected("DNCScrub answered of another number", code="another")
    return found
