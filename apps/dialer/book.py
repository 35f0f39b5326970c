"""The calls that this dialer knows: by id, by token, and on disk."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import structlog

from apps.integrations.telephony.base import CallStatus
from apps.integrations.wire.dialer import Order, Outcome, Standing

from .journal import Journal, Moved, Taken, Told, is_kept

log = structlog.get_logger(__name__)

# More journal lines than these, and than twice what was left the last time, and it is written anew without what nobody
# will ask for: what a day's calls fill is not written over and over.
MOST_LINES = 50_000


@dataclass(eq=False)
class Kept:
    """One call. `is_told`: LeadHub has taken the news of its end."""

    token: str
    status_url: str
    standing: Standing
    is_told: bool = False

    @property
    def is_over(self) -> bool:
        return CallStatus(self.standing.status).is_final


class Book:
    """Its verbs write the journal before anybody hears of what they did."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._by_token: dict[str, Kept] = {}
        self._by_id: dict[str, Kept] = {}
        self._lines = self._lines_left = 0
        for entry in journal.entries():
            self._read(entry)

    def in_the_air(self) -> list[Kept]:
        return [kept for kept in self._by_id.values() if not kept.is_over]

    def untold(self) -> list[Kept]:
        """Ended calls of which LeadHub has not heard the end."""
        return [kept for kept in self._by_id.values() if kept.is_over and not kept.is_told]

    def by_token(self, token: str) -> Kept | None:
        return self._by_token.get(token)

    def by_id(self, call_id: str) -> Kept | None:
        return self._by_id.get(call_id)

    def since(self, moment: datetime) -> list[Kept]:
        """Placed then or later, newest first."""
        found = [kept for kept in self._by_id.values() if kept.standing.placed_at >= moment]
        return sorted(found, key=lambda kept: kept.standing.placed_at, reverse=True)

    def take(self, order: Order, *, now: datetime) -> Kept:
        """An order that nothing is known of yet. Raises `OSError` where the journal can't be written."""
        standing = Standing(id=uuid4().hex, status=CallStatus.QUEUED, placed_at=now, occurred_at=now)
        kept = Kept(order.token, order.status_url, standing)
        self._enter(Taken(token=kept.token, status_url=kept.status_url, standing=standing))
        return self._keep(kept)

    def forget(self, kept: Kept) -> None:
        """Nothing of it went out, or long ago, and whoever asks is to hear that it is not known."""
        self._by_token.pop(kept.token, None)
        self._by_id.pop(kept.standing.id, None)

    def move(self, kept: Kept, standing: Standing) -> None:
        """How it stands now."""
        kept.standing = standing
        self._note(Moved(standing=standing))

    def told(self, kept: Kept) -> None:
        kept.is_told = True
        self._note(Told(id=kept.standing.id))

    def end_what_a_crash_left(self, *, now: datetime) -> list[Kept]:
        """Nobody knows any more what became of these on the line; none of them is dialled again."""
        left = self.in_the_air()
        for kept in left:
            # How long they had talked is nobody's to say: without it LeadHub's estimate stands.
            talked = kept.standing.status == CallStatus.ANSWERED
            status = CallStatus.COMPLETED if talked else CallStatus.FAILED
            over = {"status": status, "outcome": Outcome.DIALER_STOPPED, "occurred_at": now}
            self.move(kept, kept.standing.model_copy(update=over))
        return left

    def settle(self) -> None:
        """Wait for the disk. Blocks: not on the loop."""
        self._journal.settle()

    async def tidy(self, *, now: datetime) -> None:
        """Forget what nobody will ask for. Raises `OSError`: all stays as it is, and is long when it has doubled."""
        known, lines, until = list(self._by_id.values()), self._lines, self._journal.size
        self._lines_left = lines
        gone, left = await asyncio.to_thread(self._write_anew, known, until=until, now=now)
        for each in gone:
            self.forget(each)
        self._lines += left - lines
        self._lines_left = self._lines

    async def keep_short(self, *, now: datetime) -> None:
        """Tidy where it has become long. The calls go on with the old journal if there is no room for a new one."""
        if not self.is_long:
            return
        try:
            await self.tidy(now=now)
        except OSError as error:
            log.critical("dialer.journal_failed", code=error.errno)

    @property
    def is_long(self) -> bool:
        return self._lines > max(MOST_LINES, 2 * self._lines_left)

    def _write_anew(self, known: Sequence[Kept], *, until: int, now: datetime) -> tuple[set[Kept], int]:
        """Which of these are gone, and how many lines the others take. Blocks: not on the loop.

        The loop may move a call meanwhile: whichever standing is written here, the newer one is entered after it.
        """
        gone = {each for each in known if each.is_over and not is_kept(each.standing, now=now)}
        kept = [each for each in known if each not in gone]
        self._journal.begin_anew(_lines(kept), until=until)
        return gone, len(kept) + sum(each.is_told for each in kept)

    def _enter(self, entry: Taken | Moved | Told) -> None:
        self._lines += 1
        self._journal.enter(entry)

    def _note(self, entry: Moved | Told) -> None:
        """The call goes on without the journal: LeadHub is told all the same."""
        try:
            self._enter(entry)
        except OSError as error:
            log.critical("dialer.journal_failed", code=error.errno)

    def _keep(self, kept: Kept) -> Kept:
        self._by_token[kept.token] = self._by_id[kept.standing.id] = kept
        return kept

    def _read(self, entry: Taken | Moved | Told) -> None:
        match entry:
            case Taken():
                self._keep(Kept(entry.token, entry.status_url, entry.standing))
            case Moved() if kept := self._by_id.get(entry.standing.id):
                kept.standing = entry.standing
            case Told() if kept := self._by_id.get(entry.id):
                kept.is_told = True


def _lines(kept: Iterable[Kept]) -> Iterable[Taken | Told]:
    for each in kept:
        yield Taken(token=each.token, status_url=each.status_url, standing=each.standing)
        if each.is_told:
            yield Told(id=each.standing.id)
