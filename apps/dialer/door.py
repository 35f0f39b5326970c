"""The dialer's own HTTP, for LeadHub alone: place, look up, hang up, and how the trunks do."""

import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime

from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from apps.integrations.http import JSON
from apps.integrations.wire.dialer import Change, Order, Standing, Trunk, Way

from .book import Kept
from .desk import Desk, NotTaken

MOST_BYTES = 16_384
RETRY_AFTER_SECONDS = "2"
_TRUNKS = TypeAdapter(tuple[Trunk, ...])
_MOMENT = TypeAdapter(datetime)

Answer = Callable[[Request], Awaitable[Response]]


class Listed(BaseModel):
    """What a look-up finds, newest first."""

    calls: list[Standing]


class Door:
    """Everything but `/healthz` wants the secret."""

    def __init__(self, desk: Desk, *, secret: str) -> None:
        self._desk, self._secret = desk, secret

    def routes(self) -> list[BaseRoute]:
        guarded: list[tuple[str, str, Answer]] = [
            ("POST", "/calls", self._place),
            ("GET", "/calls", self._list),
            ("GET", "/calls/{call}", self._one),
            ("DELETE", "/calls/{call}", self._hang_up),
            ("POST", "/calls/{call}/way", self._send_elsewhere),
            ("PATCH", "/rooms/{room}/{label}", self._change),
            ("DELETE", "/rooms/{room}/{label}", self._remove),
            ("GET", "/tapes/{tape}", self._listen),
            ("DELETE", "/tapes/{tape}", self._delete_tape),
            ("POST", "/trunks", self._look),
            ("GET", "/trunks", self._trunks),
        ]
        inside = [Route(path, self._guard(answer), methods=[method]) for method, path, answer in guarded]
        return [*inside, Route("/healthz", self._health)]

    def _guard(self, answer: Answer) -> Answer:
        async def guarded(request: Request) -> Response:
            given = request.headers.get("authorization", "").encode("utf-8", "replace")
            if not hmac.compare_digest(given, f"Bearer {self._secret}".encode()):
                return _error(401, "who_are_you")
            return await answer(request)

        return guarded

    async def _place(self, request: Request) -> Response:
        try:
            order = Order.model_validate_json(await _body(request))
            kept = await self._desk.place(order)
        except ValidationError as error:
            # Its own text would repeat the number.
            return _error(422, "not_an_order", fields=_fields(error))
        except NotTaken as refusal:
            return _error(429 if refusal.is_passing else 422, refusal.code)
        return _standing(kept, status=201)

    async def _list(self, request: Request) -> Response:
        """By token, or all that were placed since a moment."""
        book = self._desk.house.book
        if token := request.query_params.get("token", ""):
            found = [kept] if (kept := book.by_token(token)) else []
        else:
            try:
                found = book.since(_MOMENT.validate_python(request.query_params.get("since", "")))
            except (ValidationError, TypeError):
                return _error(422, "since_when")
        return _json(Listed(calls=[kept.standing for kept in found]), status=200)

    async def _one(self, request: Request) -> Response:
        kept = self._desk.house.book.by_id(request.path_params["call"])
        return _standing(kept, status=200) if kept else _error(404, "no_such_call")

    async def _hang_up(self, request: Request) -> Response:
        call_id = request.path_params["call"]
        if self._desk.house.book.by_id(call_id) is None:
            return _error(404, "no_such_call")
        await self._desk.hang_up(call_id)
        return _done()

    async def _send_elsewhere(self, request: Request) -> Response:
        """From now on the call does what is said at another address."""
        call_id = request.path_params["call"]
        try:
            way = Way.model_validate_json(await _body(request))
        except ValidationError as error:
            return _error(422, "not_a_way", fields=_fields(error))
        kept = self._desk.house.book.by_id(call_id)
        if kept is None or kept.is_over:
            return _error(404, "no_such_call")
        return _done() if self._desk.send_elsewhere(call_id, way.url) else _error(409, "not_answered")

    async def _change(self, request: Request) -> Response:
        """Hold, mute, and back."""
        try:
            change = Change.model_validate_json(await _body(request))
        except ValidationError as error:
            return _error(422, "not_a_change", fields=_fields(error))
        return _done() if self._desk.change(*_seat(request), change) else _error(404, "nobody_there")

    async def _remove(self, request: Request) -> Response:
        return _done() if self._desk.remove(*_seat(request)) else _error(404, "nobody_there")

    async def _listen(self, request: Request) -> Response:
        """A recording, once it is over."""
        path = await self._desk.house.tapes.audio(request.path_params["tape"])
        return FileResponse(path, media_type="audio/wav") if path else _error(404, "no_such_tape")

    async def _delete_tape(self, request: Request) -> Response:
        is_gone = await self._desk.house.tapes.delete(request.path_params["tape"])
        return _done() if is_gone else _error(404, "no_such_tape")

    async def _look(self, request: Request) -> Response:
        """What each of some trunks answers just now: its SIP status, or null."""
        try:
            answers = await self._desk.asked(_TRUNKS.validate_json(await _body(request)))
        except ValidationError as error:
            return _error(422, "not_trunks", fields=_fields(error))
        except NotTaken as refusal:
            return _error(422, refusal.code)
        return JSONResponse({"answers": answers})

    async def _trunks(self, request: Request) -> Response:
        return JSONResponse({"trunks": self._desk.house.trunks.standings()})

    async def _health(self, request: Request) -> Response:
        state = "draining" if self._desk.is_draining else "ok"
        return JSONResponse({"status": state, "calls": self._desk.calls})


async def _body(request: Request) -> bytes:
    """At most so much of it: half an order is none."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return b""
    return body


def _standing(kept: Kept, *, status: int) -> Response:
    return _json(kept.standing, status=status)


def _json(told: BaseModel, *, status: int) -> Response:
    return Response(told.model_dump_json(exclude_none=True), status, media_type=JSON)


def _seat(request: Request) -> tuple[str, str]:
    return request.path_params["room"], request.path_params["label"]


def _done() -> Response:
    return Response(status_code=204)


def _fields(error: ValidationError) -> list[str]:
    return sorted({".".join(str(part) for part in each["loc"]) for each in error.errors(include_input=False)})


def _error(status: int, code: str, **more: object) -> Response:
    headers = {"Retry-After": RETRY_AFTER_SECONDS} if status == 429 else {}
    return JSONResponse({"error": code, **more}, status, headers)
