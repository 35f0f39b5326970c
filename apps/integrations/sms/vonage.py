"""Vonage as a text messaging vendor: its Messages API, https://developer.vonage.com/en/api/messages."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from pydantic import AliasChoices, BaseModel, Field, SecretStr

from apps.integrations.errors import Unanswered, Unreadable
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.wire import vonage as wire

from . import base
from .base import InboundText, SentText, TextNews, TextOrder, TextStatus

STATUSES = {
    "submitted": TextStatus.SENT,
    "delivered": TextStatus.DELIVERED,
    "read": TextStatus.DELIVERED,
    "undeliverable": TextStatus.UNDELIVERED,
    "rejected": TextStatus.FAILED,
}
# https://developer.vonage.com/en/api-errors/messages
CAUSES = {
    "1000": "too many texts at once",
    "1010": "the text was not accepted",
    "1020": "the text was not accepted",
    "1040": "the number is none, or takes no texts",
    "1050": "the number takes no texts from us",
    "1060": "the Vonage account is barred",
    "1070": "the Vonage account's credit does not suffice",
    "1120": "the sender is not allowed there",
    "1160": "the number is not on the account's list",
}
# A text is told of for a day until we take it (their page on webhooks): what is older is somebody's who has listened.
MOST_AGE = timedelta(days=1)
CLOCK_SLACK = timedelta(seconds=5)
HEARD = Document(b"", status=204)


class TextingApplication(wire.Application):
    """A Vonage application for messages, the number that texts come from, and what its records are read by."""

    sender: str = Field(
        title="Sender",
        description="A number of the account's, with country code.",
        examples=["+12025550100"],
        pattern=wire.E164,
    )
    api_key: str = Field(
        title="API key",
        description="On the dashboard's first page. A text whose answer was lost is looked up by it (Reports API).",
        examples=["abcd1234"],
        pattern=r"^[0-9a-f]{8}$",
    )
    api_secret: SecretStr = Field(title="API secret", description="Beside the API key.", min_length=8)


class _Taken(BaseModel):
    message_uuid: str = Field(min_length=1)


class _Error(BaseModel):
    title: str | int = ""


class Told(BaseModel):
    """A status and a message from a person alike."""

    message_uuid: str = Field(min_length=1)
    sender: str = Field(default="", alias="from")
    to: str = ""
    timestamp: str | None = None
    status: str = ""
    error: _Error | None = None
    text: str | None = None
    channel: str = ""


class _Record(BaseModel):
    message_id: str = Field(min_length=1, validation_alias=AliasChoices("message_id", "message_uuid"))
    sender: str = Field(default="", alias="from")
    to: str = ""
    client_ref: str | None = None
    status: str | None = None
    date_received: str | None = None


class _Records(BaseModel):
    records: list[_Record]


class Sms(base.Sms):
    Settings = TextingApplication
    title = "Vonage Messages"

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings, self._http = TextingApplication.model_validate(settings), http
        self._api = wire.Api(self._settings, http)

    def send(self, order: TextOrder) -> SentText:
        wanted = {
            **_text(order.to, order.sender or self._settings.sender, order.body),
            "ttl": order.valid_seconds,
            "client_ref": _key(order.status_url),
            "webhook_url": order.status_url,
            "webhook_version": "v1",
        }
        return SentText(self._api.make(_Taken, "/v1/messages", wanted).message_uuid, TextStatus.QUEUED)

    def find(self, order: TextOrder, *, since: datetime) -> Sequence[SentText]:
        """By the reference that it was sent with; a record that kept none is known by sender, receiver and time."""
        began = since - CLOCK_SLACK
        numbers = (wire.bare(order.sender or self._settings.sender), wire.bare(order.to))
        same = [each for each in self._records(began) if (each.sender, each.to) == numbers]
        reference = _key(order.status_url)
        ours = [each for each in same if (each.client_ref or reference) == reference]
        sent = [_sent(each) for each in ours]
        recent = [each for each in sent if each.sent_at is not None and each.sent_at >= began]
        return sorted(recent, key=lambda each: each.sent_at or began, reverse=True)

    def verify(self, request: Inbound) -> None:
        wire.verify(request, self._settings, most_age=MOST_AGE)

    def read_status(self, request: Inbound) -> TextNews:
        told = wire.told(Told, request)
        if told.status not in STATUSES:
            raise Unreadable("Vonage sent a status of a text that is not known here")
        code = str(told.error.title) if told.error else ""
        cause = CAUSES.get(code, f"Vonage error {code}" if code.isdigit() else "")
        at = wire.moment(told.timestamp)
        return TextNews(told.message_uuid, STATUSES[told.status], at, code if code.isdigit() else "", cause)

    def read_reply(self, request: Inbound) -> InboundText:
        told = wire.told(Told, request)
        if told.status or not told.sender or not told.to:
            raise Unreadable("Vonage sent what is nobody's message")
        # A picture comes without a word.
        return InboundText(told.message_uuid, wire.e164(told.sender), wire.e164(told.to), told.text or "")

    def acknowledge(self, text: str = "") -> Document:
        return Document(text.encode()) if text else HEARD

    def perform(self, request: Inbound, document: Document) -> Document:
        """A reply is a message of its own. Vonage has no key for it: one that may have gone is not sent again."""
        if document.body:
            came = self.read_reply(request)
            with suppress(Unanswered):
                said = _text(came.sender, came.to, document.body.decode())
                # Or it would pass for one that was ordered, and whose answer was lost.
                wanted = said | {"client_ref": _key(f"reply to {came.provider_id}")}
                self._api.make(_Taken, "/v1/messages", wanted)
        return HEARD

    def check(self) -> str:
        self._records(datetime.now(UTC))
        return "Vonage knows the API key. The application's key and the signature secret show with the first text."

    def _records(self, began: datetime) -> Sequence[_Record]:
        """https://developer.vonage.com/en/api/reports: by the account's key, not by the application's."""
        settings = self._settings
        wanted = {
            "account_id": settings.api_key,
            "product": "MESSAGES",
            "direction": "outbound",
            "date_start": f"{began.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }
        url = f"{settings.base_url.rstrip('/')}/v2/reports/records"
        login = (settings.api_key, settings.api_secret.get_secret_value())
        reply = self._http.send("GET", url, params=wanted, auth=login)
        wire.demand_success(reply)
        return wire.read(_Records, reply).records


def _text(to: str, sender: str, body: str) -> dict[str, object]:
    numbers = {"to": wire.bare(to), "from": wire.bare(sender)}
    return {"message_type": "text", "channel": "sms", **numbers, "text": body}


def _key(url: str) -> str:
    """One reference for one status address."""
    return str(uuid5(NAMESPACE_URL, url))


def _sent(record: _Record) -> SentText:
    at = wire.moment(record.date_received)
    if at is None:
        raise Unanswered("Vonage named a time that is none")
    return SentText(record.message_id, STATUSES.get(record.status or "", TextStatus.QUEUED), at)
