"""Google's manners: a token that all threads share, and errors read for what they ask of us."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http, Reply, not_connected, own_address, refuse
from apps.integrations.tokens import Access, Shared

from .base import Gone

SERVICE = "https://www.googleapis.com"
TOKENS = "https://oauth2.googleapis.com/token"
# A token is not used in its last minute: it could be over by the time it arrives.
_SAFETY_SECONDS = 60.0
# Google sends no Retry-After with these; its guide asks for exponential back-off, the quota is counted by the minute.
_LIMIT_PAUSE_SECONDS = 10.0
_LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "calendarUsageLimitsExceeded"})


@dataclass(frozen=True)
class Token:
    """`good_until` is by the machine's monotonic clock."""

    value: str
    good_until: float


_TOKENS = Shared[Token]()


class Session:
    """Sends requests for one person who has given us a refresh token."""

    def __init__(self, http: Http, *, base_url: str, client_id: str, secrets: tuple[SecretStr, SecretStr]) -> None:
        self._http = http
        self._base_url = own_address(base_url, service=SERVICE, http=http)
        self._client_id = client_id
        self._client_secret, self._refresh_token = (each.get_secret_value() for each in secrets)
        digest = sha256(f"{self._client_secret}\n{self._refresh_token}".encode()).hexdigest()
        self._key = (self._base_url, client_id, digest)

    def call(self, method: str, path: str, *, json: object = None, params: Mapping[str, str] | None = None) -> Reply:
        """Return the answer whatever its status; a token that is over is renewed once."""

        def send(token: Token) -> Reply:
            headers = {"Authorization": f"Bearer {token.value}"}
            url = f"{self._base_url}/calendar/v3{path}"
            return self._http.send(method, url, json=json, params=params, headers=headers)

        token = self._token()
        reply = send(token)
        return send(self._token(stale=token)) if reply.status == 401 else reply

    def _token(self, *, stale: Token | None = None) -> Token:
        if self._http.granted:
            access = self._http.granted.access(stale=Access(stale.value) if stale else None)
            return Token(access.value, float("inf"))
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
        url = TOKENS if self._base_url == SERVICE else f"{self._base_url}/token"
        try:
            reply = self._http.send("POST", url, form=form)
            if reply.status in (400, 401, 403):
                raise Unauthorized("Google accepts no log-in any more: connect the calendar anew", code=_denial(reply))
            refuse(reply, f"Google gave no token ({reply.status})")
            grant = parsed(reply, _Grant)
        except Unanswered as error:
            # Nothing was on its way yet: asking again does no harm.
            raise Unavailable(error.reason, retry_after_seconds=error.retry_after_seconds) from error
        return Token(grant.access_token, time.monotonic() + grant.expires_in - _SAFETY_SECONDS)


class _Grant(BaseModel):
    access_token: str = Field(min_length=1)
    expires_in: float = 3_600


class _Denial(BaseModel):
    error: str = ""


class _Detail(BaseModel):
    reason: str = ""


class _Error(BaseModel):
    errors: list[_Detail] = []
    status: str = ""


class _Wire(BaseModel):
    error: _Error = _Error()


def require_success(reply: Reply) -> None:
    """Raise the remedy that an error asks for, without Google's words, which may quote a guest; 2xx passes."""
    if reply.status < 300:
        return
    code = _reason(reply)
    if code in _LIMITS:
        pause = reply.retry_after_seconds or _LIMIT_PAUSE_SECONDS
        raise Unavailable("Google's request limit is reached", code=code, retry_after_seconds=pause)
    reason = f"Google Calendar refused it ({code or reply.status})"
    if reply.status in (404, 410):
        raise Gone(reason, code=code)
    refuse(reply, reason, code=code)


def parsed[Model: BaseModel](reply: Reply, model: type[Model]) -> Model:
    """The body as `model`; garbage is `Unanswered`, for nobody knows what they did."""
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered(f"Google answered {reply.status} with something unreadable") from error


def _reason(reply: Reply) -> str:
    try:
        error = _Wire.model_validate_json(reply.body).error
    except ValidationError:
        return ""
    return next((each.reason for each in error.errors if each.reason), error.status)


def _denial(reply: Reply) -> str:
    try:
        return _Denial.model_validate_json(reply.body).error
    except ValidationError:
        return ""
