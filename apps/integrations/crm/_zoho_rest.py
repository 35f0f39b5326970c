"""Zoho's manners: data centres, a token that all threads share, and refusals that come inside a success."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http, Reply, not_connected, own_home, refuse
from apps.integrations.tokens import Access, Shared

from .base import Gone

# A data centre for each region; a token is good for the one that its reply names.
ACCOUNTS = r"https://accounts\.(zoho\.(com|eu|in|jp|sa|ae|com\.au|com\.cn|uk)|zohocloud\.ca)"
_ACCOUNTS, _EXAMPLE = re.compile(ACCOUNTS), "https://accounts.zoho.com"
_APIS = re.compile(r"https://www\.zohoapis\.(com|eu|in|jp|sa|ae|ca|uk|com\.au|com\.cn)")
# Where a token is good, in the answer that brings it.
DOMAIN = "api_domain"
_SAFETY_SECONDS = 60.0
# Ten new tokens in ten minutes are all that a refresh token gives.
_TOKEN_PAUSE_SECONDS = 600.0
_LIMITS = frozenset({"TOO_MANY_REQUESTS", "LICENSE_LIMIT_EXCEEDED", "API_LIMIT_EXCEEDED"})


@dataclass(frozen=True)
class Token:
    """`good_until` is by the machine's monotonic clock."""

    value: str
    api_domain: str
    good_until: float


_TOKENS = Shared[Token]()


class Session:
    """Sends requests for one organisation that has given us a refresh token."""

    def __init__(self, http: Http, *, base_url: str, client_id: str, secrets: tuple[SecretStr, SecretStr]) -> None:
        self._http = http
        self._accounts = own_home(base_url, homes=_ACCOUNTS, example=_EXAMPLE, http=http)
        self._client_id = client_id
        self._client_secret, self._refresh_token = (each.get_secret_value() for each in secrets)
        digest = sha256(f"{self._client_secret}\n{self._refresh_token}".encode()).hexdigest()
        self._key = (self._accounts, client_id, digest)

    def call(self, method: str, path: str, *, json: object = None, params: Mapping[str, str] | None = None) -> Reply:
        """Return the answer whatever its status; a token that is over is renewed once."""

        def send(token: Token) -> Reply:
            headers = {"Authorization": f"Zoho-oauthtoken {token.value}"}
            return self._http.send(method, token.api_domain + path, json=json, params=params, headers=headers)

        token = self._token()
        reply = send(token)
        return send(self._token(stale=token)) if reply.status == 401 else reply

    def _api(self, domain: str) -> str:
        return own_home(domain, homes=_APIS, example=_EXAMPLE, http=self._http)

    def _token(self, *, stale: Token | None = None) -> Token:
        if self._http.granted:
            access = self._http.granted.access(stale=Access(stale.value) if stale else None)
            return Token(access.value, self._api(access.said.get(DOMAIN, "")), float("inf"))
        if not self._refresh_token:
            raise not_connected()

        def is_good(token: Token) -> bool:
            return token != stale and token.good_until >= time.monotonic()

        return _TOKENS.current(self._key, is_good=is_good, renew=self._new_token)

    def _new_token(self) -> Token:
        form = (
            ("grant_type", "refresh_token"),
            ("client_id", self._client_id),
            ("client_secret", self._client_secret),
            ("refresh_token", self._refresh_token),
        )
        try:
            reply = self._http.send("POST", f"{self._accounts}/oauth/v2/token", form=form)
            denial = _denial(reply)
            if denial == "Access Denied":
                raise Unavailable("Zoho gives no more tokens for now", retry_after_seconds=_TOKEN_PAUSE_SECONDS)
            # A refusal comes as a success: 200 with an error in it.
            if denial or reply.status in (400, 401, 403):
                raise Unauthorized("Zoho accepts no log-in any more: connect it anew", code=denial)
            refuse(reply, f"Zoho gave no token ({reply.status})")
            grant = parsed(reply, _Grant)
        except Unanswered as error:
            # No lead was on its way yet: asking again does no harm.
            raise Unavailable(error.reason, retry_after_seconds=error.retry_after_seconds) from error
        api_domain = self._api(grant.api_domain)
        return Token(grant.access_token, api_domain, time.monotonic() + grant.expires_in - _SAFETY_SECONDS)


class _Grant(BaseModel):
    access_token: str = Field(min_length=1)
    api_domain: str
    expires_in: float = 3_600


class _Denial(BaseModel):
    error: str = ""


class Details(BaseModel):
    """Of a written record its id; of a refusal the field, and the record that is in the way."""

    id: str = Field("", coerce_numbers_to_str=True)
    api_name: str = ""


class Result(BaseModel):
    """What came of one record."""

    code: str = Field(min_length=1)
    action: str = ""
    details: Details = Details()


class _Results(BaseModel):
    data: list[Result] = Field(min_length=1)


def result(reply: Reply) -> Result:
    """What came of the one record that was sent. Raises the remedies of all that is no matter of its contents."""
    try:
        if reply.status in (200, 201, 202, 207, 400):
            return _Results.model_validate_json(reply.body).data[0]
    except ValidationError:
        pass
    require_success(reply)
    raise Unanswered(f"Zoho answered {reply.status} with something unreadable")


def require_success(reply: Reply) -> None:
    """Raise the remedy that a refusal of the whole request asks for; 2xx passes."""
    if reply.status < 300:
        return
    code = _code(reply)
    if code in _LIMITS:
        raise Unavailable("Zoho's request limit is reached", code=code, retry_after_seconds=reply.retry_after_seconds)
    reason = f"Zoho refused it ({code or reply.status})"
    if reply.status == 404:
        raise Gone(reason, code=code)
    refuse(reply, reason, code=code)


def parsed[Model: BaseModel](reply: Reply, model: type[Model]) -> Model:
    """The body as `model`; garbage is `Unanswered`, for nobody knows what they did."""
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered(f"Zoho answered {reply.status} with something unreadable") from error


class _Code(BaseModel):
    code: str = ""


def _code(reply: Reply) -> str:
    try:
        return _Code.model_validate_json(reply.body).code
    except ValidationError:
        return ""


def _denial(reply: Reply) -> str:
    try:
        return _Denial.model_validate_json(reply.body).error
    except ValidationError:
        return ""
