"""Aircall, whose users' apps dial: https://developer.aircall.io/docs/outbound-calls."""

import hmac
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import BadSignature, Rejected, Unanswered, Unavailable, Unreadable
from apps.integrations.http import Http, Inbound, Reply, refuse

from ._causes import BY_STATUS
from ._rep_first import RepFirst, Seats
from .base import AccountNews, CallNews, CallOrder, CallStatus, PlacedCall

API = "https://api.aircall.io"
# Their times are of whole seconds, and of their own clock.
CLOCK_SLACK = timedelta(seconds=5)
MOST_LISTED = "50"
# An app that was told to dial does so within seconds; a phone that slept may hear of it later.
MOST_DELAY = timedelta(minutes=2)
# The lead's phone rings from when the app has dialled: before that there is no call.
STATUSES = {"initial": CallStatus.RINGING, "answered": CallStatus.ANSWERED}
RESET = "x-aircallapi-reset"


class Workspace(Seats):
    """An Aircall company, one of its numbers, and the users who call by it."""

    api_id: str = Field(
        title="API ID", description="Integrations & API, API keys, in the Aircall dashboard.", min_length=8
    )
    api_token: SecretStr = Field(title="API token", description="Shown once, when the key is made.", min_length=8)
    number_id: str = Field(
        title="Number",
        description="The id of the number that is called from; each of the users must have it.",
        examples=["1234"],
        pattern=r"^\d{1,20}$",
    )
    webhook_token: SecretStr = Field(
        title="Webhook token",
        description="Of the webhook whose address stands below: Integrations & API, Webhooks. It is all that tells "
        "Aircall's news from others'.",
        min_length=8,
    )
    base_url: str = Field(
        default=API,
        title="API address",
        description="Leave as it is; the sandbox is http://127.0.0.1:8001/aircall.",
        examples=[API],
        pattern=r"^https?://\S+$",
    )


class Call(BaseModel):
    """Of an answer and of an event alike. Times are Unix seconds."""

    id: int
    direction: str
    status: str
    raw_digits: str = ""
    started_at: int | None = None
    answered_at: int | None = None
    ended_at: int | None = None

    @property
    def phone(self) -> str:
        """Aircall writes numbers with blanks."""
        digits = "".join(each for each in self.raw_digits if each.isdigit())
        return f"+{digits}" if digits and self.direction == "outbound" else ""


class _CallAnswer(BaseModel):
    call: Call


class _Meta(BaseModel):
    next_page_link: str | None = None


class _Found(BaseModel):
    meta: _Meta
    calls: list[Call]


class _Company(BaseModel):
    name: str


class _CompanyAnswer(BaseModel):
    company: _Company


class _Event(BaseModel):
    resource: str
    token: str = ""
    data: dict[str, object]


