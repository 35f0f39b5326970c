"""What people have allowed at pretend vendors: codes good once, tokens that end, refresh tokens that rotate."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex

from starlette.requests import Request

from apps.sandbox import world
from apps.sandbox.forms import Form
from apps.sandbox.world import World

GRANTED, RENEWED, REVOKED = "oauth.granted", "oauth.renewed", "oauth.revoked"
_TOKEN = re.compile(r".*at-([0-9a-f]{12})\.(\d+)")


@dataclass(frozen=True)
class Code:
    """What a person has just allowed, and to whom."""

    client_id: str
    redirect_url: str
    challenge: str


@dataclass
class Grant:
    """One account that we may use; `count` says how many tokens it has had."""

    id: str
    vendor: str
    refresh: str
    count: int = 1
    good_until: datetime | None = None
    is_revoked: bool = False


@dataclass
class Consents:
    """All of them, as the journal tells: a restart of the sandbox takes nobody's consent away."""

    world: World
    codes: dict[str, Code] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.world.journal.of(GRANTED, RENEWED, REVOKED):
            told = entry.facts
            until = datetime.fromisoformat(told["good_until"]) if told["good_until"] else None
            kept = (told["grant"], entry.vendor, told["refresh"], told["count"], until, entry.kind == REVOKED)
            self.grants[told["grant"]] = Grant(*kept)

    def allow(self, code: Code) -> str:
        text = f"code-{token_hex(12)}"
        self.codes[text] = code
        return text

    def redeem(self, form: Form, *, client_id: str) -> bool:
        """Whether the form's code is good: known, unused, to this application and address, by its own verifier."""
        code = self.codes.pop(form.first("code"), None)
        if code is None or (code.client_id, code.redirect_url) != (client_id, form.first("redirect_uri")):
            return False
        digest = sha256(form.first("code_verifier").encode()).digest()
        return not code.challenge or code.challenge == urlsafe_b64encode(digest).rstrip(b"=").decode()

    def begin(self, vendor: str, *, seconds: int | None) -> Grant:
        grant = Grant(token_hex(6), vendor, f"rt-{token_hex(12)}", good_until=self._until(seconds))
        self.grants[grant.id] = grant
        self._tell(GRANTED, grant)
        return grant

    def by_refresh(self, vendor: str, refresh: str) -> Grant | None:
        living = (each for each in self.grants.values() if each.vendor == vendor and not each.is_revoked)
        return next((each for each in living if each.refresh == refresh), None)

    def renew(self, grant: Grant, *, seconds: int | None, rotates: bool) -> None:
        grant.count += 1
        grant.good_until = self._until(seconds)
        if rotates:
            grant.refresh = f"rt-{token_hex(12)}"
        self._tell(RENEWED, grant)

    def revoke(self, grant: Grant) -> None:
        grant.is_revoked = True
        self._tell(REVOKED, grant)

    def of_token(self, token: str) -> Grant | None:
        """Whose access token it is, be it good or over; None for those that were typed in."""
        found = _TOKEN.fullmatch(token)
        return self.grants.get(found[1]) if found else None

    def is_over(self, token: str) -> bool:
        """Of a token that was given here: whether it is not the latest, or its time has passed."""
        found = _TOKEN.fullmatch(token)
        if found is None:
            return False
        grant = self.grants.get(found[1])
        if grant is None or grant.is_revoked or grant.count != int(found[2]):
            return True
        return grant.good_until is not None and grant.good_until <= self.world.clock.now()

    def _until(self, seconds: int | None) -> datetime | None:
        return None if seconds is None else self.world.clock.now() + timedelta(seconds=seconds)

    def _tell(self, kind: str, grant: Grant) -> None:
        until = grant.good_until.isoformat() if grant.good_until else None
        told = {"grant": grant.id, "count": grant.count, "refresh": grant.refresh, "good_until": until}
        self.world.journal.write(grant.vendor, kind, **told)


def is_over(request: Request, token: str) -> bool:
    """Whether the token was given by a consent and is good no more."""
    return world.of(request).of(Consents).is_over(token)


def is_good(request: Request, token: str) -> bool:
    """Whether the token was given by a consent and is the latest."""
    consents = world.of(request).of(Consents)
    return consents.of_token(token) is not None and not consents.is_over(token)


def account(request: Request, token: str) -> str:
    """Whose the token is: the same after each renewal; a token that was typed in stands for itself."""
    grant = world.of(request).of(Consents).of_token(token)
    return grant.id if grant else token
