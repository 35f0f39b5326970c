"""Twilio Lookup as a reseller of the reassigned numbers database; the account must be let by Twilio, US only."""

from datetime import date

from pydantic import BaseModel, Field

from apps.integrations.errors import Unauthorized
from apps.integrations.http import Http
from apps.integrations.wire import twilio as wire
from apps.integrations.wire.twilio_lookup import Lookup, Reassigned

from . import base
from .base import Check, Found, Verdict

_FIELDS = ("reassigned_number",)
_NOBODYS = base.Question("+12025550100", date(2026, 1, 1))


class Account(base.Terms, wire.Account):
    """A Twilio account. A new owner may come any day, so an answer is good for one."""

    days: int = Field(
        1,
        title="Ask again after (days)",
        description="An answer that is older does not count, and nobody is called or texted before the next, e.g. 1.",
        ge=1,
        le=base.MOST_DAYS,
    )


class Scrub(base.Scrub):
    Settings = Account
    title = "Reassigned numbers (Twilio Lookup)"
    checks = frozenset({Check.REASSIGNED})

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._lookup = Lookup(Account.model_validate(settings), http)

    def ask(self, question: base.Question) -> base.Answer:
        found = self._lookup.of(
            question.phone, _FIELDS, agreed_on=question.agreed_on, read_seconds=base.PATIENCE_SECONDS
        )
        if not found.valid:
            return base.Answer([Found(Check.REASSIGNED, Verdict.LISTED, "none, says Twilio")], digest=found.digest)
        return base.Answer([_found(found.reassigned_number)], digest=found.digest)

    def check(self) -> str:
        """Asks what is paid for: whether the account is let is said nowhere else."""
        self.ask(_NOBODYS)
        return "Twilio tells this account of reassigned numbers."


def _found(said: Reassigned | None) -> Found:
    if said is None or said.error_code:
        code = str(said.error_code) if said else "missing"
        raise Unauthorized("Twilio has not let this account ask for reassigned numbers", code=code)
    match said.is_number_reassigned:
        case "yes":
            return Found(Check.REASSIGNED, Verdict.LISTED, "somebody else's since the person's last consent")
        case "no":
            return Found(Check.REASSIGNED, Verdict.CLEAR)
    return Found(Check.REASSIGNED, Verdict.UNKNOWN, "one of which nobody knows whether it has a new owner")
