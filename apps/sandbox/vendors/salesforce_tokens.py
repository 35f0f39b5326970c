"""Salesforce: tokens for a secret, for an assertion that a key has signed, and for a person's consent."""

from __future__ import annotations

from secrets import token_hex

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import assertions, forms, world
from apps.sandbox.desk import Desk
from apps.sandbox.refusals import WRONG
from apps.sandbox.vendors.salesforce import VENDOR, Org


def _home(request: Request) -> dict[str, str]:
    return {"instance_url": f"{request.base_url}{VENDOR}"}


# The session's life is the org's setting and is not told.
DESK = Desk(
    VENDOR,
    page="/services/oauth2/authorize",
    token="/services/oauth2/token",  # noqa: S106  # a path
    revoke="/services/oauth2/revoke",
    tells_seconds=False,
    rotates=True,
    extras=_home,
)


async def token(request: Request) -> Response:
    """Client id and secret in the form, or as Basic credentials; or an assertion that a key has signed."""
    if await DESK.knows(request):
        return await DESK.give(request)
    form = await forms.read(request)
    if (signed := form.first("assertion")) and not assertions.holds(signed):
        return JSONResponse({"error": "invalid_grant", "error_description": "invalid assertion"}, 400)
    if form.first("client_secret").startswith(WRONG):
        failure = {"error": "invalid_client", "error_description": "invalid client credentials"}
        return JSONResponse(failure, 400)
    here = world.of(request)
    granted = f"00DFAKE000000001!{token_hex(24)}"
    here.of(Org).tokens.add(granted)
    return JSONResponse(
        {
            "access_token": granted,
            "signature": "FAKESIGNATURE=",
            "scope": "api",
            "instance_url": f"{request.base_url}{VENDOR}",
            "id": "https://login.salesforce.com/id/00DFAKE000000001AAA/005FAKE000000001AAA",
            "token_type": "Bearer",
            "issued_at": str(int(here.clock.now().timestamp() * 1000)),
            "api_instance_url": "https://api.salesforce.com",
        }
    )


async def expire(request: Request) -> Response:
    """Not Salesforce's: every token given out is void."""
    world.of(request).of(Org).tokens.clear()
    return Response(status_code=204)


routes = [
    *DESK.pages,
    Route(f"/{VENDOR}/services/oauth2/token", token, methods=["POST"]),
    Route(f"/{VENDOR}/_tokens", expire, methods=["DELETE"]),
]
