"""Twilio Lookup: line type, caller name, risk and a new owner of a number, each asked for only if it is wanted."""

from collections.abc import Mapping

from pydantic import BaseModel, Field

from apps.integrations.errors import Rejected
from apps.integrations.http import Http
from apps.integrations.wire import twilio as wire
from apps.integrations.wire.twilio_lookup import Found, Lookup

from . import base

_LINES: Mapping[str, str] = {
    "mobile": base.MOBILE,
    "landline": base.LANDLINE,
    "fixedVoip": base.VOIP,
    "nonFixedVoip": base.APP,
    "tollFree": base.TOLL_FREE,
    "premium": base.PREMIUM,
    "sharedCost": base.PREMIUM,
}
_UNKNOWN = "unknown"


class Wanted(base.Terms, wire.Account):
    """An account, and which of its fields are worth their price."""

    line_type: bool = Field(True, title="Line type", description="Mobile, landline or over the internet; the carrier.")
    caller_name: bool = Field(False, title="Caller name", description="Whose number it is; US only.")
    sms_risk: bool = Field(False, title="SMS pumping risk", description="From 0 to 100.")
    reassigned: bool = Field(
        False,
        title="Given to somebody else",
        description="Since the person's last consent; US only, and Twilio must have let your account.",
    )


class Enrichment(base.Enrichment):
    Settings = Wanted
    title = "Twilio Lookup"
    knows_by = frozenset({"phone"})
    tells = frozenset({"number_valid", "line_type", "carrier", "caller_name", "caller_type", "sms_risk", "reassigned"})

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._wanted = Wanted.model_validate(settings)
        self._lookup = Lookup(self._wanted, http)

    def ask(self, person: base.Person) -> base.Answer:
        if not person.phone:
            raise Rejected("there is no number to look up", code="no_phone")
        agreed_on = person.agreed_on
        found = self._lookup.of(
            person.phone, self._fields(person), agreed_on=agreed_on, read_seconds=base.PATIENCE_SECONDS
        )
        return base.Answer(_facts(found), is_billed=found.valid, digest=found.digest)

    def check(self) -> str:
        return self._lookup.check()

    def _fields(self, person: base.Person) -> list[str]:
        wanted = {
            "line_type_intelligence": self._wanted.line_type,
            "caller_name": self._wanted.caller_name,
            "sms_pumping_risk": self._wanted.sms_risk,
            # Since when? Without a day of consent the question makes no sense.
            "reassigned_number": self._wanted.reassigned and person.agreed_on is not None,
        }
        return [name for name, is_wanted in wanted.items() if is_wanted]


def _facts(found: Found) -> dict[str, str]:
    """Only what is known: an error within, or "no data", is no fact."""
    line, name = found.line_type_intelligence, found.caller_name
    risk, owner = found.sms_pumping_risk, found.reassigned_number
    line_type = _LINES.get(line.type, base.OTHER) if line and line.type and line.type != _UNKNOWN else None
    score = risk.sms_pumping_risk_score if risk else None
    is_known = owner is not None and owner.is_number_reassigned in (base.YES, base.NO)
    return base.told(
        number_valid=found.valid,
        line_type=line_type,
        carrier=line.carrier_name if line else None,
        caller_name=name.caller_name if name else None,
        caller_type=name.caller_type.lower() if name and name.caller_type else None,
        sms_risk=f"{score:g}" if score is not None else None,
        reassigned=owner.is_number_reassigned if owner and is_known else None,
    )
