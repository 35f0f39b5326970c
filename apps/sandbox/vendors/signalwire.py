"""SignalWire's compatibility API: Twilio's calls and texts by another house, with another signature."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from apps.sandbox.carrier import accounts
from apps.sandbox.carrier.accounts import API
from apps.sandbox.vendors import twilio_calls, twilio_messages, twilio_numbers

VENDOR = "signalwire"
LAML = f"/{VENDOR}/api/laml{API}"
refusal = accounts.refusal

type Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Project(accounts.Account):
    """What signs is a key of its own, here made of the token."""

    vendor: ClassVar[str] = VENDOR
    signature_header: ClassVar[str] = "X-SignalWire-Signature"

    @property
    def signing_key(self) -> str:
        return f"PSK_{self.token}"


def _of_a_project(endpoint: Endpoint) -> Endpoint:
    async def asked(request: Request) -> Response:
        request.state.account_kind = Project
        return await endpoint(request)

    return asked


def _moved(route: Route) -> Route:
    path = LAML + route.path.removeprefix(f"/{accounts.VENDOR}{API}")
    return Route(path, _of_a_project(route.endpoint), methods=[*(route.methods or ())])


_THEIRS = [*twilio_calls.routes, *twilio_messages.routes, *twilio_numbers.routes]
routes = [_moved(route) for route in _THEIRS if route.path.startswith(f"/{accounts.VENDOR}{API}")]
