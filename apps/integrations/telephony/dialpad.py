"""Dialpad, which rings a user's devices: https://developers.dialpad.com/reference/callcall."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import BadSignature, Rejected, Unanswered, Unavailable, Unreadable
from apps.integrations.http import Http, Inbound, Reply, refuse
from apps.integrations.wire import jwt

from ._causes import BY_STATUS
from ._rep_first import RepFirst, Seats
from .base import AccountNews, CallNews, CallOrder, CallStatus, PlacedCall

API = "https://dialpad.com"
CALLS = "/api/v2/call"
CLOCK_SLACK = timedelta(seconds=5)
# A user may be made to call five times a minute (https://developers.dialpad.com/docs/rate-limits).
SECONDS_A_CALL = 12.0
IN_A_CALL = "currently on a call"
STATUSES = {
    "calling": CallStatus.RINGING,
    "ringing": CallStatus.RINGING,
    "preanswer": CallStatus.RINGING,
    "connected": CallStatus.ANSWERED,
    "hold": CallStatus.ANSWERED,
    "missed": CallStatus.NO_ANSWER,
}
ENDED = "hangup"


class Company(Seats):
    """A Dialpad company, the users who call, and the secret that its events are signed by."""

    api_key: SecretStr = Field(
        title="API key", description="A company admin's, from Admin Settings, Authentication, API keys.", min_length=8
    )
    webhook_secret: SecretStr = Field(
        title="Webhook secret",
        description="What the webhook with the address below was made with; without one Dialpad signs nothing.",
        min_length=16,
    )
    base_url: str = Field(
        default=API,
        title="API address",
        description="Leave as it is; the sandbox is http://127.0.0.1:8001/dialpad.",
        examples=[API],
        pattern=r"^https?://\S+$",
    )


class Call(BaseModel):
    """Of an answer and of an event alike. Times are Unix milliseconds."""

    call_id: int
    state: str
    direction: str = ""
    custom_data: str | None = None
    external_number: str | None = None
    date_started: int | None = None
    date_connected: int | None = None
    date_ended: int | None = None
    event_timestamp: int | None = None

    @property
    def phone(self) -> str:
        return (self.external_number or "") if self.direction == "outbound" else ""


class _Rung(BaseModel):
    call_id: int


class _Page(BaseModel):
    items: list[Call]
    cursor: str | None = None


class _Company(BaseModel):
    name: str


class Telephony(RepFirst):
    Settings = Company
    title = "Dialpad"

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings, self._http = Company.model_validate(settings), http

    def place(self, order: CallOrder) -> PlacedCall:
        wanted = {
            "phone_number": order.to,
            "user_id": self._settings.user_for(order.rep_phone),
            "outbound_caller_id": order.caller_id or self._settings.caller_id,
            # Comes back with all that happens to the call.
            "custom_data": order.status_url,
        }
        reply = self._sent("POST", CALLS, json=wanted)
        if reply.status == 429:
            seconds = reply.retry_after_seconds or SECONDS_A_CALL
            raise Unavailable("the rep has been rung five times within a minute", retry_after_seconds=seconds)
        if 400 <= reply.status < 500 and IN_A_CALL in reply.text:
            raise Unavailable("the rep is in a call", code=str(reply.status), retry_after_seconds=SECONDS_A_CALL)
        _refuse(reply)
        return PlacedCall(str(_read(_Rung, reply).call_id), CallStatus.QUEUED)

    def find(self, order: CallOrder, *, since: datetime) -> Sequence[PlacedCall]:
        """By what it was ordered with. The list has only calls that are over: while one may go on, nobody knows."""
        began = since - CLOCK_SLACK
        page = _read(_Page, self._asked(CALLS, {"started_after": str(int(began.timestamp() * 1000))}))
        ours = [each for each in page.items if each.custom_data == order.status_url]
        if not ours and (page.cursor or datetime.now(UTC) - since < _longest(order)):
            raise Unanswered("Dialpad lists no call that goes on")
        found = [PlacedCall(str(each.call_id), _status(each), _moment(each.date_started)) for each in ours]
        return sorted(found, key=lambda call: call.placed_at or began, reverse=True)

    def fetch(self, provider_id: str) -> CallNews:
        return _news(_read(Call, self._asked(_path(provider_id))))

    def hang_up(self, provider_id: str) -> None:
        reply = self._sent("PUT", f"{_path(provider_id)}/actions/hangup")
        if reply.status == 404 or (400 <= reply.status < 500 and self._is_over(provider_id)):
            return
        _refuse(reply)

    def verify(self, request: Inbound) -> None:
        """The body itself is the token. It names no time: old news moves nothing."""
        self._claims(request)

    def read_call(self, request: Inbound) -> CallNews:
        return _news(self._told(request))

    def read_account(self, request: Inbound) -> Sequence[AccountNews]:
        told = self._told(request)
        if not told.phone or told.state not in (*STATUSES, ENDED):
            # A transcript, a survey, a call of somebody else's: a company's subscription tells all.
            return []
        return [AccountNews(_news(told), told.phone, told.custom_data or "", _moment(told.date_started))]

    def check(self) -> str:
        company = _read(_Company, self._asked("/api/v2/company"))
        return f"Connected to {company.name} at Dialpad."

    def _told(self, request: Inbound) -> Call:
        try:
            return Call.model_validate(self._claims(request))
        except BadSignature as error:
            raise Unreadable("Dialpad sent what is no token") from error
        except ValidationError as error:
            raise Unreadable(f"Dialpad sent an event of no call ({error.error_count()})") from error

    def _claims(self, request: Inbound) -> object:
        secret = self._settings.webhook_secret.get_secret_value()
        return jwt.claims(request.body.decode("utf-8", "replace"), secret=secret)

    def _is_over(self, provider_id: str) -> bool:
        try:
            return self.fetch(provider_id).status.is_final
        except Rejected as refusal:
            return refusal.code == "404"

    def _asked(self, path: str, params: dict[str, str] | None = None) -> Reply:
        reply = self._sent("GET", path, params=params)
        _refuse(reply)
        return reply

    def _sent(self, method: str, path: str, *, params: dict[str, str] | None = None, json: object = None) -> Reply:
        named = {"Authorization": f"Bearer {self._settings.api_key.get_secret_value()}"}
        url = f"{self._settings.base_url.rstrip('/')}{path}"
        return self._http.send(method, url, headers=named, params=params, json=json)


def _refuse(reply: Reply) -> None:
    refuse(reply, f"Dialpad answered {reply.status}", code=str(reply.status))


def _read[Answer: BaseModel](kind: type[Answer], reply: Reply) -> Answer:
    try:
        return kind.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered("Dialpad answered with something unreadable") from error


def _longest(order: CallOrder) -> timedelta:
    return timedelta(seconds=order.ring_seconds + order.most_seconds)


def _news(call: Call) -> CallNews:
    status = _status(call)
    # A call has begun, for them, when it was ordered: it rings when that is told.
    at = {CallStatus.RINGING: None, CallStatus.ANSWERED: call.date_connected}.get(status, call.date_ended)
    talk_seconds = None
    if status.is_final:
        talked = (call.date_ended or 0) - (call.date_connected or 0) if call.date_connected and call.date_ended else 0
        talk_seconds = round(talked / 1000)
    why = BY_STATUS.get(status, "")
    return CallNews(str(call.call_id), status, _moment(at or call.event_timestamp), talk_seconds, why)


def _status(call: Call) -> CallStatus:
    """Raises `Unreadable` for a state that is not known here."""
    if call.state == ENDED:
        return CallStatus.COMPLETED if call.date_connected else CallStatus.NO_ANSWER
    if call.state not in STATUSES:
        raise Unreadable("Dialpad sent a state of a call that is not known here")
    return STATUSES[call.state]


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def _path(provider_id: str) -> str:
    return f"{CALLS}/{quote(provider_id, safe='')}"
