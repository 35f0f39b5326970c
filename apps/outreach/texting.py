"""Use case: send a lead's text message once. Intend in one commit, then one request, then record."""

from datetime import datetime, timedelta

from django.conf import settings

from apps.calls import segments
from apps.calls.models import Dial, Message
from apps.calls.reading import Contact
from apps.compliance.verdict import Channel
from apps.core.clock import Clock
from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.models import Family
from apps.integrations.sms.base import SentText, TextOrder
from apps.tenants import access

from . import addresses, kit, optout, walls, wording
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
    try:
        message = text_intent.enter(Intent(step, permit, connection, body), now=clock())
    except Overtaken:
        return Again(0, "the person opted out, or others took the room, meanwhile", costs_attempt=False)
    if message.provider_id:  # its news came late, but before we tried again
        return Done(message.provider_id)
    came = _send(step, message, clock=clock)
    walls.running_short(step.tenant_id, permit.room)
    return came


def _send(step: Step, message: Message, *, clock: Clock) -> Outcome:
    try:
        sent = message.connection.sms().send(_order(message))
    except Unanswered:
        _mark(message, Message.State.UNKNOWN)
        raise
    except (Unavailable, Unauthorized):
        _release(step)
        raise
    except Rejected as error:
        _mark(message, Message.State.FAILED)
        _release(step)
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
    _release(step)
    if step.attempt >= MOST_TRIES:
        return Held("the carrier never had the message, several times over", code="never_sent")
    return Again(0, "the carrier never had the message")


def _opted_out(step: Step, message: Message, *, now: datetime) -> Outcome:
    """The carrier knows of a STOP that never reached us: from now on we know it too."""
    with access.as_tenant(step.tenant_id):
        optout.record(step.tenant_id, message.phone, reason="the carrier says they opted out", now=now)
    return Skipped("they opted out at the carrier", code="opted_out")


def _mark(message: Message, state: Message.State) -> None:
    with access.as_tenant(message.tenant_id):
        Message.objects.filter(pk=message.pk, tenant_id=message.tenant_id, provider_id="").update(state=state)


def _release(step: Step) -> None:
    """Its text was surely not sent: what was reserved for it is free."""
    with access.as_tenant(step.tenant_id):
        Dial.objects.of_step(step.tenant_id, step.pk).release()
