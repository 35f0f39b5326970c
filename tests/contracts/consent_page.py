"""What every vendor with a consent page must do with whatever comes back from it, and with the tokens it brings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.db import connection as database
from django.test import Client

from apps.core import clock
from apps.integrations import catalog, oauth
from apps.integrations.http import Http
from apps.integrations.models import AuthorizationRequest, Connection, Grant
from apps.tenants import access
from apps.tenants.models import Membership, Role, Tenant, User
from tests.sandbox.outside import Outside

from .hurry import http_to
from .peer import Peer, Received

SECRET = "s-of-the-application"
ACCESS, REFRESH = "ACCESS-TOKEN-1", "REFRESH-TOKEN-1"


@dataclass(frozen=True)
class Team:
    """A manager in their browser, before one connection."""

    connection: Connection
    browser: Client

    def at(self, rest: str = "change/") -> str:
        return f"/manage/{self.connection.tenant.slug}/integrations/connection/{self.connection.pk}/{rest}"

    def shown(self) -> str:
        return self.browser.get(self.at()).content.decode()

    def leaves(self) -> str:
        """Press Connect; the address of the consent page."""
        found = re.search(r'content="0; url=([^"]+)"', self.browser.post(self.at("connect/")).content.decode())
        assert found
        return unescape(found[1])

    def state(self) -> str:
        return dict(parse_qsl(urlsplit(self.leaves()).query))["state"]

    def returns(self, **said: str) -> tuple[int, str]:
        """Back from the vendor; the status and the page."""
        answer = self.browser.get("/connected/", said, follow=True)
        return answer.status_code, unescape(answer.content.decode())

    def grant(self) -> Grant | None:
        with access.as_tenant(self.connection.tenant_id):
            return Grant.objects.for_tenant(self.connection.tenant_id).filter(connection=self.connection).first()


def team_of(slug: str, family: str, vendor: str, values: Mapping[str, object]) -> Team:
    tenant, user = Tenant.objects.create(slug=slug, name=slug.title()), User.objects.create_user(f"m@{slug}.example")
    with access.as_tenant(tenant.pk):
        Membership.objects.create(tenant=tenant, user=user, role=Role.MANAGER)
        connection = Connection.objects.create(
            tenant=tenant, family=family, vendor=vendor, name=vendor, settings=dict(values)
        )
    browser = Client()
    browser.force_login(user)
    return Team(connection, browser)


@pytest.mark.django_db
class ConsentPageContract:
    """Inherit it and say which vendor it is, and what its settings must have without any key."""

    family: str
    vendor: str
    values: Mapping[str, object] = {}

    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with Peer() as peer:
            yield peer

    @property
    def flow(self) -> oauth.Flow:
        flow: oauth.Flow = catalog.vendor_class(self.family, self.vendor).oauth
        return flow

    @pytest.fixture
    def play(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
        """Have the vendor played at an address, for a team whose connection is there, too."""

        def played(url: str, door: Http, slug: str = "acme") -> Team:
            app = {"client_id": "our-app", "client_secret": SECRET, "url": url}
            settings.LEADHUB_OAUTH_APPS = {self.flow.app: app}
            monkeypatch.setattr(catalog, "http", lambda vendor: door)
            return team_of(slug, self.family, self.vendor, {"base_url": url, **self.values})

        return played

    @pytest.fixture
    def team(self, peer: Peer, play: Any) -> Team:
        """With the peer as the vendor."""
        made: Team = play(peer.url, http_to(peer.url))
        return made

    def asked_for_tokens(self, peer: Peer) -> list[Received]:
        path = urlsplit(self.flow.token_url).path
        return [each for each in peer.requests if each.path == path]

    def brings_tokens(self, peer: Peer, access_token: str = ACCESS, refresh_token: str = REFRESH) -> dict[str, object]:
        """What the vendor answers, with all that any vendor says beside its tokens."""
        hook = {"url": f"{peer.url}/services/T/B/1"}
        told = {"access_token": access_token, "refresh_token": refresh_token, "expires_in": 3600}
        return {**told, "instance_url": peer.url, "api_domain": peer.url, "incoming_webhook": hook}

    def test_the_whole_way_there_and_back(self, outside: Outside, play: Any) -> None:
        team: Team = play(f"{outside.url}/{self.flow.app}", Http(frozenset([outside.url])))

        _, page = team.returns(**allowed(team.leaves()))

        assert "It works." in page
        assert "Connected</span> by m@acme.example" in page

    def test_disconnected_it_is_told_and_forgotten(self, outside: Outside, play: Any) -> None:
        team: Team = play(f"{outside.url}/{self.flow.app}", Http(frozenset([outside.url])))
        team.returns(**allowed(team.leaves()))
        before = len(outside.journal())

        page = unescape(team.browser.post(team.at("disconnect/"), follow=True).content.decode())

        revoked = [entry["kind"] for entry in outside.journal(before) if entry["vendor"] == self.flow.app]
        assert revoked == (["oauth.revoked"] if self.flow.revoke_url else [])
        assert "Disconnected." in page
        assert ("Take LeadHub's access back" in page) == (not self.flow.revoke_url)
        assert team.grant() is None

    def test_a_code_is_exchanged_by_one_request(self, team: Team, peer: Peer) -> None:
        peer.replies(200, self.brings_tokens(peer))
        address = dict(parse_qsl(urlsplit(team.leaves()).query))

        team.returns(state=address["state"], code="the-code")

        [asked] = self.asked_for_tokens(peer)
        form = dict(asked.form)
        sent = (form["grant_type"], form["code"], form["redirect_uri"])
        assert sent == ("authorization_code", "the-code", "http://127.0.0.1:8000/connected/")
        assert address["redirect_uri"] == form["redirect_uri"]
        assert ("client_secret" in form) != self.flow.has_basic
        if self.flow.has_pkce:
            assert oauth._challenge(form["code_verifier"]) == address["code_challenge"]

    def test_what_was_granted_is_used(self, team: Team, peer: Peer) -> None:
        peer.replies(200, self.brings_tokens(peer))

        team.returns(state=team.state(), code="c")

        grant = team.grant()
        assert grant
        assert (grant.read().access, grant.read().refresh) == (ACCESS, REFRESH)
        assert len(peer.requests) > len(self.asked_for_tokens(peer))

    def test_no_token_is_seen_anywhere(self, team: Team, peer: Peer, caplog: pytest.LogCaptureFixture) -> None:
        peer.replies(200, self.brings_tokens(peer))

        _, page = team.returns(state=team.state(), code="THE-CODE-1")

        grant = team.grant()
        assert grant
        with access.as_tenant(grant.tenant_id), database.cursor() as cursor:
            cursor.execute("SELECT tokens FROM integrations_grant WHERE id = %s", [grant.pk])
            kept = cursor.fetchone()[0]
        told = [page, team.shown(), caplog.text, kept, repr(grant.read()), repr(team.connection.client())]
        seen = [secret for secret in (ACCESS, REFRESH, SECRET, "THE-CODE-1") if any(secret in text for text in told)]
        assert seen == []

    @pytest.mark.parametrize("state", ["", "made-up", "x" * 5_000])
    def test_a_state_that_nobody_was_given_does_nothing(self, team: Team, peer: Peer, state: str) -> None:
        team.leaves()

        status, _ = team.returns(state=state, code="c")

        assert (status, peer.requests, team.grant()) == (400, [], None)

    def test_a_state_is_good_once(self, team: Team, peer: Peer) -> None:
        peer.replies(200, self.brings_tokens(peer))
        state = team.state()
        team.returns(state=state, code="c")

        status, _ = team.returns(state=state, code="c")

        assert (status, len(self.asked_for_tokens(peer))) == (400, 1)

    def test_a_state_is_good_for_ten_minutes(self, team: Team, peer: Peer) -> None:
        state = team.state()
        with access.as_tenant(team.connection.tenant_id):
            [asked] = AuthorizationRequest.objects.all()
            lasts = asked.expires_at - clock.now()
            AuthorizationRequest.objects.update(expires_at=clock.now())

        status, _ = team.returns(state=state, code="c")

        assert timedelta(minutes=9) < lasts <= timedelta(minutes=10)
        assert (status, peer.requests) == (400, [])

    def test_another_companys_state_is_nobodys(self, team: Team, peer: Peer, play: Any) -> None:
        rival: Team = play(peer.url, http_to(peer.url), "rival")

        status, _ = rival.returns(state=team.state(), code="c")

        assert (status, peer.requests, team.grant(), rival.grant()) == (400, [], None, None)

    def test_who_does_not_allow_it_is_told_so(self, team: Team, peer: Peer) -> None:
        state = team.state()

        _, page = team.returns(state=state, error="access_denied")

        assert "without your consent (access_denied)" in page
        assert (peer.requests, team.grant()) == ([], None)
        assert team.returns(state=state, code="c")[0] == 400

    def test_silence_is_one_request_and_no_grant(self, team: Team, peer: Peer) -> None:
        peer.hang()

        _, page = team.returns(state=team.state(), code="c")

        assert "did not answer when asked for access" in page
        assert (len(peer.requests), team.grant()) == (1, None)

    @pytest.mark.parametrize("body", ["<html>", "{}", "[]", '{"access_token": ""}', '{"access_token": 7}', "null"])
    def test_a_success_that_makes_no_sense_grants_nothing(self, team: Team, peer: Peer, body: str) -> None:
        peer.replies(200, body)

        team.returns(state=team.state(), code="c")

        assert (len(peer.requests), team.grant()) == (1, None)

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
    def test_a_refusal_grants_nothing_and_repeats_nobodys_words(self, team: Team, peer: Peer, status: int) -> None:
        peer.replies(status, {"error": "invalid_client", "error_description": "jane.sample@example.com"})

        _, page = team.returns(state=team.state(), code="c")

        assert "jane.sample" not in page
        assert (len(peer.requests), team.grant()) == (1, None)


def allowed(address: str) -> dict[str, str]:
    """What the vendor sends the person back with, after they have pressed Allow."""
    shown = requests.get(address, timeout=5)
    assert shown.status_code == 200, shown.text
    hidden = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)">', shown.text)}
    answer = requests.post(
        address.partition("?")[0], data=hidden | {"verdict": "allow"}, timeout=5, allow_redirects=False
    )
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))
