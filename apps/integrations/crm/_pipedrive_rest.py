"""Pipedrive's manners: its envelope, its budget, and its refusals read for what they ask of us."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered, Unavailable
from apps.integrations.http import Http, Reply, refuse

from .base import Gone

_ORIGIN = re.compile(r"https://[a-z0-9-]+\.pipedrive\.com")
# The burst limit is counted over two seconds; the budget of a day comes back at its end.
_BURST_PAUSE_SECONDS, _BUDGET_PAUSE_SECONDS = 2.0, 3600.0


class _Refusal(BaseModel):
    error_info: str | None = None


class Session:
    """Sends requests to one company's account."""

    def __init__(self, http: Http, *, base_url: str, api_token: SecretStr) -> None:
        self._http = http
        self._base_url = vetted(base_url, http)
        self._token = api_token.get_secret_value()

    @property
    def base_url(self) -> str:
        return self._base_url

    def call(self, method: str, path: str, *, json: object = None, params: Mapping[str, str] | None = None) -> Reply:
        """The answer to what was done. Raises the remedies of a refusal."""
        headers = {"x-api-token": self._token}
        reply = self._http.send(method, f"{self._base_url}/api{path}", json=json, params=params, headers=headers)
        _require_success(reply)
        return reply


def parsed[Model: BaseModel](reply: Reply, model: type[Model]) -> Model:
    """The body as `model`; garbage is `Unanswered`, for nobody knows what they did."""
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered(f"Pipedrive answered {reply.status} with something unreadable") from error


def vetted(url: str, http: Http) -> str:
    """The address without its last slash. Raises `Rejected` unless it is Pipedrive's own or trusted."""
    parts = urlsplit(url.strip().rstrip("/"))
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    if not _ORIGIN.fullmatch(origin) and origin not in http.trusted_origins:
        raise Rejected("the address is not one of Pipedrive's, such as https://acme.pipedrive.com")
    return origin + parts.path


def _require_success(reply: Reply) -> None:
    if reply.status < 300:
        return
    if reply.status in (404, 410):
        raise Gone(f"Pipedrive knows nothing at that address ({reply.status})")
    # Who goes on beyond the limit is refused by 403 for a while, as a stranger is.
    is_spent = reply.status == 403 and reply.headers.get("x-ratelimit-remaining") == "0"
    if reply.status == 429 or is_spent:
        pause = reply.retry_after_seconds or _pause_seconds(reply)
        raise Unavailable("Pipedrive's request limit is reached", code="limit", retry_after_seconds=pause)
    refuse(reply, f"Pipedrive refused it ({reply.status})")


def _pause_seconds(reply: Reply) -> float:
    try:
        info = _Refusal.model_validate_json(reply.body).error_info or ""
    except ValidationError:
        info = ""
    if "daily" in info:
        return _BUDGET_PAUSE_SECONDS
    reset = reply.headers.get("x-ratelimit-reset", "")
    return float(reset) if reset.isdigit() else _BURST_PAUSE_SECONDS
