"""News for open pages: followed from the events, passed on to those it is for, caught up with after a cut."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import pytest
import redis
import requests
import uvicorn
from django.conf import settings as django_settings
from django.core import signing
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import Client
from pytest_django.fixtures import Settings

from apps.dashboard.live import asgi, catch_up, topics
from apps.dashboard.live.fan_out import MOST_WAITING, FanOut
from apps.dashboard.live.news import CHANNEL, News, gathered, packed, unpacked
from apps.dashboard.live.tail import _FOLLOWER, LOOK_BACK_SECONDS, Tail
from apps.leads.models import Event, Lead
from apps.sandbox.rig import wait_until
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import RECEIVED, NewLead


@pytest.fixture
def store() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        yield client


class Told:
    """What reaches whoever listens to the channel of news."""

    def __init__(self, store: redis.Redis) -> None:
        self._heard = store.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # redis has none
        self._heard.subscribe(CHANNEL)
        self._heard.get_message(timeout=5)

    @property
    def leads(self) -> list[str]:
        """Since it was last asked for."""
        messages = iter(lambda: self._heard.get_message(timeout=0.2), None)
        return [lead for message in messages for each in unpacked(message["data"]) for lead in sorted(each.leads)]


@contextmanager
def serving() -> Iterator[str]:
    """The live process's application on a real socket."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(asgi.build(), log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        _wait_for(lambda: server.started)
        yield url
        server.should_exit = True
        thread.join(10)


