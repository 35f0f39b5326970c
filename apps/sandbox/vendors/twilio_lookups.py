"""Twilio Lookup: what a number is, and whose; see `strangers` for who is who."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import strangers
from apps.sandbox.carrier import accounts
from apps.sandbox.carrier.accounts import E164

VENDOR = accounts.VENDOR
refusal = accounts.refusal


async def look_up(request: Request) -> Response:
    """Twilio has another host for these; the account stands in the login alone."""
    accounts.password(request)
    phone, fields = request.path_params["phone"], request.query_params.get("Fields", "").split(",")
    strangers.note(request, VENDOR, phone=phone, fields=fields)
    is_valid = bool(E164.fullmatch(phone))
    known = _packages(phone, request.query_params.get("LastVerifiedDate", "")) if is_valid else {}
    told = {name: package if name in fields else None for name, package in known.items()}
    errors = [] if is_valid else ["TOO_SHORT"]
    number = {"phone_number": phone, "valid": is_valid, "validation_errors": errors, "url": str(request.url)}
    return JSONResponse(number | told)


def _packages(phone: str, since: str) -> dict[str, dict[str, object]]:
    owner = {"last_verified_date": since, "is_number_reassigned": "yes" if strangers.is_reassigned(phone) else "no"}
    return {
        "line_type_intelligence": {
            "type": strangers.line(phone),
            "carrier_name": strangers.CARRIER,
            "error_code": None,
        },
        "caller_name": {"caller_name": "SAMPLE JANE", "caller_type": "CONSUMER", "error_code": None},
        "sms_pumping_risk": {"carrier_risk_category": "low", "sms_pumping_risk_score": 10, "error_code": None},
        "reassigned_number": {**owner, "error_code": None},
    }


routes = [Route(f"/{VENDOR}/v2/PhoneNumbers/{{phone}}", look_up, methods=["GET"])]
