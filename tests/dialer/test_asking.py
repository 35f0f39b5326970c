"""What the dialer asks over HTTP, of LeadHub and of the voice process: each answer as a whole, or none."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime

import pytest

from apps.dialer import news
from apps.dialer.news import Away, Mail, Untold
from apps.dialer.speech import Speech, Unsaid
from apps.integrations.wire.dialer import Deed, Deeds, Standing
from tests.contracts.peer import Peer

from .office import SECRET

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
STANDING = Standing(id="c1", status="answered", placed_at=NOON, occurred_at=NOON)
DOCUMENT = Deeds(deeds=(Deed(do="say", text="Hello Ada"),))
# Nobody's first burst has so much.
PCM = bytes(range(256)) * 8_000
PADDED = b" " * 700_000 + DOCUMENT.model_dump_json().encode()

Ask = Callable[[Mail, str, Standing], Awaitable[Deeds]]


@pytest.fixture
def peer() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


def said(peer: Peer) -> bytes:
    """What the voice process makes of a sentence. Raises `Unsaid`."""

    async def spoken() -> bytes:
        mail = Mail.open(secret=SECRET)
        try:
            voice_url = peer.url.replace("http", "ws", 1)
            return await Speech(mail.session, voice_url=voice_url, secret=SECRET).of("Hello Ada", token="t")
        finally:
            await mail.close()

    return asyncio.run(spoken())


def deeds(peer: Peer, ask: Ask = Mail.deeds) -> Deeds:
    """LeadHub's document. Raises `Untold`."""

    async def asked() -> Deeds:
        mail = Mail.open(secret=SECRET)
        try:
            return await ask(mail, peer.url, STANDING)
        finally:
            await mail.close()

    return asyncio.run(asked())


def test_a_sentence_is_heard_to_its_end(peer: Peer) -> None:
    peer.replies_in_two(PCM)

    assert said(peer) == PCM


def test_a_sentence_that_breaks_off_is_not_said_at_all(peer: Peer) -> None:
    peer.breaks_off_within(PCM)

    with pytest.raises(Unsaid):
        said(peer)


def test_a_sentence_without_end_is_not_said_at_all(peer: Peer) -> None:
    peer.replies(body=bytes(4_000_001))

    with pytest.raises(Unsaid):
        said(peer)


def test_a_document_is_read_to_its_end(peer: Peer) -> None:
    peer.replies_in_two(PADDED)

    assert deeds(peer) == DOCUMENT


def test_a_document_without_end_is_none(peer: Peer) -> None:
    peer.replies(body=b" " * 1_000_000 + PADDED)

    with pytest.raises(Untold):
        deeds(peer)


@pytest.mark.parametrize("is_away", [Peer.reset, lambda peer: peer.replies(502)], ids=["broken off", "502"])
def test_what_to_do_is_asked_again_until_leadhub_is_back(peer: Peer, is_away: Callable[[Peer], None]) -> None:
    for _ in range(2):
        is_away(peer)
    peer.replies(body=DOCUMENT.model_dump(mode="json"))

    assert deeds(peer, Mail.deeds_once_there) == DOCUMENT
    assert len(peer.requests) == 3


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, b""), (204, b""), (200, b"<html>It works!</html>"), (200, b" " * 1_000_001)],
    ids=["not known", "nothing", "no document", "no end"],
)
def test_an_answer_that_is_none_is_final(peer: Peer, status: int, body: bytes) -> None:
    peer.replies(status, body)

    with pytest.raises(Untold):
        deeds(peer, Mail.deeds_once_there)
    assert len(peer.requests) == 1


def test_leadhub_that_stays_away_keeps_nobody_for_ever(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "_DOCUMENT_SECONDS", 0.5)
    peer.replies(503)

    with pytest.raises(Untold):
        deeds(peer, Mail.deeds_once_there)
    assert len(peer.requests) > 1


def test_by_one_look_leadhub_is_asked_once(peer: Peer) -> None:
    peer.replies(503)

    with pytest.raises(Away):
        deeds(peer)
    assert len(peer.requests) == 1
