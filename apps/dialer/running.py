"""The process: the stack and the door in one event loop, until somebody wants it to end."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from types import FrameType

import structlog
import uvicorn
from starlette.applications import Starlette

from . import beside, moment, ping
from .book import Book
from .desk import Desk
from .door import Door
from .house import House
from .journal import Journal
from .moment import now
from .news import Mail
from .rooms import Rooms
from .speech import Speech
from .stack import Means, Stack
from .tapes import Tapes
from .trunks import Trunks, sooner

log = structlog.get_logger(__name__)

_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Wishes:
    """What a dialer is started with."""

    host: str
    port: int
    journal: Path
    secret: str = field(repr=False)
    voice_url: str
    means: Means
    most_calls: int
    drain_seconds: float
    worn_seconds: float
    ping_seconds: float
    trusted: frozenset[str]
    # In the demo: what its clock says, moved or not. Blocks.
    demo_clock: Callable[[], datetime] | None = None


class _Server(uvicorn.Server):
    """Goes on answering while the last calls talk: LeadHub may want to look one up, or hang it up."""

    def __init__(self, config: uvicorn.Config, is_wanted_over: asyncio.Event) -> None:
        super().__init__(config)
        self.is_wanted_over = is_wanted_over

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.is_wanted_over.is_set() and sig == signal.SIGINT:
            self.should_exit = True
        self.is_wanted_over.set()


async def run(wishes: Wishes) -> None:
    """Until SIGTERM, or until a part of it breaks, and then until the last call is over. Raises `journal.InUse`."""
    if wishes.demo_clock:
        await moment.set_by(wishes.demo_clock)
    journal = Journal(wishes.journal)
    book = Book(journal)
    left = book.end_what_a_crash_left(now=now())
    await book.tidy(now=now())
    if left:
        log.warning("dialer.found_calls_of_a_crash", count=len(left))
    is_wanted_over = asyncio.Event()
    async with _opened(wishes, book, is_wanted_over) as desk:
        await _serve(desk, wishes, is_wanted_over)
    journal.close()


@asynccontextmanager
async def _opened(wishes: Wishes, book: Book, is_wanted_over: asyncio.Event) -> AsyncIterator[Desk]:
    mail = Mail.open(secret=wishes.secret)
    speech = Speech(mail.session, voice_url=wishes.voice_url, secret=wishes.secret)
    trunks = Trunks(partial(ping.ask, ca_file=wishes.means.ca_file), every_seconds=wishes.ping_seconds)
    stack = Stack(wishes.means)
    await stack.start()
    tapes = Tapes(wishes.journal.with_suffix(".tapes"), mail)
    house = House(stack, trunks, book, mail, speech, Rooms(mail, tapes), tapes)
    desk = Desk(house, min(wishes.most_calls, wishes.means.most_legs), wishes.trusted)
    work = {"trunks": trunks.for_ever(), "tapes": tapes.for_ever(), "untold": _retold(desk)}
    if wishes.demo_clock:
        work["clock"] = moment.follow(wishes.demo_clock)
    try:
        async with beside.going_on(work, on_fault=is_wanted_over.set):
            yield desk
    finally:
        await stack.close()
        await tapes.close()
        await mail.close()


async def _serve(desk: Desk, wishes: Wishes, is_wanted_over: asyncio.Event) -> None:
    app = Starlette(routes=Door(desk, secret=wishes.secret).routes())
    config = uvicorn.Config(
        app, host=wishes.host, port=wishes.port, ws="none", log_level="warning", access_log=False, lifespan="off"
    )
    server = _Server(config, is_wanted_over)
    watching = asyncio.create_task(_watched(server, desk, wishes))
    try:
        await server.serve()
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def _watched(server: _Server, desk: Desk, wishes: Wishes) -> None:
    """End in good order when asked to, and by ourselves where only a new process can go on."""
    while not server.is_wanted_over.is_set() and not desk.house.stack.is_over:
        await sooner(server.is_wanted_over, seconds=_LOOK_SECONDS)
        if desk.is_spent(after_seconds=wishes.worn_seconds):
            log.info("dialer.worn", count=desk.calls)
            break
        await desk.house.book.keep_short(now=now())
    if not desk.house.stack.is_over:
        await desk.drain(seconds=wishes.drain_seconds)
    server.should_exit = True


async def _retold(desk: Desk) -> None:
    """Ends of which LeadHub has not heard: after a crash, or while it was away for long."""
    await asyncio.gather(*(desk.retell(kept) for kept in desk.house.book.untold()))
