"""The live process's one application: server-sent events, and whether it lives."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import redis
import redis.asyncio
from django.conf import settings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from . import catch_up, topics
from .fan_out import FanOut, Reader
from .news import News
from .tail import Tail

# Proxies cut what is silent for longer; a client that is gone is noticed by it, too.
BEAT_SECONDS = 15.0
MOST_STREAMS = 5_000
_RETRY = b"retry: 2000\n\n"
_BEAT = b": beat\n\n"


def build() -> Starlette:
    """The application, with readers of its own."""
    readers = FanOut()

    async def stream(request: Request) -> Response:
        try:
            tenant_id = topics.read(request.query_params.get("topic", ""))
        except topics.NoTopic:
            return PlainTextResponse("no such topic", status_code=403, headers=_cors())
        if len(readers) >= MOST_STREAMS:
            return PlainTextResponse("too many", status_code=503, headers=_cors())
        lines = _lines(readers, tenant_id, last_id=_last_id(request))
        return StreamingResponse(lines, media_type="text/event-stream", headers=_cors() | _UNBUFFERED)

    async def healthz(request: Request) -> Response:
        return JSONResponse({"status": "ok", "streams": len(readers)})

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        tail = Tail(redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1))
        following = threading.Thread(target=tail.run, name="tail", daemon=True)
        following.start()
        listening = asyncio.create_task(readers.listen_for_ever(redis.asyncio.Redis.from_url(settings.REDIS_URL)))
        yield
        listening.cancel()
        tail.stop()

    return Starlette(routes=[Route("/", stream), Route("/healthz", healthz)], lifespan=lifespan)


_UNBUFFERED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def _cors() -> dict[str, str]:
    """In the demo the pages come from another port; the topic is what lets one in, no cookie is sent."""
    return {"Access-Control-Allow-Origin": settings.LEADHUB_BASE_URL}


def _last_id(request: Request) -> int | None:
    """The browser's own header when it comes back, None at first."""
    text = request.headers.get("last-event-id", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


async def _lines(readers: FanOut, tenant_id: int, *, last_id: int | None) -> AsyncIterator[bytes]:
    """Joined before it catches up: nothing falls in between."""
    reader = readers.join(tenant_id)
    try:
        yield _RETRY
        if last_id is None:
            # Between the page and its stream something may have happened.
            yield _line(News(tenant_id, 0, frozenset()))
        else:
            missed = await asyncio.to_thread(catch_up.in_thread, tenant_id, last_id)
            if missed.upto > last_id or missed.leads:
                yield _line(missed)
        while True:
            yield await _next(reader)
    finally:
        readers.leave(tenant_id, reader)


async def _next(reader: Reader) -> bytes:
    try:
        await asyncio.wait_for(reader.woken.wait(), BEAT_SECONDS)
    except TimeoutError:
        return _BEAT
    return _line(reader.take())


def _line(news: News) -> bytes:
    """Without an id the browser keeps the one it had."""
    number = b"id: %d\n" % news.upto if news.upto else b""
    return number + b"data: " + orjson.dumps({"leads": sorted(news.leads)}) + b"\n\n"
