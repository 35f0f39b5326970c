"""Telnyx as a seller of numbers: search, order, list, give back."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import shop, world
from apps.sandbox.refusals import Refused, is_wrong
from apps.sandbox.world import World

VENDOR = "telnyx"
_COST = {"monthly_cost": "1.00000", "upfront_cost": "1.00000", "currency": "USD"}


def refusal(status: int) -> Response:
    return JSONResponse({"errors": [{"code": str(10_000 + status), "title": "Refused", "detail": "Refused"}]}, status)


async def search(request: Request) -> Response:
    here = _entered(request)
    code = request.query_params.get("filter[national_destination_code]", "")
    place = [{"region_type": "rate_center", "region_name": shop.PLACE.upper()}]
    found = [
        {"phone_number": number, "region_information": place, "cost_information": _COST}
        for number in shop.of_area(code, taken=_owned(here))
    ]
    return JSONResponse({"data": found, "meta": {"total_results": len(found)}})


async def order(request: Request) -> Response:
    here, asked = _entered(request), await request.json()
    numbers = [each["phone_number"] for each in asked.get("phone_numbers", [])]
    if not numbers or any(number in _owned(here) for number in numbers):
        raise Refused(refusal(422))
    for number in numbers:
        bought = {"number": number, "id": uuid4().hex, "connection": asked.get("connection_id")}
        here.journal.write(VENDOR, "telnyx.number_bought", **bought)
    # As theirs: accepted, and there a moment later.
    return JSONResponse({"data": {"id": str(uuid4()), "status": "pending", "phone_numbers_count": len(numbers)}})


async def listing(request: Request) -> Response:
    owned, wanted = _owned(_entered(request)), request.query_params.get("filter[phone_number]", "")
    found = [{"id": sid, "phone_number": number} for number, sid in owned.items() if wanted in number]
    return JSONResponse({"data": found, "meta": {"total_results": len(found)}})


async def release(request: Request) -> Response:
    here, sid = _entered(request), request.path_params["id"]
    for number, known in _owned(here).items():
        if known == sid:
            here.journal.write(VENDOR, "telnyx.number_released", number=number, id=sid)
            return JSONResponse({"data": {"id": sid, "phone_number": number}})
    raise Refused(refusal(404))


def _entered(request: Request) -> World:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or is_wrong(key):
        raise Refused(refusal(401))
    return world.of(request)


def _owned(here: World) -> Mapping[str, str]:
    """By the journal, which survives a restart."""
    owned: dict[str, str] = {}
    for entry in here.journal.of("telnyx.number_bought", "telnyx.number_released"):
        owned.pop(entry.facts["number"], None)
        if entry.kind == "telnyx.number_bought":
            owned[entry.facts["number"]] = entry.facts["id"]
    return owned


routes = [
    Route(f"/{VENDOR}/available_phone_numbers", search, methods=["GET"]),
    Route(f"/{VENDOR}/number_orders", order, methods=["POST"]),
    Route(f"/{VENDOR}/phone_numbers", listing, methods=["GET"]),
    Route(f"/{VENDOR}/phone_numbers/{{id}}", release, methods=["DELETE"]),
]
