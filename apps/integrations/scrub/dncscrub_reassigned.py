"""The FCC's database of reassigned numbers, as DNC.com resells it: whether a number has another owner since a day."""

import hashlib
from datetime import date

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Unanswered
from apps.integrations.http import Http, own_address, refuse

from . import base
from .base import Check, Found, Verdict

SERVICE = "https://dataapi.dncscrub.com"
PATH = "/v1.5/Data/RNDBasic"
_NOBODYS = base.Question("+12025550100", date(2026, 1, 1))
# The database has numbers that were given up since this day.
FIRST_DAY = date(2021, 1, 27)


class Account(base.Terms):
    """An account that may ask the database. A new owner may come any day, so an answer is good for one."""

    days: int = Field(
        1,
        title="Ask again after (days)",
        description="An answer that is older does not count, and nobody is called or texted before the next, e.g. 1.",
        ge=1,
        le=base.MOST_DAYS,
    )
    login_id: SecretStr = Field(title="Login ID", description="From your DNC.com account manager.", min_length=1)
    base_url: str = Field(SERVICE, title="Address", description=f"DNC.com's own, {SERVICE}")


class Scrub(base.Scrub):
    Settings = Account
    title = "Reassigned numbers (DNC.com)"
    checks = frozenset({Check.REASSIGNED})

    def __init__(self, settings: BaseModel, http: Http) -> None:
        account = Account.model_validate(settings)
        self._url = own_address(account.base_url, service=SERVICE, http=http) + PATH
        self._login = account.login_id.get_secret_value()
        self._http = http

    def ask(self, question: base.Question) -> base.Answer:
        asked = {"phoneNumber": question.digits, "date": f"{max(question.agreed_on, FIRST_DAY):%Y%m%d}"}
        headers = {"loginId": self._login}
        reply = self._http.send("GET", self._url, headers=headers, params=asked, read_seconds=base.PATIENCE_SECONDS)
        refuse(reply, f"DNC.com answered {reply.status}", code=str(reply.status))
        try:
            said = _Said.model_validate_json(reply.body)
        except ValidationError as error:
            raise Unanswered("DNC.com answered with something unreadable") from error
        reference = "safe harbor" if said.has_safe_harbor else ""
        return base.Answer([_found(said)], reference=reference, digest=hashlib.sha256(reply.body).hexdigest())

    def check(self) -> str:
        self.ask(_NOBODYS)
        return "DNC.com answers this account."


class _Said(BaseModel):
    """Null: no data."""

    is_reassigned: bool | None = Field(validation_alias="IsReassigned")
    has_safe_harbor: bool | None = Field(None, validation_alias="HasSafeHarbor")


def _found(said: _Said) -> Found:
    if said.is_reassigned is None:
        return Found(Check.REASSIGNED, Verdict.UNKNOWN, "one of which nobody knows whether it has a new owner")
    if said.is_reassigned:
        return Found(Check.REASSIGNED, Verdict.LISTED, "somebody else's since the person's last consent")
    return Found(Check.REASSIGNED, Verdict.CLEAR)
