"""The calls that this dialer knows: by id, by token, and on disk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import structlog

from apps.integrations.telephony.base import CallStatus
from apps.integrations.wire.dialer import Order, Outcome, Standing

from .journal import Journal, Moved, Taken, Told, is_kept

log = structlog.get_logger(__name__)

# So many journal lines, and it is written anew without what nobody will ask for.
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
        self._lines = 0
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
        """Nothing of it went out, and whoever asks is to hear that it is not known."""
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

    def tidy(self, *, now: datetime) -> None:
        """Forget what nobody will ask for."""
        kept = [each for each in self._by_id.values() if not each.is_over or is_kept(each.standing, now=now)]
        self._by_id = {each.standing.id: each for each in kept}
        self._by_token = {each.token: each for each in kept}
        self._journal.begin_anew(_lines(kept))
        self._lines = len(kept)

    @property
    def is_long(self) -> bool:
        return self._lines > MOST_LINES

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
