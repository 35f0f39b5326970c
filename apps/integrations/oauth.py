"""OAuth: what a vendor's file declares of its consent page, and the requests by which we come to its tokens."""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from .errors import Rejected, Unanswered, Unauthorized, Unavailable
from .http import Http, Reply, refuse

# A code is one of the vendor's words; anything else might be somebody's.
_CODE = re.compile(r"[A-Za-z_. ]{1,60}")
_BUSY_PAUSE_SECONDS = 600.0


@dataclass(frozen=True)
class Flow:
    """How a vendor lets a person give us access to their account (RFC 6749 section 4.1, PKCE by RFC 7636).

    An address that begins with a slash is at the connection's `base_url`, which then must be one of `homes`: our own
    secret goes to the vendor alone, whatever a tenant types.
    """

    # The name of our application in LEADHUB_OAUTH_APPS; the families of a vendor may share one.
    app: str
    authorize_url: str
    token_url: str
    # None where the vendor knows them by our application.
    scopes: tuple[str, ...] = ()
    # "" where the vendor has no such request.
    revoke_url: str = ""
    homes: str = ""
    scope_separator: str = " "
    has_pkce: bool = True
    # Whether the application says who it is by Basic credentials; else in the form.
    has_basic: bool = False
    # What else the consent page wants to be asked, and the token requests.
    page_asks: Mapping[str, str] = field(default_factory=dict)
    token_asks: Mapping[str, str] = field(default_factory=dict)
    # Fields of the token's answer that the adapter wants; a dot leads into an object.
    keeps: tuple[str, ...] = ()
    # Codes by which the vendor says that what was granted is over, and that it gives no more tokens for a while.
    dead: frozenset[str] = frozenset({"invalid_grant"})
    busy: frozenset[str] = frozenset()


class App(BaseModel):
    """Our application at a vendor, as operations have registered it; `url` is where the vendor is played, in a demo."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    client_id: str
    client_secret: SecretStr
    url: str = ""


@dataclass(frozen=True)
class Tokens:
    """What a consent has brought. `seconds` is how long the access token is good, None where nobody tells."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    seconds: float | None = None
    said: Mapping[str, str] = field(default_factory=dict, repr=False)


class Ended(Unauthorized):
    """What was granted is over: withdrawn, expired, or spent. Only a person can grant it again."""


@dataclass(frozen=True)
class Client:
    """Our application at one vendor, for one connection: `home` is that connection's `base_url`."""

    title: str
    flow: Flow
    app: App
    http: Http
    home: str = ""

    def page(self, *, state: str, verifier: str, redirect_url: str) -> str:
        """The address of the consent page. Raises `Rejected` where the connection's own address is none of theirs."""
        asked = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": redirect_url,
            "state": state,
            **self.flow.page_asks,
        }
        if self.flow.scopes:
            asked["scope"] = self.flow.scope_separator.join(self.flow.scopes)
        if self.flow.has_pkce:
            asked |= {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
        return f"{self._at(self.flow.authorize_url)}?{urlencode(asked)}"

    def exchange(self, code: str, *, verifier: str, redirect_url: str) -> Tokens:
        """The tokens for a code, by one request: a code is good once. Raises the remedies."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_url}
        tokens = self._ask(form | ({"code_verifier": verifier} if self.flow.has_pkce else {}))
        if tokens.seconds is not None and not tokens.refresh:
            raise Rejected(f"{self.title} gave access for a while only, and nothing to renew it by", code="no_refresh")
        return tokens

    def renew(self, tokens: Tokens) -> Tokens:
        """The next tokens, by one request. Raises `Ended` where there are none any more, and `Unavailable`."""
        if not tokens.refresh:
            raise Ended(f"{self.title} accepts what was granted no more: connect it again", code="no_refresh")
        try:
            fresh = self._ask({"grant_type": "refresh_token", "refresh_token": tokens.refresh})
        except Unanswered as error:
            # Nothing else was on its way: asking again does no harm, and if they took it the vendor says `Ended`.
            raise Unavailable(error.reason, code=error.code, retry_after_seconds=error.retry_after_seconds) from error
        return Tokens(fresh.access, fresh.refresh or tokens.refresh, fresh.seconds, {**tokens.said, **fresh.said})

    def revoke(self, tokens: Tokens) -> None:
        """Tell the vendor that we want in no more; what is over already is fine. Raises the remedies."""
        token, kind = (tokens.refresh, "refresh_token") if tokens.refresh else (tokens.access, "access_token")
        reply = self._send(self.flow.revoke_url, {"token": token, "token_type_hint": kind})
        if reply.status != 400 and _denial(reply) not in self.flow.dead:
            refuse(reply, f"{self.title} did not take our access back ({reply.status})")

    def _ask(self, form: Mapping[str, str]) -> Tokens:
        reply = self._send(self.flow.token_url, {**form, **self.flow.token_asks})
        # Some refuse by a success with an error in it.
        denial = _denial(reply)
        if denial in self.flow.busy:
            pause = reply.retry_after_seconds or _BUSY_PAUSE_SECONDS
            raise Unavailable(f"{self.title} gives no more tokens for now", code=denial, retry_after_seconds=pause)
        if denial in self.flow.dead:
            raise Ended(f"{self.title} accepts what was granted no more ({denial}): connect it again", code=denial)
        if reply.status in (400, 401, 403) or (denial and reply.status < 300):
            raise Unauthorized(f"{self.title} refuses LeadHub ({denial or reply.status})", code=denial)
        refuse(reply, f"{self.title} gave no token ({reply.status})", code=denial)
        return self._tokens(reply)

    def _tokens(self, reply: Reply) -> Tokens:
        told = reply.json()
        try:
            granted = _Granted.model_validate(told)
        except ValidationError as error:
            raise Unanswered(f"{self.title} answered {reply.status} with something unreadable") from error
        said = {name: value for name in self.flow.keeps if (value := _within(told, name))}
        return Tokens(granted.access_token, granted.refresh_token or "", granted.expires_in, said)

    def _send(self, address: str, form: Mapping[str, str]) -> Reply:
        app = (self.app.client_id, self.app.client_secret.get_secret_value())
        if self.flow.has_basic:
            return self.http.send("POST", self._at(address), form=list(form.items()), auth=app)
        known = zip(("client_id", "client_secret"), app, strict=True)
        return self.http.send("POST", self._at(address), form=[*form.items(), *known])

    def _at(self, address: str) -> str:
        if self.app.url:
            return self.app.url.rstrip("/") + urlsplit(address).path
        if not address.startswith("/"):
            return address
        home = self.home.strip().rstrip("/")
        if not re.fullmatch(self.flow.homes, home):
            raise Rejected(f"the address under Settings is not one of {self.title}'s", code="base_url")
        return home + address


def new_secret() -> str:
    """For a state and for a verifier: 256 random bits, 43 letters that need no escaping (RFC 7636 section 4.1)."""
    return secrets.token_urlsafe(32)


class _Granted(BaseModel):
    access_token: str = Field(min_length=1)
    refresh_token: str | None = None
    expires_in: float | None = None


class _Denial(BaseModel):
    error: str = ""


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _denial(reply: Reply) -> str:
    """The vendor's code, "" where there is none."""
    try:
        code = _Denial.model_validate_json(reply.body).error
    except ValidationError:
        return ""
    return code if _CODE.fullmatch(code) else ""


def _within(told: object, name: str) -> str:
    for part in name.split("."):
        told = told.get(part) if isinstance(told, dict) else None
    return told if isinstance(told, str) else ""
