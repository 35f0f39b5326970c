"""Use case: send a lead's text message once. Intend in one commit, then one request, then record."""

from datetime import datetime, timedelta

from django.conf import settings

from apps.calls import segments
from apps.calls.models import Dial, Message
from apps.calls.reading import Contact
from apps.compliance.verdict import Channel
from apps.core.clock import Clock
from apps.integrations.errors import ProviderError, Unanswered
from apps.integrations.models import Family
from apps.integrations.sms.base import SentText, TextOrder
from apps.tenants import access

from . import addresses, deadline, kit, optout, walls, wording
from .ledger import text_intent, text_sent
from .ledger.text_intent import Intent
from .models import Step
from .outcomes import Again, Done, Held, Outcome, Recorded, Skipped, Unsettled
from .permit import Overtaken, Permit, ask

LOOKS = 2
# After this many tries of which the carrier knows nothing a person decides.
MOST_TRIES = 3


def send(step: Step, *, clock: Clock) -> Outcome:
    """Ask the gate, commit the intent, send one request, record the answer. Raises the remedies of `errors`."""
    works = kit.of(step.tenant_id, now=clock())
    words = str(step.params.get("text") or works.playbook.text)
    at_most = segments.of(wording.at_longest(words, tenant=works.tenant, playbook=works.playbook))
    permit = ask(step, Contact(Channel.SMS, clock(), step_id=step.pk, segments=at_most))
    if not isinstance(permit, Permit):
        return permit
    connection = next(iter(works.usable(Family.SMS)), None)
    if connection is None:
        return Skipped("no text messaging is connected", code="no_connection")
    connection.sms()  # settings that don't fit must not leave an intent behind
    body = wording.fill(words, lead=permit.lead, tenant=works.tenant, playbook=works.playbook)
    began = deadline.begin()
    try:
        message = text_intent.enter(Intent(step, permit, connection, body), now=clock())
    except Overtaken:
        return Again(0, "the person opted out, or others took the room, meanwhile", costs_attempt=False)
    if message.provider_id:  # its news came late, but before we tried again
        return Done(message.provider_id)
    came = _send(step, message, began=began, clock=clock)
    walls.running_short(step.tenant_id, permit.room)
    return came


def _send(step: Step, message: Message, *, began: float, clock: Clock) -> Outcome:
    vendor, order = message.connection.sms(), _order(message)
    if deadline.is_over(began):
        _not_sent(message)
        return Again(0, deadline.TOO_SLOW, costs_attempt=False)
    try:
        sent = vendor.send(order)
    except Unanswered:
        _unknown(message)
        raise
    except ProviderError as error:
        _not_sent(message)
        if error.code == "opted_out":
            return _opted_out(step, message, now=clock())
        raise
    return _sent(step, message, sent, now=clock())


def look_up(step: Step, *, clock: Clock) -> Outcome:
    """Was it sent? Two empty looks at the carrier, late enough, say no."""
    with access.as_tenant(step.tenant_id):
        messages = Message.objects.for_tenant(step.tenant_id).select_related("connection", "lead")
        message = messages.filter(step_id=step.pk).first()
    if message is None:
        return Again(0, "the worker stopped before it sent")
    if message.provider_id:
        return Done(message.provider_id)
    if message.state == Message.State.FAILED:
        return Again(0, "the carrier surely never had it")
    found = message.connection.sms().find(_order(message), since=message.created_at)
    if found:
        return _sent(step, message, found[0], now=clock())
    return _not_found(step, message, now=clock())


def may_have_been_sent(step: Step) -> bool:
    """Whether the carrier may have had the step's message."""
    messages = Message.objects.for_tenant(step.tenant_id).filter(step_id=step.pk)
    return messages.exclude(state=Message.State.FAILED, provider_id="").exists()


def _order(message: Message) -> TextOrder:
    return TextOrder(
        to=message.phone,
        sender=message.sender,
        body=message.body,
        status_url=addresses.callback(message.connection.vendor, message.token, "message"),
    )


def _sent(step: Step, message: Message, sent: SentText, *, now: datetime) -> Outcome:
    text_sent.enter(step, message, sent.provider_id, now=now)
    return Recorded(Step.State.DONE)


def _not_found(step: Step, message: Message, *, now: datetime) -> Outcome:
    settle_seconds: float = settings.LEADHUB_SETTLE_SECONDS
    with access.as_tenant(message.tenant_id):
        message.empty_looks += 1
        message.save(update_fields=["empty_looks"])
    if message.empty_looks < LOOKS or now - message.created_at < timedelta(seconds=settle_seconds):
        return Unsettled(settle_seconds / 3, "the carrier does not know the message yet")
    with access.as_tenant(step.tenant_id):
        Dial.objects.of_step(step.tenant_id, step.pk).release()
    if step.attempt >= _most_tries(message):
        _unknown(message)
        return Held("the carrier says that it never had the message; sent again it might come twice", code="never_sent")
    return Again(0, "the carrier never had the message")


def _most_tries(message: Message) -> int:
    """Without a key a second text is a person's to decide, whose replay counts anew (RELIABILITY 3.3)."""
    return MOST_TRIES if message.connection.sms().sends_once else 1


def _opted_out(step: Step, message: Message, *, now: datetime) -> Outcome:
    """The carrier knows of a STOP that never reached us: from now on we know it too."""
    with access.as_tenant(step.tenant_id):
        optout.record(step.tenant_id, message.phone, reason="the carrier says they opted out", now=now)
    return Skipped("they opted out at the carrier", code="opted_out")


def _unknown(message: Message) -> None:
    with access.as_tenant(message.tenant_id):
        unnamed = Message.objects.for_tenant(message.tenant_id).filter(pk=message.pk, provider_id="")
        unnamed.update(state=Message.State.UNKNOWN)


def _not_sent(message: Message) -> None:
    """It was surely not sent: what was reserved for it is free, unless another worker means to send it by now."""
    with access.as_tenant(message.tenant_id):
        unnamed = Message.objects.for_tenant(message.tenant_id).filter(pk=message.pk, provider_id="")
        if unnamed.filter(created_at=message.created_at).update(state=Message.State.FAILED):
            Dial.objects.of_step(message.tenant_id, message.step_id).release()
