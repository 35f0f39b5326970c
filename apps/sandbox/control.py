"""The control API: what a test or a demo asks of the pretend world itself."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.faults import Fault


class Traits(BaseModel):
    """What may be changed about one number."""

    model_config = ConfigDict(extra="forbid")

    number: str
    behaviour: str = "answer"
    says: str = "Hello?"
    line: str = "mobile"
    ring_ms: int | None = None
    talk_ms: int | None = None


class Shift(BaseModel):
    """Where to move the clock: by an offset from true time, or to a moment."""

    model_config = ConfigDict(extra="forbid")

    offset_seconds: float | None = None
    now: datetime | None = None

    def offset(self) -> timedelta:
        if self.now is None:
            return timedelta(seconds=self.offset_seconds or 0)
        moment = self.now if self.now.tzinfo else self.now.replace(tzinfo=UTC)
        return moment - datetime.now(UTC)


async def healthz(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def journal(request: Request) -> Response:
    since = int(request.query_params.get("since", 0))
    return Response(world.of(request).journal.since(since), media_type="application/json")


async def list_faults(request: Request) -> Response:
    return JSONResponse([fault.model_dump() for fault in world.of(request).faults.listed()])


async def add_fault(request: Request) -> Response:
    fault = Fault.model_validate_json(await request.body())
    world.of(request).faults.add(fault)
    return JSONResponse(fault.model_dump(), 201)


async def clear_faults(request: Request) -> Response:
    world.of(request).faults.clear()
    return Response(status_code=204)


async def list_numbers(request: Request) -> Response:
    return JSONResponse([asdict(person) for person in world.of(request).people.listed()])


async def change_number(request: Request) -> Response:
    traits = Traits.model_validate_json(await request.body()).model_dump(exclude_unset=True)
    person = world.of(request).people.change(traits.pop("number"), **traits)
    return JSONResponse(asdict(person), 201)


async def show_clock(request: Request) -> Response:
    clock = world.of(request).clock
    return JSONResponse({"offset_seconds": clock.offset.total_seconds(), "now": clock.now().isoformat()})


async def move_clock(request: Request) -> Response:
    shift = Shift.model_validate_json(await request.body())
    await world.of(request).clock.shift(shift.offset())
    return await show_clock(request)


async def right_clock(request: Request) -> Response:
    await world.of(request).clock.shift(timedelta())
    return await show_clock(request)


routes = [
    Route("/healthz", healthz),
    Route("/journal", journal),
    Route("/faults", list_faults, methods=["GET"]),
    Route("/faults", add_fault, methods=["POST"]),
    Route("/faults", clear_faults, methods=["DELETE"]),
    Route("/numbers", list_numbers, methods=["GET"]),
    Route("/numbers", change_number, methods=["POST"]),
    Route("/clock", show_clock, methods=["GET"]),
    Route("/clock", move_clock, methods=["POST"]),
    Route("/clock", right_clock, methods=["DELETE"]),
]
