"""What every vendor must do whose access tokens end: one request for the next, whoever and however many ask."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from apps.core import clock
from apps.integrations.errors import Unauthorized, Unavailable
from apps.integrations.http import Http
from apps.integrations.keeper import Keeper
from apps.integrations.models import Grant
from apps.integrations.tokens import Access
from apps.sandbox.rig import wait_until
from apps.tenants import access
from tests.sandbox.outside import Outside

from .consent_page import ACCESS, ConsentPageContract, Team, allowed
from .peer import Peer

PAST = timedelta(minutes=-1)


def aged(team: Team, peer: Peer) -> Grant:
    """What was granted an hour ago: its access token is over, its refresh token is not."""
    said = {"instance_url": peer.url, "api_domain": peer.url}
    tokens = {"access": "old", "refresh": "r1", "said": said}
    with access.as_tenant(team.connection.tenant_id):
        return Grant.objects.create(
            tenant=team.connection.tenant, connection=team.connection, tokens=tokens, good_until=clock.now() + PAST
        )


def keeper(team: Team) -> Keeper:
    grant = team.grant()
    assert grant
    return Keeper(grant, team.connection.client())


class RenewalContract(ConsentPageContract):
    """Beside the rest: says how the vendor answers to a refresh token that is spent, expired or withdrawn."""

    dead: tuple[int, dict[str, str]] = (400, {"error": "invalid_grant"})

    def test_a_token_that_is_over_is_renewed_and_the_new_one_kept(self, team: Team, peer: Peer) -> None:
        aged(team, peer)
        peer.replies(200, self.brings_tokens(peer, "new", "r2"))

        got = keeper(team).access()

        grant = team.grant()
        assert grant
        assert (got.value, grant.read().access, grant.read().refresh) == ("new", "new", "r2")
        assert dict(self.asked_for_tokens(peer)[0].form)["refresh_token"] == "r1"
        assert keeper(team).access() == got
        assert len(peer.requests) == 1

    def test_a_vendor_that_gives_no_new_refresh_token_goes_on_with_the_old(self, team: Team, peer: Peer) -> None:
        aged(team, peer)
        peer.replies(200, self.brings_tokens(peer, "new") | {"refresh_token": None})

        keeper(team).access()

        grant = team.grant()
        assert grant
        assert grant.read().refresh == "r1"

    def test_a_token_that_the_vendor_refuses_is_renewed_before_its_time(self, team: Team, peer: Peer) -> None:
        grant = aged(team, peer)
        with access.as_tenant(grant.tenant_id):
            Grant.objects.update(good_until=clock.now() + timedelta(hours=1))
        peer.replies(200, self.brings_tokens(peer, "new", "r2"))

        got = keeper(team).access(stale=Access("old"))

        assert (got.value, len(peer.requests)) == ("new", 1)

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_spend_one_refresh_token(self, peer: Peer, play: Any) -> None:
        team: Team = play(peer.url, Http(frozenset([peer.url])))
        aged(team, peer)
        gate = threading.Event()
        peer.replies_after(gate, 200, self.brings_tokens(peer, "new", "r2"))
        first, second = keeper(team), keeper(team)
        as_it_was = second.row

        with ThreadPoolExecutor(2) as workers:
            begun = workers.submit(_access, first)
            wait_until(lambda: bool(peer.requests), seconds=10, every=0.01)
            waits = workers.submit(_access, second)
            wait_until(lambda: second.row is not as_it_was, seconds=10, every=0.01)
            gate.set()
            got = {each.result(timeout=20).value for each in (begun, waits)}

        assert (got, len(peer.requests)) == ({"new"}, 1)

    def test_a_worker_that_died_of_it_leaves_the_turn_to_the_next(self, team: Team, peer: Peer) -> None:
        grant = aged(team, peer)
        with access.as_tenant(grant.tenant_id):
            Grant.objects.update(renewing_until=clock.now() + PAST)
        peer.replies(200, self.brings_tokens(peer, "new", "r2"))

        assert keeper(team).access().value == "new"

    def test_a_dead_refresh_token_ends_the_grant_and_says_what_to_do(self, team: Team, peer: Peer) -> None:
        aged(team, peer)
        peer.replies(*self.dead)

        for _ in range(2):
            with pytest.raises(Unauthorized, match="connect it again"):
                keeper(team).access()

        assert len(peer.requests) == 1
        page = team.shown()
        assert "connect it again" in page
        assert ">Connect again</button>" in page

    @pytest.mark.django_db(transaction=True)
    def test_a_no_to_the_tokens_of_before_ends_nothing_that_was_granted_since(self, peer: Peer, play: Any) -> None:
        team: Team = play(peer.url, Http(frozenset([peer.url])))
        aged(team, peer)
        gate = threading.Event()
        peer.replies_after(gate, *self.dead)
        peer.replies(200, self.brings_tokens(peer))

        with ThreadPoolExecutor(1) as workers:
            late = workers.submit(_access, keeper(team))
            wait_until(lambda: bool(peer.requests), seconds=10, every=0.01)
            team.returns(state=team.state(), code="c")
            gate.set()
            got = late.result(timeout=20)

        assert got.value == ACCESS

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_an_outage_ends_nothing_and_holds_up_nobody(self, team: Team, peer: Peer, status: int) -> None:
        aged(team, peer)
        peer.replies(status, "busy")
        peer.replies(200, self.brings_tokens(peer, "new", "r2"))

        with pytest.raises(Unavailable):
            keeper(team).access()

        assert keeper(team).access().value == "new"

    def test_silence_is_one_request_and_tried_again_later(self, team: Team, peer: Peer) -> None:
        aged(team, peer)
        peer.hang()

        with pytest.raises(Unavailable):
            keeper(team).access()

        assert len(peer.requests) == 1

    def test_the_vendor_itself_takes_the_renewed_token(self, outside: Outside, play: Any) -> None:
        team: Team = play(f"{outside.url}/{self.flow.app}", Http(frozenset([outside.url])))
        team.returns(**allowed(team.leaves()))
        with access.as_tenant(team.connection.tenant_id):
            Grant.objects.update(good_until=clock.now() + PAST)

        team.connection.adapter().check()

        grant = team.grant()
        assert grant
        assert grant.version == 1


def _access(keeper: Keeper) -> Access:
    try:
        return keeper.access()
    finally:
        connections.close_all()