def _wait_for(what: Any, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def heard(answer: requests.Response) -> Iterator[dict[str, Any]]:
    """The events of a stream as a browser gets them."""
    told: dict[str, Any] = {}
    for line in answer.iter_lines():
        name, _, value = line.decode().partition(": ")
        if name == "data":
            yield told | orjson.loads(value)
            told = {}
        elif name == "id":
            told = {"id": int(value)}


def word(tenant: Tenant) -> str:
    return signing.dumps(tenant.pk, salt="apps.dashboard.live")


@pytest.mark.django_db
def test_the_tail_tells_each_event_once(store: redis.Redis, new_lead: NewLead) -> None:
    told, tail = Told(store), Tail(store)
    lead = new_lead(story=[("lead.received", 0, {}), ("lead.checked", 1, {})])

    counts = [tail.once(at=float(second)) for second in range(4)]

    assert (counts, told.leads) == ([2, 0, 0, 0], [str(lead.pk)])


@pytest.mark.django_db
def test_the_tail_finds_an_event_that_was_committed_late(store: redis.Redis, acme: Tenant, new_lead: NewLead) -> None:
    """Its id is lower than one that was told already."""
    told, tail = Told(store), Tail(store)
    first, late = new_lead("First Lead"), new_lead("Late Lead")
    _tell(acme, late, pk=900_000_002)
    tail.once(at=0.0)
    _tell(acme, first, pk=900_000_001)

    found = tail.once(at=LOOK_BACK_SECONDS - 0.5)

    assert (found, told.leads) == (1, [str(late.pk), str(first.pk)])


@pytest.mark.django_db
def test_the_tail_does_not_look_back_for_ever(store: redis.Redis, acme: Tenant, new_lead: NewLead) -> None:
    tail = Tail(store)
    _tell(acme, new_lead(), pk=900_000_002)
    tail.once(at=0.0)
    tail.once(at=LOOK_BACK_SECONDS + 1)
    _tell(acme, new_lead("Too Late"), pk=900_000_001)

    assert tail.once(at=LOOK_BACK_SECONDS + 2) == 0


def _tell(tenant: Tenant, lead: Lead, *, pk: int) -> None:
    with access.as_tenant(tenant.pk):
        Event.objects.create(pk=pk, tenant=tenant, lead=lead, kind="lead.received", occurred_at=RECEIVED)


def test_news_survives_its_way_through_redis() -> None:
    news = gathered([(1, 7, "a"), (3, 7, "b"), (2, 8, "c")])

    assert unpacked(packed(news)) == news == [News(7, 3, frozenset("ab")), News(8, 2, frozenset("c"))]


def test_news_goes_to_its_tenants_readers_alone() -> None:
    async def passed_on() -> tuple[News, bool]:
        readers = FanOut()
        mine, theirs = readers.join(7), readers.join(8)
        readers.tell(News(7, 5, frozenset("a")))
        return mine.take(), theirs.woken.is_set()

    assert asyncio.run(passed_on()) == (News(0, 5, frozenset("a")), False)


def test_a_slow_reader_is_told_to_read_everything() -> None:
    async def gathered_up() -> News:
        readers = FanOut()
        slow = readers.join(7)
        for number in range(MOST_WAITING + 1):
            readers.tell(News(7, number, frozenset([str(number)])))
        return slow.take()

    assert asyncio.run(gathered_up()) == News(0, MOST_WAITING, frozenset())


@pytest.mark.django_db
def test_what_was_missed_is_read_from_the_events(acme: Tenant, rival: Tenant, new_lead: NewLead) -> None:
    lead = new_lead()
    _tell(acme, lead, pk=900_000_001)

    assert catch_up.since(acme.pk, 900_000_000) == News(acme.pk, 900_000_001, frozenset([str(lead.pk)]))
    assert catch_up.since(rival.pk, 900_000_000) == News(rival.pk, 900_000_000, frozenset())


STRANGE = {"none": "", "bare": "7", "forged": "forged:word"}
STRANGE |= {"another's": signing.dumps(7), "no tenant": signing.dumps("x", salt=topics._SALT)}


@pytest.mark.parametrize("topic", STRANGE.values(), ids=STRANGE)
def test_a_word_that_is_not_ours_opens_no_stream(topic: str) -> None:
    with pytest.raises(topics.NoTopic):
        topics.read(topic)


@pytest.mark.django_db(transaction=True)
def test_a_lead_that_is_committed_is_heard_by_its_own_tenant(acme: Tenant, rival: Tenant, new_lead: NewLead) -> None:
    with (
        serving() as url,
        requests.get(url, params={"topic": word(acme)}, stream=True, timeout=10) as answer,
        requests.get(url, params={"topic": word(rival)}, stream=True, timeout=10) as elsewhere,
    ):
        stream, others = heard(answer), heard(elsewhere)
        assert next(stream) == next(others) == {"leads": []}
        _follows()
        lead = new_lead(story=[("lead.received", 0, {})])

        told = next(each for each in stream if each["leads"])

        assert told["leads"] == [str(lead.pk)]
        assert answer.headers["Access-Control-Allow-Origin"] == django_settings.LEADHUB_BASE_URL


def _follows() -> None:
    """The tail follows: it knows from where before it has its lock."""
    held = (
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid::bigint << 32 | objid::bigint = %s"
    )
    with connection.cursor() as cursor:
        wait_until(lambda: _found(cursor, held), seconds=30, every=0.1)


def _found(cursor: CursorWrapper, held: str) -> bool:
    cursor.execute(held, [_FOLLOWER])
    return cursor.fetchone() is not None


@pytest.mark.django_db(transaction=True)
def test_a_stream_that_comes_back_is_told_what_it_missed(acme: Tenant, new_lead: NewLead) -> None:
    lead = new_lead()
    _tell(acme, lead, pk=900_000_005)
    headers = {"Last-Event-ID": "900000001"}

    with (
        serving() as url,
        requests.get(url, params={"topic": word(acme)}, headers=headers, stream=True, timeout=10) as answer,
    ):
        assert next(heard(answer)) == {"id": 900_000_005, "leads": [str(lead.pk)]}


@pytest.mark.django_db(transaction=True)
def test_whoever_has_no_word_gets_no_stream() -> None:
    with serving() as url:
        assert requests.get(url, params={"topic": "x"}, timeout=10).status_code == 403
        assert requests.get(f"{url}/healthz", timeout=10).json() == {"status": "ok", "streams": 0}


@pytest.mark.django_db
def test_a_page_carries_the_word_where_there_is_a_live_process(
    owner: Client, acme: Tenant, new_lead: NewLead, settings: Settings
) -> None:
    new_lead()
    assert "data-stream" not in owner.get("/app/acme/leads/").content.decode()

    settings.LEADHUB_LIVE_URL = "http://127.0.0.1:8004"
    page = owner.get("/app/acme/leads/").content.decode()

    topic = page.split('data-stream="http://127.0.0.1:8004/?topic=')[1].split('"')[0]
    assert topics.read(topic) == acme.pk
