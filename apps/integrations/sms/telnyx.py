"""Telnyx as a text messaging vendor: https://developers.telnyx.com/docs/messaging."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime, BaseModel, Field

from apps.integrations import charges
from apps.integrations.charges import Charge
from apps.integrations.errors import Rejected, Unreadable
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.wire import telnyx as wire
from apps.integrations.wire import telnyx_hooks as hooks

from . import base
from .base import InboundText, OptOut, SentText, TextNews, TextOrder, TextStatus

STATUSES = {
    "queued": TextStatus.QUEUED,
    "sending": TextStatus.QUEUED,
    "sent": TextStatus.SENT,
    "delivered": TextStatus.DELIVERED,
    # They never heard back from the network: it may have come.
    "delivery_unconfirmed": TextStatus.SENT,
    "delivery_failed": TextStatus.UNDELIVERED,
    "sending_failed": TextStatus.FAILED,
    "expired": TextStatus.UNDELIVERED,
}

OPTED_OUT = "40300"
# https://developers.telnyx.com/docs/messaging/messages/error-codes
REASONS = {
    OPTED_OUT: "The lead has opted out of texts from this sender (STOP)",
    "40001": "The lead's number is a landline or can't be reached by texts",
    "40009": "Telnyx does not accept the text",
    "40010": "The sender is not registered for business texting (10DLC)",
    "40305": "The sender is not one of the Telnyx account's",
    "40310": "The lead's number is not a valid phone number",
}
CAUSES = {
    OPTED_OUT: "opted out (STOP)",
    "40001": "landline or unreachable carrier",
    "40002": "filtered as spam, for now",
    "40003": "filtered as spam",
    "40004": "rejected by the receiver's carrier",
    "40005": "not delivered while it was worth it",
    "40006": "the receiver's carrier is down",
    "40008": "undeliverable",
    "40009": "the text was not accepted",
    "40010": "number not registered for business texting (10DLC)",
    "40011": "too many texts at once",
}
# What Telnyx itself obeys and confirms, if it is the whole message: further words are ours to read.
STOPS = frozenset({"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit"})
STARTS = frozenset({"start", "unstop"})
HEARD = Document(b"", status=204)
# Their dates are of their own clock.
CLOCK_SLACK = timedelta(seconds=5)
MOST_LISTED = "50"


class TextingAccount(wire.Account):
    """A Telnyx account and the number that texts come from."""

    sender: str = Field(
        title="Sender",
        description="A number of the account's that has a messaging profile, with country code.",
        examples=["+12025550100"],
        pattern=wire.E164,
    )


class _Cost(BaseModel):
    amount: str | None = None
    currency: str = "USD"


class _Trouble(BaseModel):
    code: str = ""


class _Person(BaseModel):
    phone_number: str = Field(min_length=1)
    status: str = ""


class Message(BaseModel):
    """Of an answer and of an event alike: `from` is one, `to` are several."""

    id: str = Field(min_length=1)
    direction: str = ""
    sender: _Person | None = Field(default=None, alias="from")
    to: list[_Person] = []
    text: str | None = ""
    errors: list[_Trouble] = []
    cost: _Cost | None = None


class _Answer(BaseModel):
    data: Message


class _Record(BaseModel):
    uuid: str = Field(min_length=1)
    status: str = ""
    created_at: AwareDatetime


class _Records(BaseModel):
    data: list[_Record]


class Sms(base.Sms):
    Settings = TextingAccount
    title = "Telnyx Messaging"
    sends_once = True
    tells_charges = True

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings = TextingAccount.model_validate(settings)
        self._api = wire.Api(self._settings, http, reasons=REASONS)

    def send(self, order: TextOrder) -> SentText:
        wanted = {
            "from": order.sender or self._settings.sender,
            "to": order.to,
            "text": order.body,
            "type": "SMS",
            "webhook_url": order.status_url,
            "use_profile_webhooks": False,
        }
        try:
            made = self._api.make(_Answer, "/messages", wanted, key=wire.key_for(order.status_url)).data
        except Rejected as refusal:
            if refusal.code != OPTED_OUT:
                raise
            raise Rejected(refusal.reason, code="opted_out") from refusal
        # It has an id, so it was taken, whatever new word Telnyx may have for its state.
        return SentText(made.id, STATUSES.get(made.to[0].status, TextStatus.QUEUED) if made.to else TextStatus.QUEUED)

    def find(self, order: TextOrder, *, since: datetime) -> Sequence[SentText]:
        """By sender and receiver alone: their records keep no text. Sent again, the key makes it one message."""
        wanted = {
            "filter[record_type]": "messaging",
            "filter[direction]": "outbound",
            "filter[cli]": order.sender or self._settings.sender,
            "filter[cld]": order.to,
            "filter[created_at][gte]": (since - CLOCK_SLACK).astimezone(UTC).isoformat(),
            "sort": "-created_at",
            "page[size]": MOST_LISTED,
        }
        found = self._api.ask(_Records, "/detail_records", wanted).data
        recent = sorted(found, key=lambda each: each.created_at, reverse=True)
        return [
            SentText(each.uuid, STATUSES.get(each.status, TextStatus.QUEUED), each.created_at)
            for each in recent
            if each.created_at >= since - CLOCK_SLACK
        ]

    def charge(self, provider_id: str) -> Charge | None:
        cost = self._api.ask(_Answer, f"/messages/{wire.segment(provider_id)}").data.cost
        return charges.of_decimal(cost.amount, cost.currency) if cost and cost.amount else None

    def verify(self, request: Inbound) -> None:
        hooks.verify(request, self._settings.public_key)

    def read_status(self, request: Inbound) -> TextNews:
        told = hooks.event(request)
        message = hooks.payload(Message, told)
        said = message.to[0].status if message.to else ""
        if said not in STATUSES:
            raise Unreadable("Telnyx sent a status of a message that is not known here")
        code = message.errors[0].code if message.errors else ""
        cause = CAUSES.get(code, f"Telnyx error {code}" if code.isdigit() else "")
        return TextNews(message.id, STATUSES[said], told.occurred_at, code, cause, is_opted_out=code == OPTED_OUT)

    def read_reply(self, request: Inbound) -> InboundText:
        told = hooks.event(request)
        message = hooks.payload(Message, told)
        if told.event_type != "message.received" or message.sender is None or not message.to:
            raise Unreadable("Telnyx sent what is nobody's message")
        # A picture comes without a word.
        body = message.text or ""
        return InboundText(message.id, message.sender.phone_number, message.to[0].phone_number, body, _opt_out(body))

    def acknowledge(self, text: str = "") -> Document:
        return Document(text.encode()) if text else HEARD

    def perform(self, request: Inbound, document: Document) -> Document:
        """A reply is a message of its own, and one however often theirs is told."""
        if not document.body:
            return document
        came = self.read_reply(request)
        wanted = {"from": came.to, "to": came.sender, "text": document.body.decode(), "type": "SMS"}
        try:
            self._api.make(_Answer, "/messages", wanted, key=wire.key_for(f"reply to {came.provider_id}"))
        except Rejected as refusal:
            # They have stopped us since.
            if refusal.code != OPTED_OUT:
                raise
        return HEARD

    def check(self) -> str:
        wire.check_keys(self._api, self._settings)
        return "Telnyx knows the key."


def _opt_out(body: str) -> OptOut:
    word = " ".join(body.lower().split())
    if word in STOPS:
        return OptOut.STOP
    return OptOut.START if word in STARTS else OptOut.NONE