class Telephony(RepFirst):
    Settings = Workspace
    title = "Aircall"

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings, self._http = Workspace.model_validate(settings), http

    def place(self, order: CallOrder) -> PlacedCall:
        """Aircall takes it without a word: which call it is, its news says."""
        user = self._settings.user_for(order.rep_phone)
        wanted = {"number_id": int(self._settings.number_id), "to": order.to}
        reply = self._sent("POST", f"/v1/users/{user}/calls", json=wanted)
        if reply.status == 405:
            raise Unavailable("the rep's Aircall app is not open, or in a call", code="405")
        _refuse(reply)
        if reply.status != 204:
            raise Unanswered("Aircall answered with something unreadable")
        return PlacedCall("", CallStatus.QUEUED)

    def find(self, order: CallOrder, *, since: datetime) -> Sequence[PlacedCall]:
        began = since - CLOCK_SLACK
        wanted = {
            "from": str(int(began.timestamp())),
            "direction": "outbound",
            "phone_number": order.to,
            "order": "desc",
            "per_page": MOST_LISTED,
        }
        page = _read(_Found, self._asked("/v1/calls/search", wanted))
        if page.meta.next_page_link:
            raise Unanswered("Aircall has more calls to that number than can be looked through")
        same = [each for each in page.calls if each.phone == order.to]
        found = [PlacedCall(str(each.id), _status(each), _moment(each.started_at)) for each in same]
        recent = [each for each in found if each.placed_at is None or each.placed_at >= began]
        if not recent and datetime.now(UTC) - since < MOST_DELAY:
            raise Unanswered("the rep's app may still dial")
        return sorted(recent, key=lambda call: call.placed_at or datetime.max.replace(tzinfo=UTC), reverse=True)

    def fetch(self, provider_id: str) -> CallNews:
        path = f"/v1/calls/{quote(provider_id, safe='')}"
        return _news(_read(_CallAnswer, self._asked(path)).call)

    def hang_up(self, provider_id: str) -> None:
        """Only the rep can; one that has ended needs nobody."""
        try:
            is_over = self.fetch(provider_id).status.is_final
        except Rejected as refusal:
            if refusal.code != "404":
                raise
            return
        if not is_over:
            raise Rejected("Aircall lets nobody but the rep end a call", code="unsupported")

    def verify(self, request: Inbound) -> None:
        """There is no signature: the token in the body is the webhook's own."""
        try:
            claimed = _Event.model_validate_json(request.body).token
        except ValidationError as error:
            raise BadSignature("not from Aircall") from error
        known = self._settings.webhook_token.get_secret_value()
        if not hmac.compare_digest(claimed.encode("utf-8", "replace"), known.encode()):
            raise BadSignature("not the webhook's token")

    def read_call(self, request: Inbound) -> CallNews:
        return _news(_call(_event(request)))

    def read_account(self, request: Inbound) -> Sequence[AccountNews]:
        event = _event(request)
        # Contacts, users and numbers have webhooks as well.
        told = [_call(event)] if event.resource == "call" else []
        return [AccountNews(_news(each), each.phone, began_at=_moment(each.started_at)) for each in told if each.phone]

    def check(self) -> str:
        company = _read(_CompanyAnswer, self._asked("/v1/company")).company
        return f"Connected to {company.name} at Aircall."

    def _asked(self, path: str, params: dict[str, str] | None = None) -> Reply:
        reply = self._sent("GET", path, params=params)
        _refuse(reply)
        return reply

    def _sent(self, method: str, path: str, *, params: dict[str, str] | None = None, json: object = None) -> Reply:
        login = (self._settings.api_id, self._settings.api_token.get_secret_value())
        url = f"{self._settings.base_url.rstrip('/')}{path}"
        return self._http.send(method, url, params=params, json=json, auth=login)


def _refuse(reply: Reply) -> None:
    """Raise the remedy for anything but a 2xx; Aircall says when its minute is over in a header of its own."""
    if reply.status == 429 and (at := reply.headers.get(RESET, "")).isdigit():
        seconds = max(1.0, int(at) - time.time())
        raise Unavailable("Aircall's limit of requests a minute is reached", code="429", retry_after_seconds=seconds)
    refuse(reply, f"Aircall answered {reply.status}", code=str(reply.status))


def _read[Answer: BaseModel](kind: type[Answer], reply: Reply) -> Answer:
    try:
        return kind.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered("Aircall answered with something unreadable") from error


def _event(request: Inbound) -> _Event:
    try:
        return _Event.model_validate_json(request.body)
    except ValidationError as error:
        raise Unreadable(f"Aircall sent what is no event ({error.error_count()})") from error


def _call(event: _Event) -> Call:
    try:
        return Call.model_validate(event.data)
    except ValidationError as error:
        raise Unreadable(f"Aircall sent an event of no call ({error.error_count()})") from error


def _news(call: Call) -> CallNews:
    status = _status(call)
    at = {CallStatus.RINGING: call.started_at, CallStatus.ANSWERED: call.answered_at}.get(status, call.ended_at)
    talked = call.ended_at - call.answered_at if call.answered_at and call.ended_at else None
    talk_seconds = (talked or 0) if status.is_final else None
    return CallNews(str(call.id), status, _moment(at), talk_seconds, BY_STATUS.get(status, ""))


def _status(call: Call) -> CallStatus:
    """Raises `Unreadable` for a state that is not known here."""
    if call.status == "done":
        return CallStatus.COMPLETED if call.answered_at else CallStatus.NO_ANSWER
    if call.status not in STATUSES:
        raise Unreadable("Aircall sent a state of a call that is not known here")
    return STATUSES[call.status]


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
