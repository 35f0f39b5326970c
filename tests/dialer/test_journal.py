"""The dialer's journal: what is kept in it, and how it is written anew while orders come in."""

import asyncio
import fcntl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from apps.dialer import book as books
from apps.dialer.book import Book
from apps.dialer.journal import KEPT, InUse, Journal, Told
from apps.integrations.wire.dialer import Order, Trunk

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
TRUNK = Trunk(host="sip.example.com", port=5060)


def _order(token: str) -> Order:
    urls = {"answer_url": "https://x.example/a", "status_url": "https://x.example/s"}
    numbers = {"to": "+12025550143", "caller_id": "+12025550100"}
    return Order(token=token, ring_seconds=5, most_seconds=60, trunks=(TRUNK,), **numbers, **urls)


def test_half_a_line_of_the_journal_is_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    Book(journal).take(_order("token-one"), now=NOON)
    journal.close()
    with (tmp_path / "journal.jsonl").open("ab") as file:
        file.write(b'{"kind":"taken","token":"half')

    again = Book(Journal(tmp_path / "journal.jsonl"))

    assert [kept.token for kept in again.in_the_air()] == ["token-one"]


def test_what_nobody_will_ask_for_is_forgotten_and_what_is_in_the_air_is_not(tmp_path: Path) -> None:
    book = Book(Journal(tmp_path / "journal.jsonl"))
    book.take(_order("token-old"), now=NOON - KEPT)
    book.end_what_a_crash_left(now=NOON - KEPT - timedelta(seconds=1))
    book.take(_order("token-new"), now=NOON)

    asyncio.run(book.tidy(now=NOON))

    assert book.by_token("token-old") is None
    assert book.by_token("token-new") is not None
    assert len((tmp_path / "journal.jsonl").read_text().splitlines()) == 1


def test_a_journal_that_was_begun_anew_is_still_this_processs_alone(tmp_path: Path) -> None:
    book = Book(Journal(tmp_path / "journal.jsonl"))

    asyncio.run(book.tidy(now=NOON))

    with pytest.raises(InUse):
        Journal(tmp_path / "journal.jsonl")


def _fill(book: Book, *, lines: int) -> None:
    """Orders of just now: one line each."""
    for _ in range(lines):
        book.take(_order(token_hex(8)), now=NOON)


def test_what_a_day_fills_is_not_written_over_and_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "MOST_LINES", 4)
    book = Book(Journal(tmp_path / "journal.jsonl"))
    seen = []

    for lines in (4, 1, 5, 1):
        _fill(book, lines=lines)
        seen.append(book.is_long)
        asyncio.run(book.keep_short(now=NOON))

    assert seen == [False, True, False, True]


def test_what_is_entered_while_the_journal_is_written_anew_comes_after_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.enter(Told(id="old"))

    def kept() -> Iterator[Told]:
        yield Told(id="kept")
        journal.enter(Told(id="meanwhile"))

    journal.begin_anew(kept(), until=journal.size)
    journal.enter(Told(id="after"))

    assert list(journal.entries()) == [Told(id="kept"), Told(id="meanwhile"), Told(id="after")]


async def _take_meanwhile(book: Book, order: Order, *, draft: Path) -> None:
    with draft.open("wb") as file:
        # As a disk that takes its time: the draft waits for this lock.
        fcntl.flock(file, fcntl.LOCK_EX)
        tidying = asyncio.create_task(book.tidy(now=NOON))
        await asyncio.sleep(0)
        book.take(order, now=NOON)
        await asyncio.to_thread(book.settle)
        assert not tidying.done()
    await tidying


def test_orders_are_taken_while_the_journal_is_written_anew(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    book = Book(journal)
    book.take(_order("token-before"), now=NOON)

    asyncio.run(_take_meanwhile(book, _order("token-meanwhile"), draft=tmp_path / ".journal.jsonl"))

    journal.close()
    again = Book(Journal(tmp_path / "journal.jsonl"))
    assert [kept.token for kept in again.in_the_air()] == ["token-before", "token-meanwhile"]


def test_a_disk_too_full_for_a_new_journal_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "MOST_LINES", 0)
    journal = Journal(tmp_path / "journal.jsonl")
    book = Book(journal)
    book.take(_order("token-before"), now=NOON)
    (tmp_path / ".journal.jsonl").symlink_to("/dev/full")

    asyncio.run(book.keep_short(now=NOON))

    assert not book.is_long
    book.take(_order("token-after"), now=NOON)
    assert [path.name for path in tmp_path.iterdir()] == ["journal.jsonl"]
    journal.close()
    again = Book(Journal(tmp_path / "journal.jsonl"))
    assert [kept.token for kept in again.in_the_air()] == ["token-before", "token-after"]
