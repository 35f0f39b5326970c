"""The page on which a person watches the pretend world."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

PAGE = Path(__file__).with_name("journal.html").read_text()


async def show(request: Request) -> Response:
    return HTMLResponse(PAGE)


routes = [Route("/", show)]
