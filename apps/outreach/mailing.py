"""Use case: send a lead's e-mail at most once. Intend in one commit, then one talk with the server, then record."""

from apps.calls.models import Email
from apps.calls.reading import Contact
from apps.compliance.models import Suppression
from apps.compliance.verdict import Channel
from apps.core.clock import Clock
from apps.integrations.errors import ProviderError, Rejected, Unanswered
from apps.integrations.mail.base import NO_SUCH_ADDRESS, Letter
from apps.integrations.models import Connection, Family
from apps.tenants import access

from . import kit, letters
from .kit import Kit
from .ledger import email_intent, email_sent
from .ledger.email_intent import Intent
from .letters import Words
from .models import Step
from .outcomes import Again, Done, Outcome, Recorded, Skipped
from .permit import Overtaken, Permit, ask
from .way_out import WayOut


def send(step: Step, *, clock: Clock) -> Outcome:
    """Ask the gate, commit the intent, hand the letter over, record the answer. Raises the remedies of `errors`."""
    works = kit.of(step.tenant_id, now=clock())
    has_address = bool(works.playbook.postal_address.strip())
    permit = ask(step, Contact(Channel.EMAIL, clock(), step_id=step.pk, has_postal_address=has_address))
    if not isinstance(permit, Permit):
        return permit
    connection = next(iter(works.usable(Family.MAIL)), None)
    if connection is None:
        return Skipped("no mail server for e-mails to leads is connected", code="no_connection")
    connection.mail()  # settings that don't fit must not leave an intent behind
    try:
        email = email_intent.enter(_intent(step, permit, connection, works), now=clock())
    except Overtaken:
        return Again(0, "the person opted out meanwhile", costs_attempt=False)
    if email is None:
        return look_up(step)
    return _hand_over(step, email, connection, clock=clock)


def look_up(step: Step) -> Outcome:
    """Was it sent? A mail server can't be asked: what may have gone is not sent again."""
    with access.as_tenant(step.tenant_id):
        email = Email.objects.for_tenant(step.tenant_id).filter(step_id=step.pk).first()
        if email is None or email.state == Email.State.FAILED:
            return Again(0, "the mail server surely never had it")
        if email.state == Email.State.SENT:
            return Done(email.message_id)
        _mark(email, Email.State.UNKNOWN)
    return Skipped(
        "it may have arrived: the mail server fell silent or the worker died, so it is not sent again", code="uncertain"
    )


def may_have_been_sent(step: Step) -> bool:
    """Whether the mail server may have had the step's letter. In the caller's view."""
    emails = Email.objects.for_tenant(step.tenant_id).filter(step_id=step.pk)
    return emails.exclude(state=Email.State.FAILED).exists()


def _intent(step: Step, permit: Permit, connection: Connection, works: Kit) -> Intent:
    said = Words(str(step.params["subject"]), str(step.params["text"]))
    words = letters.fill(said, lead=permit.lead, tenant=works.tenant, playbook=works.playbook)
    body = letters.whole(
        words.text,
        tenant=works.tenant,
        playbook=works.playbook,
        unsubscribe_url=WayOut(step.tenant_id, step.pk).url,
    )
    return Intent(step, permit, connection, Words(words.subject, body))


def _hand_over(step: Step, email: Email, connection: Connection, *, clock: Clock) -> Outcome:
    letter = Letter(
        to=email.address,
        subject=email.subject,
        text=email.body,
        message_id=email.message_id,
        unsubscribe_url=WayOut(step.tenant_id, step.pk).url,
    )
    try:
        connection.mail().send(letter)
    except Unanswered:
        with access.as_tenant(step.tenant_id):
            _mark(email, Email.State.UNKNOWN)
        raise
    except ProviderError as error:
        with access.as_tenant(step.tenant_id):
            _mark(email, Email.State.FAILED)
        if isinstance(error, Rejected) and error.code == NO_SUCH_ADDRESS:
            return _bounced(step, email, clock=clock)
        raise
    email_sent.enter(step, email, vendor=connection.vendor, now=clock())
    return Recorded(Step.State.DONE)


def _bounced(step: Step, email: Email, *, clock: Clock) -> Outcome:
    """A typing error, mostly: no alert, but nobody writes there again."""
    with access.as_tenant(step.tenant_id):
        bounced = Suppression.Origin.BOUNCED
        Suppression.put(step.tenant_id, email.address, origin=bounced, reason="the mail server knows no such address")
        email.lead.tell("email.bounced", at=clock(), origin=f"step:{step.pk}")
    return Skipped("the mail server knows no such address", code="bounced")


def _mark(email: Email, state: Email.State) -> None:
    Email.objects.filter(pk=email.pk, tenant_id=email.tenant_id, state=Email.State.INTENT).update(state=state)
