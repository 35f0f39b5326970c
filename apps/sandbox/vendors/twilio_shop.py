"""Twilio's numbers for sale: what there is, at which price, and taking one back."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import shop, world
from apps.sandbox.carrier import accounts
from apps.sandbox.carrier.accounts import API, TwilioRefused
from apps.sandbox.carrier.lines import Lines
from apps.sandbox.refusals import is_wrong

VENDOR = accounts.VENDOR
refusal = accounts.refusal
PRICE = "1.15"


async def search(request: Request) -> Response:
    accounts.of(request)
    taken = world.of(request).of(Lines).by_number
    code, most = request.query_params.get("AreaCode", ""), int(request.query_params.get("PageSize", 50))
    found = [
        {"phone_number": number, "friendly_name": number, "locality": shop.PLACE, "region": "US", "iso_country": "US"}
        for number in shop.of_area(code, taken=taken)[:most]
    ]
    return JSONResponse({"available_phone_numbers": found, "uri": request.url.path})


async def release(request: Request) -> Response:
    accounts.of(request)
    lines = world.of(request).of(Lines)
    for line in list(lines.by_number.values()):
        if line.sid == request.path_params["sid"]:
            lines.release(line)
            return Response(status_code=204)
    raise TwilioRefused(404, 20404, f"The requested resource {request.url.path} was not found")


async def prices(request: Request) -> Response:
    """Twilio has another host for these; the account stands in the login alone."""
    if is_wrong(request.headers.get("authorization", "")):
        raise TwilioRefused(401, 20003, "Authenticate")
    country = request.path_params["country"]
    local = {"number_type": "local", "base_price": PRICE, "current_price": PRICE}
    return JSONResponse({"iso_country": country, "phone_number_prices": [local], "price_unit": "USD"})


ACCOUNT = f"/{VENDOR}{API}/Accounts/{{account}}"
routes = [
    Route(f"{ACCOUNT}/AvailablePhoneNumbers/{{country}}/Local.json", search, methods=["GET"]),
    Route(f"{ACCOUNT}/IncomingPhoneNumbers/{{sid}}.json", release, methods=["DELETE"]),
    Route(f"/{VENDOR}/v1/PhoneNumbers/Countries/{{country}}", prices, methods=["GET"]),
]
