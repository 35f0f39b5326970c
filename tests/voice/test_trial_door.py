"""Who may talk with a draft: who has a fresh ticket of their own, from a page of ours, while there is a place."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from apps.core import clock
from apps.scripts.models import Trial
from apps.tenants import access
from apps.tenants.models import Membership, Role, User
from apps.voice.answering import House
from apps.voice.trial.wire import MOST_MS

from .headset import ORIGIN, begin, media, page
from .house import house, served
from .trials import Desk, desk, hurry

__all__ = ["hurry"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("hurry")]

FULL, REFUSED = 1013, 1008
STRANGERS = 200


@pytest.fixture
def acme() -> Desk:
    return desk("acme", opening="This is Acme.")


async def greeted(url: str, ticket: str, *, origin: str | None = ORIGIN) -> str:
    """The agent's first words; "" where the page is not let in."""
    try:
        async with asyncio.timeout(20), page(url, ticket, origin=origin) as socket:
            await begin(socket)
            return await first_words(socket)
    except (InvalidStatus, ConnectionClosed):
        return ""


async def first_words(socket: ClientConnection) -> str:
    async for message in socket:
        told = json.loads(message)
        if told["event"] == "said":
            return str(told["text"])
    return ""


def knock(ticket: str, *, origin: str | None = ORIGIN) -> str:
    with served(house()) as url:
        return asyncio.run(greeted(url, ticket, origin=origin))


def test_a_ticket_admits_to_the_draft_that_it_is_for(acme: Desk) -> None:
    rival = desk("rival", opening="This is Rival.")

    assert knock(acme.ticket()).startswith("This is Acme.")
    assert knock(rival.ticket()).startswith("This is Rival.")


def test_nobody_has_a_ticket_for_another_companys_draft(acme: Desk) -> None:
    rival = desk("rival")

    with pytest.raises(IntegrityError), access.as_tenant(acme.tenant.pk):
        Trial.objects.create(
            tenant=acme.tenant, script=rival.script, user=acme.manager, digest=b"1", ticket_until=clock.now()
        )


def test_a_ticket_admits_once(acme: Desk) -> None:
    ticket = acme.ticket()

    with served(house()) as url:
        words = [asyncio.run(greeted(url, ticket)) for _ in range(2)]

    assert [bool(each) for each in words] == [True, False]


def test_of_five_sockets_with_one_ticket_one_comes_in(acme: Desk) -> None:
    ticket = acme.ticket()

    async def all_at_once(url: str) -> list[str]:
        return await asyncio.gather(*(greeted(url, ticket) for _ in range(5)))

    with served(house()) as url:
        words = asyncio.run(all_at_once(url))

    assert sum(map(bool, words)) == 1


def test_a_ticket_is_good_for_a_minute(acme: Desk) -> None:
    ticket = acme.ticket()
    with access.as_tenant(acme.tenant.pk):
        Trial.objects.update(ticket_until=clock.now() - timedelta(milliseconds=1))

    assert knock(ticket) == ""


def test_a_second_ticket_voids_the_first(acme: Desk) -> None:
    first, second = acme.ticket(), acme.ticket()

    assert knock(first) == ""
    assert knock(second)


def test_only_a_digest_of_the_ticket_is_kept(acme: Desk) -> None:
    ticket = acme.ticket()

    with access.as_tenant(acme.tenant.pk):
        kept = Trial.objects.values().get()
    assert ticket not in str(kept)
    assert len(bytes.fromhex(ticket)) == 16


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", "http://127.0.0.1.evil.example", "http://["])
def test_no_page_but_our_own_comes_in(acme: Desk, origin: str | None) -> None:
    assert knock(acme.ticket(), origin=origin) == ""


def demoted(at: Desk) -> None:
    with access.as_tenant(at.tenant.pk):
        Membership.objects.filter(user=at.manager).update(role=Role.REP)


def dismissed(at: Desk) -> None:
    with access.as_tenant(at.tenant.pk):
        Membership.objects.filter(user=at.manager).delete()


def switched_off(at: Desk) -> None:
    User.objects.filter(pk=at.manager.pk).update(is_active=False)


@pytest.mark.parametrize("lost", [demoted, dismissed, switched_off])
def test_a_ticket_outlives_no_role(acme: Desk, lost: Callable[[Desk], None]) -> None:
    ticket = acme.ticket()

    lost(acme)

    assert knock(ticket) == ""


def test_strangers_are_turned_away_and_take_no_place(acme: Desk) -> None:
    async def all_of_them(url: str) -> list[str]:
        return await asyncio.gather(*(greeted(url, f"{number:032x}") for number in range(STRANGERS)))

    taken = house(most_trials=1)
    with served(taken) as url:
        assert set(asyncio.run(all_of_them(url))) == {""}
        assert asyncio.run(greeted(url, acme.ticket()))


async def closed_with(url: str, ticket: str, *messages: str) -> int:
    """The code with which the socket is closed for who says this."""
    async with asyncio.timeout(20), page(url, ticket) as socket:
        try:
            for message in messages:
                await socket.send(message)
            async for _ in socket:
                pass
        except ConnectionClosed:
            pass
        return socket.close_code or 0


START = json.dumps({"event": "start", "first_name": "Ada"})
FLOODS = {
    "too many": [START, *[media(b"\0" * 320)] * 1_000],
    "too long": [START, media(b"\0" * (MOST_MS * 16 + 2))],
    "half a sample": [START, media(b"\0" * 319)],
    "no audio": [START, '{"event": "media", "pcm": "%%"}'],
    "no JSON": [START, "RIFF"],
    "no start": [],
}


@pytest.mark.parametrize("flood", FLOODS)
def test_who_floods_is_closed_and_leaves_a_place(acme: Desk, flood: str) -> None:
    taken = house(most_trials=1)

    with served(taken) as url:
        assert asyncio.run(closed_with(url, acme.ticket(), *FLOODS[flood])) == REFUSED
        assert asyncio.run(emptied(taken))


async def emptied(taken: House) -> bool:
    async with asyncio.timeout(10):
        while taken.trials:
            await asyncio.sleep(0.01)
    return True


async def second(url: str, first: str, other: str) -> int:
    """How the second is closed while the first talks."""
    async with page(url, first) as socket:
        await begin(socket)
        assert await first_words(socket)
        return await closed_with(url, other, START)


def test_who_finds_no_place_is_told_so(acme: Desk) -> None:
    colleague = acme.ticket(acme.hire(Role.OWNER, "owner@acme.example"))

    with served(house(most_trials=1)) as url:
        assert asyncio.run(second(url, acme.ticket(), colleague)) == FULL


def test_one_person_talks_once_at_a_time(acme: Desk) -> None:
    async def both(url: str) -> int:
        async with page(url, await asyncio.to_thread(acme.ticket)) as socket:
            await begin(socket)
            assert await first_words(socket)
            return await closed_with(url, await asyncio.to_thread(acme.ticket), START)

    with served(house(most_trials=5)) as url:
        assert asyncio.run(both(url)) == FULL


def test_leads_lose_no_place_to_a_trial() -> None:
    taken = house(most_calls=2, most_trials=5)

    assert taken.admit_trial(1)
    assert taken.admit("call-1")
    assert not taken.admit_trial(2), "the process is full"
    assert taken.admit("call-2")
