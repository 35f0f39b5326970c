"""Write to a tenant's owners, and to LeadHub's operators, that its plan runs short or is used up."""

from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage

from apps.core.clock import Clock
from apps.integrations.errors import Unavailable
from apps.outreach import usage_words
from apps.outreach.models import Step
from apps.outreach.outcomes import Done, Outcome, Skipped
from apps.tenants import access
from apps.tenants.models import Membership, Role, Tenant, User

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    """A mail that comes twice says the same."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        with access.as_tenant(step.tenant_id):
            tenant = Tenant.objects.get(pk=step.tenant_id)
            owners = _owners(tenant)
        title, text = usage_words.of(step.params)
        base = settings.LEADHUB_BASE_URL
        sent = _send(owners, title, f"{text}\n\n{base}/app/{tenant.slug}/usage/\n")
        sent += _send(_operators(), f"{tenant.name}: {title}", f"{text}\n\n{base}/ops/tenants/subscription/\n")
        return Done() if sent else Skipped("nobody has an address to write to", code="nobody")


def _owners(tenant: Tenant) -> list[str]:
    mine = Membership.objects.for_tenant(tenant).filter(role=Role.OWNER, user__is_active=True)
    return sorted(filter(None, mine.values_list("user__email", flat=True)))


def _operators() -> list[str]:
    return sorted(filter(None, User.objects.filter(is_superuser=True, is_active=True).values_list("email", flat=True)))


def _send(to: list[str], title: str, text: str) -> int:
    """One mail to each: nobody learns of the others' addresses. No transaction is open here."""
    for address in to:
        try:
            EmailMessage(title, text, to=[address]).send()
        except SMTPRecipientsRefused:
            continue  # the others are told; an address that does not exist is for the team's screen to mend
        except (SMTPException, OSError) as error:
            raise Unavailable("LeadHub's mail server does not answer", code="mail") from error
    return len(to)
