"""Use case: send a lead's text message once. Intend in one commit, then one request, then record."""

from datetime import datetime, timedelta

from django.conf import settings

from apps.calls.models import Message
from apps.compliance import gate
from apps.compliance.gate import Channel
from apps.core.clock import Clock
from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.models import Family
from apps.integrations.sms.base import SentText, TextOrder
from apps.tenants import access

from . import addresses, contact, kit, optout, wording
from .kit import Kit
from .models import Step
from .outcomes import Again, Done, Held, Outcome, Skipped, Unsettled

LOOKS = 2
# After this many tries of which the carrier knows nothing a person decides.
MOST_TRIES = 3


def send(step: Step, *, clock: Clock) -> Outcome:
    """Ask the gate, commit the intent, send one request, record the answer. Raises the remedies of `errors`."""
    works = kit.of(step.tenant_id, now=clock())
    with access.as_tenant(step.tenant_id):
        message = _intend(step, works, clock=clock)
    if not isinstance(message, Message):
        return message
    try:
        sent = message.connection.sms().send(_order(message))
    except Unanswered:
        _mark(message, Message.State.UNKNOWN)
        raise
    except Rejected as error:
        _mark(message, Message.State.FAILED)
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


def _intend(step: Step, works: Kit, *, clock: Clock) -> Message | Outcome:
    lead = step.subject()
    decision = gate.decide(works.tenant, lead.phone, channel=Channel.SMS)
    decided = contact.decided(lead, decision, step=step, now=clock())
    if not decision.is_allowed:
        lead.tell_all([decided])
        return Skipped(decision.says, code=decision.reasons[0].code)
    connection = next(iter(works.usable(Family.SMS)), None)
    if connection is None:
        lead.tell_all([decided])
        return Skipped("no text messaging is connected", code="no_connection")
    known = Message.objects.select_for_update().filter(tenant_id=step.tenant_id, step_id=step.pk).first()
    if known and known.provider_id:
        # Its news came late, but before we tried again.
        return Done(known.provider_id)
    connection.sms()  # settings that don't fit must not leave an intent behind
    contact.bind(step, connection)
    message, _ = Message.objects.update_or_create(
        tenant_id=step.tenant_id,
        step_id=step.pk,
        defaults={
            "lead": lead,
            "connection": connection,
            "phone": lead.phone,
            "sender": str(connection.settings.get("sender", "")),
            "body": wording.fill(works.playbook.text, lead=lead, tenant=works.tenant, playbook=works.playbook),
            "state": Message.State.INTENT,
            "created_at": clock(),
            "empty_looks": 0,
        },
    )
    facts = {"message": str(message.pk), "vendor": connection.vendor}
    origin = f"{message.pk}:{step.fence}"
    lead.tell_all([decided, lead.fact("sms.requested", at=clock(), origin=origin, **facts)])
    return message


def _order(message: Message) -> TextOrder:
    return TextOrder(
        to=message.phone,
        sender=message.sender,
        body=message.body,
        status_url=addresses.callback(message.connection.vendor, message.token, "message"),
    )


def _sent(step: Step, message: Message, sent: SentText, *, now: datetime) -> Outcome:
    with access.as_tenant(message.tenant_id):
        mine = Message.objects.filter(pk=message.pk, tenant_id=message.tenant_id)
        mine.filter(provider_id="").update(provider_id=sent.provider_id)
        # A callback may have been quicker than the answer to our request.
        mine.filter(state__in=(Message.State.INTENT, Message.State.UNKNOWN)).update(
            state=Message.State.QUEUED, sent_at=now
        )
        lead = step.subject()
        facts = {"message": str(message.pk), "vendor": message.connection.vendor}
        lead.tell("sms.sent", at=now, origin=str(message.pk), **facts)
    return Done(sent.provider_id)


def _not_found(step: Step, message: Message, *, now: datetime) -> Outcome:
    settle_seconds: float = settings.LEADHUB_SETTLE_SECONDS
    with access.as_tenant(message.tenant_id):
        message.empty_looks += 1
        message.save(update_fields=["empty_looks"])
    if message.empty_looks < LOOKS or now - message.created_at < timedelta(seconds=settle_seconds):
        return Unsettled(settle_seconds / 3, "the carrier does not know the message yet")
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
