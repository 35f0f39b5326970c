"""TCPA Litigator List: people who sue callers. What it matches counts as listed, whatever stands inside."""

import hashlib
from datetime import date

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Unanswered
from apps.integrations.http import Http, own_address, refuse

from . import base
from .base import Check, Found, Verdict

SERVICE = "https://api.tcpalitigatorlist.com"
PATH = "/scrub/phone/"
_NOBODYS = base.Question("+12025550100", date(2026, 1, 1))


class Account(base.Terms):
    """An account's user and application password."""

    user: str = Field(title="API user", description="From your account there, under API.", min_length=1)
    password: SecretStr = Field(title="API password", description="Beside the user.", min_length=1)
    base_url: str = Field(SERVICE, title="Address", description=f"The list's own, {SERVICE}")


class Scrub(base.Scrub):
    Settings = Account
    title = "TCPA Litigator List"
    checks = frozenset({Check.LITIGATOR})

    def __init__(self, settings: BaseModel, http: Http) -> None:
        account = Account.model_validate(settings)
        self._url = own_address(account.base_url, service=SERVICE, http=http) + PATH
        self._login = (account.user, account.password.get_secret_value())
        self._http = http

    def ask(self, question: base.Question) -> base.Answer:
        form = [("type", "tcpa"), ("phone_number", question.digits)]
        reply = self._http.send("POST", self._url, form=form, auth=self._login, read_seconds=base.PATIENCE_SECONDS)
        refuse(reply, f"the TCPA Litigator List answered {reply.status}", code=str(reply.status))
        try:
            said = _Said.model_validate_json(reply.body)
        except ValidationError as error:
            raise Unanswered("the TCPA Litigator List answered with something unreadable") from error
        found = Found(Check.LITIGATOR, Verdict.LISTED, "of somebody who sues callers") if said.match else _CLEAR
        return base.Answer([found], digest=hashlib.sha256(reply.body).hexdigest())

    def check(self) -> str:
        self.ask(_NOBODYS)
        return "The TCPA Litigator List answers this account."


_CLEAR = Found(Check.LITIGATOR, Verdict.CLEAR)


class _Said(BaseModel):
    """Numbers and what is said of them; PHP writes an empty one as a list."""

    match: dict[str, object] | list[object]
    clean: dict[str, object] | list[object]
