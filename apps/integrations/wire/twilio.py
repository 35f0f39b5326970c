"""What Twilio's families share towards Twilio: the account, its client, and what its refusals ask for."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]  # no py.typed
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Form, Http, Reply, refuse

API = "https://api.twilio.com"
E164 = r"^\+[1-9]\d{6,14}$"

# Twilio's dates are whole seconds of its own clock: what we asked for may be dated a little before `since`.
CLOCK_SLACK = timedelta(seconds=5)
MOST_LISTED = 50

_ACCOUNT_REFUSED = {
    "20003": "Twilio does not accept the account SID and auth token",
    "20005": "The Twilio account is not active",
}
_PASSES = {
    "20429": "Twilio asks for fewer requests",
    "21611": "The sender's queue at Twilio is full",
}


class Account(BaseModel):
    """A Twilio account as a tenant types it in."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True)

    account_sid: str = Field(
        title="Account SID",
        description="On the first page of the Twilio console; begins with AC.",
        examples=["AC00000000000000000000000000000001"],
        pattern=r"^AC[0-9a-f]{32}$",
    )
    auth_token: SecretStr = Field(
        title="Auth token",
        description="Beside the account SID. An API key won't do: it can't check callbacks.",
        examples=["0123456789abcdef0123456789abcdef"],
        min_length=8,
    )
    signing_key: SecretStr | None = Field(
        default=None,
        title="Webhook signing key",
        description="Only if the account signs webhooks with a shared key (HMAC-SHA256): its secret.",
        examples=["0123456789abcdef0123456789abcdef"],
    )
    base_url: str = Field(
        default=API,
        title="API address",
        description="Leave as it is; the sandbox is http://127.0.0.1:8001/twilio.",
        examples=[API],
        pattern=r"^https?://\S+$",
    )


def client(account: Account, http: Http, *, reasons: Mapping[str, str]) -> Client:
    """Twilio's own client speaking through `http`; its calls raise the remedies of `errors`.

    `reasons` are the codes that refuse a request for good, in words for people, without the number.
    Building one costs microseconds: no need to keep it.
    """
    transport = _Transport(http, base_url=account.base_url.rstrip("/"), reasons=reasons)
    return Client(account.account_sid, account.auth_token.get_secret_value(), http_client=transport)


@contextmanager
def sensible() -> Iterator[None]:
    """A success that Twilio's library can't read is `Unanswered`: nobody knows what they did."""
    try:
        yield
    except (TwilioException, ValueError, TypeError, LookupError, AttributeError) as error:
        raise Unanswered("Twilio's answer could not be understood") from error


def standing(client: Client, account: Account) -> str:
    """Read the account itself: a sentence for people. Raises `Unauthorized` if it is suspended or closed."""
    with sensible():
        found = client.api.v2010.accounts(account.account_sid).fetch()
        name, status = str(found.friendly_name), str(found.status)
    if status != "active":
        raise Unauthorized(f"The Twilio account is {status}", code="20005")
    return f"Connected to the Twilio account {name}."


class _Transport:
    """Stands in for the library's HTTP client, which has no time-out of its own and pools without bounds."""

    def __init__(self, http: Http, *, base_url: str, reasons: Mapping[str, str]) -> None:
        self._http = http
        self._base_url = base_url
        self._reasons = reasons

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        **_ours: object,  # time-out and redirects are the door's to decide
    ) -> Response:
        reply = self._http.send(
            method,
            self._base_url + uri.removeprefix(API),
            headers=headers,
            params=dict(_fields(params)),
            form=_fields(data) if data else None,
            auth=auth,
        )
        _demand_success(reply, reasons=self._reasons)
        return Response(reply.status, reply.text, reply.headers)


def _fields(values: Mapping[str, object] | None) -> Form:
    """A list is the same field several times, as in StatusCallbackEvent; `None` is no field."""
    return [
        (name, str(item))
        for name, value in (values or {}).items()
        for item in (value if isinstance(value, list) else [value])
        if item is not None
    ]


def _demand_success(reply: Reply, *, reasons: Mapping[str, str]) -> None:
    if reply.status < 300:
        return
    code = _code(reply)
    if code in _ACCOUNT_REFUSED:
        raise Unauthorized(_ACCOUNT_REFUSED[code], code=code)
    if code in _PASSES:
        raise Unavailable(_PASSES[code], code=code, retry_after_seconds=reply.retry_after_seconds)
    if code in reasons and reply.status < 500:
        # Before the status: a country that the account may not reach can come as 403, and is no bad password.
        raise Rejected(reasons[code], code=code)
    refuse(reply, f"Twilio answered with error {code}", code=code)


def _code(reply: Reply) -> str:
    """Twilio's own code, else the status; never its message, which repeats the number."""
    with suppress(Unanswered):
        match reply.json():
            case {"code": int(code)}:
                return str(code)
    return str(reply.status)
