"""How long audio is kept: what a script always says for a week, what names a person for minutes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import redis.asyncio as redis
from django.conf import settings

from apps.voice import phrases, preparing
from apps.voice.engines.scripted import Engines, Pace
from apps.voice.phrases import LIFE_SECONDS, PERSONAL_SECONDS, Phrases
from apps.voice.policy.dialogue import Dialogue

from .conversation import SOLAR, Conversation

HELLO = "Hi Ada, this is Alex from Bright Homes."
ENGINES = Engines(Pace(0.001, 0.001))


@asynccontextmanager
async def emptied() -> AsyncIterator[redis.Redis]:
    async with redis.Redis.from_url(settings.REDIS_URL) as store:
        await store.flushdb()
        yield store


def with_store(work: Callable[[redis.Redis], Awaitable[None]]) -> None:
    async def worked() -> None:
        async with emptied() as store:
            await work(store)

    asyncio.run(worked())


async def lives(store: redis.Redis) -> list[int]:
    return [await store.ttl(key) for key in await store.keys("leadhub:phrase:*")]


def test_a_greeting_by_name_is_gone_in_minutes_and_the_script_s_own_lines_stay() -> None:
    greeting = Dialogue(Conversation(first_name="Ada").brief).begin().lines

    async def work(store: redis.Redis) -> None:
        await preparing.render(greeting, ENGINES, Phrases(store))
        by_name, *others = [await store.ttl(phrases.key("scripted", text)) for text in (HELLO, SOLAR.lines.disclosure)]

        assert 0 < by_name <= PERSONAL_SECONDS
        assert [PERSONAL_SECONDS < seconds <= LIFE_SECONDS for seconds in others] == [True]

    with_store(work)


def test_no_line_with_the_lead_s_name_in_it_outlives_the_call() -> None:
    brief = Conversation(first_name="Ada").brief
    lines = [*Dialogue(brief).begin().lines, *preparing.at_hand(brief), *preparing.usual(brief)]

    assert [line.text for line in lines if "Ada" in line.text and line.is_fixed] == []
    assert [line.text for line in lines if "{" in line.text] == []


def test_this_process_forgets_it_as_soon_as_redis_does() -> None:
    async def work(store: redis.Redis) -> None:
        kept = Phrases(store)
        await kept.keep("joe", "Hi Ada.", b"pcm", seconds=1)
        assert await kept.get("joe", "Hi Ada.") == b"pcm"

        await asyncio.sleep(1.1)

        assert await kept.get("joe", "Hi Ada.") is None
        assert await lives(store) == []

    with_store(work)


def test_what_another_process_took_from_redis_has_no_second_life_there() -> None:
    async def work(store: redis.Redis) -> None:
        await Phrases(store).keep("joe", "Hi Ada.", b"pcm", seconds=1)
        other = Phrases(store)
        assert await other.get("joe", "Hi Ada.") == b"pcm"

        await asyncio.sleep(1.1)

        assert await other.get("joe", "Hi Ada.") is None

    with_store(work)


def test_the_oldest_goes_where_there_is_too_much_to_keep() -> None:
    async def work(_: redis.Redis) -> None:
        kept = Phrases(None)
        for name in ("first", "second", "third"):
            await kept.keep("joe", name, bytes(phrases.MOST_BYTES // 2))

        assert [await kept.get("joe", name) is None for name in ("first", "second", "third")] == [True, False, False]

    with_store(work)


def test_without_redis_it_is_kept_in_this_process_alone() -> None:
    async def work() -> None:
        async with redis.Redis.from_url("redis://127.0.0.1:1/0") as nobody:
            kept = Phrases(nobody)
            await kept.keep("joe", "Hi Ada.", b"pcm")

            assert await kept.get("joe", "Hi Ada.") == b"pcm"
            assert await kept.get("joe", "Hi Grace.") is None

    asyncio.run(work())
