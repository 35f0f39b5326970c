"""Pipedrive's manners: its envelope, its budget, and its refusals read for what they ask of us."""

import re
from collections.abc import Mapping

from pydantic import BaseModel, SecretStr, ValidationError

from apps.integrations.errors import Unanswered, Unavailable
from apps.integrations.http import Http, Reply, own_home, refuse
from apps.integrations.tokens import Access

from .base import Gone

# Where a token that a person has granted is good; one of the company's own says nothing of the kind.
DOMAIN = "api_domain"
_HOMES = re.compile(r"https://[a-z0-9-]+\.pipedrive\.com")
# The burst limit is counted over two seconds; the budget of a day comes back at its end.
_BURST_PAUSE_SECONDS, _BUDGET_PAUSE_SECONDS = 2.0, 3600.0


class _Refusal(BaseModel):
    error_info: str | None = None


class Session:
    """Sends requests to one company's account."""

    def __init__(self, http: Http, *, base_url: str, api_token: SecretStr) -> None:
        self._http = http
        self._base_url = _home(base_url, http)
        self._token = api_token.get_secret_value()

    @property
    def base_url(self) -> str:
        return self._base_url

    def call(self, method: str, path: str, *, json: object = None, params: Mapping[str, str] | None = None) -> Reply:
        """The answer to what was done. Raises the remedies of a refusal."""

        def send(access: Access) -> Reply:
            url, headers = self._base_url, {"x-api-token": access.value}
            if domain := access.said.get(DOMAIN):
                url, headers = _home(domain, self._http), {"Authorization": f"Bearer {access.value}"}
            return self._http.send(method, f"{url}/api{path}", json=json, params=params, headers=headers)

        reply = self._http.as_holder(self._token, send)
        _require_success(reply)
        return reply


def parsed[Model: BaseModel](reply: Reply, model: type[Model]) -> Model:
    """The body as `model`; garbage is `Unanswered`, for nobody knows what they did."""
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered(f"Pipedrive answered {reply.status} with something unreadable") from error


def _home(url: str, http: Http) -> str:
    return own_home(url, homes=_HOMES, example="https://acme.pipedrive.com", http=http)


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
