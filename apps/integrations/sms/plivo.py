"""Plivo as a text messaging vendor: https://www.plivo.com/docs/messaging/api/messages/."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, Field

from apps.integrations.errors import Unanswered, Unreadable
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.wire import plivo as wire

from . import base
from .base import InboundText, SentText, TextNews, TextOrder, TextStatus

STATUSES = {
    "queued": TextStatus.QUEUED,
    "sent": TextStatus.SENT,
    "delivered": TextStatus.DELIVERED,
    "read": TextStatus.DELIVERED,
    "undelivered": TextStatus.UNDELIVERED,
    "failed": TextStatus.FAILED,
    "rejected": TextStatus.FAILED,
}
OPTED_OUT = "200"
# https://www.plivo.com/docs/messaging/troubleshooting/error-codes
CAUSES = {
    "10": "the text was not accepted",
    "20": "an error in the network",
    "30": "filtered as spam",
    "40": "the sender is none",
    "50": "the number is none, or takes no texts",
    "70": "the number is out of service",
    "80": "phone off or out of reach",
    "90": "no route to the number",
    "100": "filtered by the carrier",
    "110": "the text is too long",
    OPTED_OUT: "opted out (STOP)",
    "201": "the sender is blocked",
    "300": "the account may not send texts to that country",
    "420": "not delivered while it was worth it",
    "900": "the Plivo account's credit does not suffice",
    "1000": "unknown error at the carrier",
}
CLOCK_SLACK = timedelta(seconds=5)
# What Plivo gives at once.
MOST_LISTED = "20"


class TextingAccount(wire.Account):
    """A Plivo account and the number that texts come from."""

    sender: str = Field(
        title="Sender",
        description="A number of the account's, with country code.",
        examples=["+12025550100"],
        pattern=wire.E164,
    )


class _Queued(BaseModel):
    message_uuid: list[str] = Field(min_length=1)


class _Kept(BaseModel):
    message_uuid: str = Field(min_length=1)
    from_number: str = ""
    to_number: str = ""
    message_direction: str = ""
    message_state: str = ""
    message_time: str


class _Page(BaseModel):
    objects: list[_Kept]


class Sms(base.Sms):
    Settings = TextingAccount
    title = "Plivo Messaging"

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings = TextingAccount.model_validate(settings)
        self._api = wire.Api(self._settings, http)

    def send(self, order: TextOrder) -> SentText:
        wanted = {
            "src": wire.bare(order.sender or self._settings.sender),
            "dst": wire.bare(order.to),
            "text": order.body,
            "type": "sms",
            "url": order.status_url,
            "method": "POST",
            "message_expiry": order.valid_seconds,
        }
        provider_id = self._api.make(_Queued, "/Message/", wanted).message_uuid[0]
        if not provider_id:
            raise Unanswered("Plivo named no message")
        return SentText(provider_id, TextStatus.QUEUED)

    def find(self, order: TextOrder, *, since: datetime) -> Sequence[SentText]:
        """By sender, receiver and time alone: their records keep no text."""
        numbers = (wire.bare(order.sender or self._settings.sender), wire.bare(order.to))
        began = since - CLOCK_SLACK
        wanted = {
            "message_direction": "outbound",
            "from_number": numbers[0],
            "to_number": numbers[1],
            "message_time__gte": f"{began.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
            "limit": MOST_LISTED,
        }
        kept = self._api.ask(_Page, "/Message/", wanted).objects
        same = [each for each in kept if (wire.bare(each.from_number), wire.bare(each.to_number)) == numbers]
        sent = [_sent(each) for each in same]
        recent = [each for each in sent if each.sent_at is not None and each.sent_at >= began]
        return sorted(recent, key=lambda each: each.sent_at or began, reverse=True)

    def verify(self, request: Inbound) -> None:
        wire.verify(request, self._settings)

    def read_status(self, request: Inbound) -> TextNews:
        provider_id, said = wire.required(request, "MessageUUID"), wire.required(request, "Status")
        if said not in STATUSES:
            raise Unreadable("Plivo sent a Status that is not known here")
        code = request.field("ErrorCode").lstrip("0")
        cause = CAUSES.get(code, f"Plivo error {code}" if code.isdigit() else "")
        at = wire.moment(request.field("DeliveryReportTime"))
        return TextNews(provider_id, STATUSES[said], at, code, cause, is_opted_out=code == OPTED_OUT)

    def read_reply(self, request: Inbound) -> InboundText:
        return InboundText(
            provider_id=wire.required(request, "MessageUUID"),
            sender=wire.e164(wire.required(request, "From")),
            to=wire.e164(wire.required(request, "To")),
            # A picture comes without a word.
            body=request.field("Text"),
        )

    def acknowledge(self, text: str = "") -> Document:
        return Document(text.encode())

    def perform(self, request: Inbound, document: Document) -> Document:
        """Plivo wants to be told who writes to whom, also where it is an answer."""
        response = wire.response()
        if text := document.body.decode():
            came = self.read_reply(request)
            wire.element(response, "Message", text, src=wire.bare(came.to), dst=wire.bare(came.sender))
        return wire.document(response)

    def check(self) -> str:
        return wire.standing(self._api)


def _sent(kept: _Kept) -> SentText:
    at = wire.moment(kept.message_time)
    if at is None:
        raise Unanswered("Plivo named a time that is none")
    return SentText(kept.message_uuid, STATUSES.get(kept.message_state, TextStatus.QUEUED), at)
