"""Microsoft Graph's manners: an app's token that all threads share, times in whatever zone, and errors by code."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http, Reply, not_connected, own_address, refuse
from apps.integrations.tokens import Access, Shared

from .base import Gone

SERVICE = "https://graph.microsoft.com"
LOGIN = "https://login.microsoftonline.com"
_SAFETY_SECONDS = 60.0
_CODE = re.compile(r"[A-Za-z_.]{1,60}")
# What we ask for; a server that does not care answers in the mailbox's own zone, by Windows' name of it.
PREFERRED = {"Prefer": 'outlook.timezone="UTC"'}
_WINDOWS = {
    "UTC": "UTC",
    "GMT Standard Time": "Europe/London",
    "W. Europe Standard Time": "Europe/Berlin",
    "Atlantic Standard Time": "America/Halifax",
    "Eastern Standard Time": "America/New_York",
    "US Eastern Standard Time": "America/Indianapolis",
    "Central Standard Time": "America/Chicago",
    "Mountain Standard Time": "America/Denver",
    "US Mountain Standard Time": "America/Phoenix",
    "Pacific Standard Time": "America/Los_Angeles",
    "Alaskan Standard Time": "America/Anchorage",
    "Hawaiian Standard Time": "Pacific/Honolulu",
}


@dataclass(frozen=True)
class Token:
    """`good_until` is by the machine's monotonic clock."""

    value: str
    good_until: float


_TOKENS = Shared[Token]()


class Session:
    """Sends requests as an app that a directory has allowed."""

    def __init__(self, http: Http, *, base_url: str, directory_id: str, client_id: str, secret: SecretStr) -> None:
        self._http = http
        self._base_url = own_address(base_url, service=SERVICE, http=http)
        login = LOGIN if self._base_url == SERVICE else self._base_url
        self._login = f"{login}/{quote(directory_id, safe='')}/oauth2/v2.0/token"
        self._client_id, self._secret = client_id, secret.get_secret_value()
        self._key = (self._login, client_id, sha256(self._secret.encode()).hexdigest())

    def call(self, method: str, path: str, *, json: object = None, params: Mapping[str, str] | None = None) -> Reply:
        """Return the answer whatever its status; a token that is over is renewed once."""

        def send(token: Token) -> Reply:
            headers = {"Authorization": f"Bearer {token.value}", **PREFERRED}
            return self._http.send(method, f"{self._base_url}/v1.0{path}", json=json, params=params, headers=headers)

        token = self._token()
        reply = send(token)
        return send(self._token(stale=token)) if reply.status == 401 else reply

    def _token(self, *, stale: Token | None = None) -> Token:
        if self._http.granted:
            access = self._http.granted.access(stale=Access(stale.value) if stale else None)
            return Token(access.value, float("inf"))
        if not self._secret:
            raise not_connected()

        def is_good(token: Token) -> bool:
            return token != stale and token.good_until >= time.monotonic()

        return _TOKENS.current(self._key, is_good=is_good, renew=self._new_token)

    def _new_token(self) -> Token:
        known = (("client_id", self._client_id), ("client_secret", self._secret))
        form = (("grant_type", "client_credentials"), *known, ("scope", f"{SERVICE}/.default"))
        try:
            reply = self._http.send("POST", self._login, form=form)
            if reply.status in (400, 401, 403):
                raise Unauthorized("Microsoft accepts no log-in with these keys", code=_code(reply))
            refuse(reply, f"Microsoft gave no token ({reply.status})")
            grant = parsed(reply, _Grant)
        except Unanswered as error:
            # Nothing was on its way yet: asking again does no harm.
            raise Unavailable(error.reason, retry_after_seconds=error.retry_after_seconds) from error
        return Token(grant.access_token, time.monotonic() + grant.expires_in - _SAFETY_SECONDS)


class Moment(BaseModel):
    """An instant as Graph says it: without an offset, in the zone beside it."""

    told: datetime = Field(validation_alias="dateTime")
    zone: str = Field("UTC", validation_alias="timeZone")

    @property
    def at(self) -> datetime:
        """Aware. Raises `Unanswered` for a zone that nobody knows: a wrong hour is worse than none."""
        if self.told.tzinfo:
            return self.told.astimezone(UTC)
        try:
            zone = ZoneInfo(_WINDOWS.get(self.zone, self.zone))
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise Unanswered("Microsoft answered in a time zone that is not known here", code="zone") from error
        return self.told.replace(tzinfo=zone).astimezone(UTC)


class _Grant(BaseModel):
    access_token: str = Field(min_length=1)
    expires_in: float = 3_600


class _Error(BaseModel):
    code: str = ""


class _Wire(BaseModel):
    error: _Error | str = _Error()


def require_success(reply: Reply) -> None:
    """Raise the remedy that an error asks for, without Microsoft's words, which may quote a guest; 2xx passes."""
    if reply.status < 300:
        return
    code = _code(reply)
    reason = f"Microsoft refused it ({code or reply.status})"
    if reply.status in (404, 410):
        raise Gone(reason, code=code)
    refuse(reply, reason, code=code)


def parsed[Model: BaseModel](reply: Reply, model: type[Model]) -> Model:
    """The body as `model`; garbage is `Unanswered`, for nobody knows what they did."""
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered(f"Microsoft answered {reply.status} with something unreadable") from error


def _code(reply: Reply) -> str:
    try:
        error = _Wire.model_validate_json(reply.body).error
    except ValidationError:
        return ""
    code = error if isinstance(error, str) else error.code
    # A code is one word; anything else might be somebody's.
    return code if _CODE.fullmatch(code) else ""
