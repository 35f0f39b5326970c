"""What Telnyx's families share towards Telnyx: the account, its requests, and what its refusals ask for."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered, Unauthorized
from apps.integrations.http import READ_SECONDS, Http, Reply, refuse

API = "https://api.telnyx.com/v2"
E164 = r"^\+[1-9]\d{6,14}$"
# https://developers.telnyx.com/development/api-fundamentals/api-errors
_ACCOUNT_REFUSED = {
    "10009": "Telnyx does not accept the API key",
    "20100": "The Telnyx account's funds do not suffice",
}


class Account(BaseModel):
    """A Telnyx account as a tenant types it in."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True)

    api_key: SecretStr = Field(
        title="API key", description="From API Keys in the Telnyx portal.", examples=["KEY0123"], min_length=8
    )
    public_key: str = Field(
        title="Public key",
        description="Telnyx signs its callbacks; this checks them. In the portal beside the API keys, 44 characters.",
        examples=["5NTk2ZWZlMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="],
        pattern=r"^[A-Za-z0-9+/]{43}=$",
    )
    base_url: str = Field(
        default=API,
        title="API address",
        description="Leave as it is; the sandbox is http://127.0.0.1:8001/telnyx.",
        examples=[API],
        pattern=r"^https?://\S+$",
    )


class Keyed(Protocol):
    """Whose name requests are made in."""

    @property
    def api_key(self) -> SecretStr: ...

    @property
    def base_url(self) -> str: ...


class Api:
    """Requests in an account's name. `reasons` are the codes that refuse one for good, in words without the number."""

    def __init__(
        self, account: Keyed, http: Http, *, reasons: Mapping[str, str], read_seconds: float = READ_SECONDS
    ) -> None:
        self._account, self._http, self._reasons, self._read_seconds = account, http, reasons, read_seconds

    def ask[Answer: BaseModel](self, kind: type[Answer], path: str, params: Mapping[str, str] | None = None) -> Answer:
        """What Telnyx has there; a success that makes no sense is `Unanswered`. Raises the remedies."""
        return _read(kind, self._sent("GET", path, params=params))

    def make[Answer: BaseModel](self, kind: type[Answer], path: str, wanted: object, *, key: str = "") -> Answer:
        """Something new, asked for once. Under a `key` it is one thing, however often it is asked for."""
        return _read(kind, self._sent("POST", path, json=wanted, headers={"Idempotency-Key": key} if key else {}))

    def order(self, path: str, wanted: object, *, method: str = "POST") -> None:
        """Of which only counts that it was taken. Raises the remedies."""
        self._sent(method, path, json=wanted)

    def remove(self, path: str) -> None:
        """Harmless if it is gone. Raises the remedies."""
        reply = self._send("DELETE", path)
        if reply.status != 404:
            self._demand_success(reply)

    def _sent(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        reply = self._send(method, path, params=params, json=json, headers=headers)
        self._demand_success(reply)
        return reply

    def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        url = f"{self._account.base_url.rstrip('/')}{path}"
        named = {"Authorization": f"Bearer {self._account.api_key.get_secret_value()}", **(headers or {})}
        wait = self._read_seconds
        return self._http.send(method, url, headers=named, params=params, json=json, read_seconds=wait)

    def _demand_success(self, reply: Reply) -> None:
        if reply.status < 300:
            return
        code = _code(reply)
        if code in _ACCOUNT_REFUSED:
            raise Unauthorized(_ACCOUNT_REFUSED[code], code=code)
        if code in self._reasons and reply.status < 500:
            # Before the status: what concerns one number can come as 403, and is no bad key.
            raise Rejected(self._reasons[code], code=code)
        refuse(reply, f"Telnyx answered with error {code}", code=code)


class _Public(BaseModel):
    public: str


class _PublicKey(BaseModel):
    data: _Public


def check_keys(api: Api, account: Account) -> None:
    """Both keys are of one account. Raises the remedies; `Rejected` where callbacks could never be checked."""
    if api.ask(_PublicKey, "/public_key").data.public != account.public_key:
        raise Rejected("the public key is not this Telnyx account's", code="public_key")


def key_for(url: str) -> str:
    """One key for one callback address, so that what is asked twice under it is done once."""
    return str(uuid5(NAMESPACE_URL, url))


def segment(said: str) -> str:
    """An id of theirs as part of an address; whatever it is, it does not leave its place there."""
    return quote(said, safe=":")


def _read[Answer: BaseModel](kind: type[Answer], reply: Reply) -> Answer:
    try:
        return kind.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered("Telnyx answered with something unreadable") from error


class _Error(BaseModel):
    code: str | int


class _Errors(BaseModel):
    errors: list[_Error] = Field(min_length=1)


def _code(reply: Reply) -> str:
    """Telnyx's own code, else the status; never its words, which repeat the numbers."""
    with suppress(ValidationError):
        found = str(_Errors.model_validate_json(reply.body).errors[0].code)
        if re.fullmatch(r"\d{5}", found):
            return found
    return str(reply.status)
