"""Twilio as a text messaging vendor: https://www.twilio.com/docs/messaging/api/message-resource."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, Field
from twilio.rest.api.v2010.account.message import MessageInstance  # type: ignore[import-untyped]  # no py.typed
from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]

from apps.integrations import charges
from apps.integrations.charges import Charge
from apps.integrations.errors import Rejected, Unanswered, Unreadable
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.wire import twilio as wire
from apps.integrations.wire import twilio_hooks as hooks

from . import base
from .base import InboundText, OptOut, SentText, TextNews, TextOrder, TextStatus

STATUSES = {
    "accepted": TextStatus.QUEUED,
    "scheduled": TextStatus.QUEUED,
    "queued": TextStatus.QUEUED,
    "sending": TextStatus.QUEUED,
    "sent": TextStatus.SENT,
    "delivered": TextStatus.DELIVERED,
    "read": TextStatus.DELIVERED,
    "undelivered": TextStatus.UNDELIVERED,
    "failed": TextStatus.FAILED,
    "canceled": TextStatus.FAILED,
}

OPTED_OUT = "21610"

# https://www.twilio.com/docs/api/errors: refusals of the request, then causes in a status callback.
REASONS = {
    "21211": "The lead's number is not a valid phone number",
    "21408": "The Twilio account may not send texts to the lead's country",
    "21606": "The sender can't send text messages",
    "21608": "A Twilio trial account can text only verified numbers",
    OPTED_OUT: "The lead has opted out of texts from this sender (STOP)",
    "21612": "Twilio has no route from this sender to the lead's number",
    "21614": "The lead's number is not a mobile number",
    "21617": "The text is longer than 1,600 characters",
}
CAUSES = {
    OPTED_OUT: "opted out (STOP)",
    "30001": "Twilio's queue overflowed",
    "30002": "the Twilio account is suspended",
    "30003": "phone off, out of reach or unable to receive texts",
    "30004": "blocked",
    "30005": "no such handset",
    "30006": "landline or unreachable carrier",
    "30007": "filtered by the carrier",
    "30008": "unknown error at the carrier",
    "30032": "toll-free number not verified",
    "30034": "number not registered for business texting (A2P 10DLC)",
    "30036": "not delivered while it was worth it",
}


class TextingAccount(wire.Account):
    """A Twilio account and the number or messaging service that texts come from."""

    sender: str = Field(
        title="Sender",
        description="A Twilio number with country code, or a messaging service (begins with MG).",
        examples=["+12025550100", "MG00000000000000000000000000000001"],
        pattern=rf"{wire.E164}|^MG[0-9a-f]{{32}}$",
    )


class Sms(base.Sms):
    Settings = TextingAccount
    title = "Twilio Messaging"
    tells_charges = True

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings = TextingAccount.model_validate(settings)
        self._client = wire.client(self._settings, http, reasons=REASONS)

    def send(self, order: TextOrder) -> SentText:
        sender = order.sender or self._settings.sender
        origin = {"messaging_service_sid" if _is_service(sender) else "from_": sender}
        try:
            with wire.sensible():
                message = self._client.messages.create(
                    to=order.to,
                    body=order.body,
                    status_callback=order.status_url,
                    validity_period=order.valid_seconds,
                    **origin,
                )
                return _sent(message)
        except Rejected as refusal:
            if refusal.code != OPTED_OUT:
                raise
            raise Rejected(refusal.reason, code="opted_out") from refusal

    def find(self, order: TextOrder, *, since: datetime) -> Sequence[SentText]:
        # No DateSent: it is empty until a message has left Twilio. A service's message has no From till then.
        sender = order.sender or self._settings.sender
        number = None if _is_service(sender) else sender
        with wire.sensible():
            listed = self._client.messages.page(to=order.to, from_=number, page_size=wire.MOST_LISTED)
            same = [message for message in listed if _is_same(message, body=order.body, sender=sender)]
            recent = [message for message in same if message.date_created >= since - wire.CLOCK_SLACK]
            recent.sort(key=lambda message: message.date_created, reverse=True)
            return [_sent(message) for message in recent]

    def charge(self, provider_id: str) -> Charge | None:
        with wire.sensible():
            message = self._client.messages(provider_id).fetch()
            return charges.of_decimal(message.price, message.price_unit or "USD") if message.price else None

    def verify(self, request: Inbound) -> None:
        hooks.verify(request, self._settings)

    def read_status(self, request: Inbound) -> TextNews:
        provider_id, said = hooks.required(request, "MessageSid"), hooks.required(request, "MessageStatus")
        if said not in STATUSES:
            raise Unreadable("Twilio sent a MessageStatus that is not known here")
        # Twilio says no time: RawDlrDoneDate has minutes only and no zone.
        code = request.field("ErrorCode")
        cause = CAUSES.get(code, f"Twilio error {code}") if code else ""
        return TextNews(provider_id, STATUSES[said], code=code, cause=cause, is_opted_out=code == OPTED_OUT)

    def read_reply(self, request: Inbound) -> InboundText:
        return InboundText(
            provider_id=hooks.required(request, "MessageSid"),
            sender=hooks.required(request, "From"),
            to=hooks.required(request, "To"),
            # A picture comes without a word.
            body=request.field("Body"),
            opt_out=_opt_out(request.field("OptOutType")),
        )

    def acknowledge(self, text: str = "") -> Document:
        response = MessagingResponse()
        if text:
            response.message(hooks.printable(text))
        return hooks.document(response)

    def check(self) -> str:
        return wire.standing(self._client, self._settings)


def _is_service(sender: str) -> bool:
    return sender.startswith("MG")


def _is_same(message: MessageInstance, *, body: str, sender: str) -> bool:
    # The end only: a trial account puts a sentence of its own before every body.
    is_ours = str(message.direction).startswith("outbound") and str(message.body).endswith(body)
    return is_ours and (not _is_service(sender) or message.messaging_service_sid == sender)


def _sent(message: MessageInstance) -> SentText:
    # It has an id, so it was taken, whatever new word Twilio may have for its state.
    if not message.sid:
        raise Unanswered("Twilio named no message")
    return SentText(str(message.sid), STATUSES.get(message.status, TextStatus.QUEUED), message.date_created)


def _opt_out(said: str) -> OptOut:
    """Advanced Opt-Out only; a word that is not known here leaves the reading of the text to us."""
    return OptOut(said.lower()) if said.lower() in list(OptOut) else OptOut.NONE
