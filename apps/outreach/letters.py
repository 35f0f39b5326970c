"""The words of an e-mail to a lead: what the cadence says, filled in, and below it what the law asks for."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac

from apps.leads.models import Lead
from apps.tenants.models import Tenant

from . import wording
from .models import Playbook

MOST_SUBJECT_CHARACTERS = 200


@dataclass(frozen=True)
class Words:
    """What a rung says, with its placeholders or filled in."""

    subject: str
    text: str


def fill(words: Words, *, lead: Lead, tenant: Tenant, playbook: Playbook) -> Words:
    """As this lead would read it."""
    subject = wording.fill(words.subject, lead=lead, tenant=tenant, playbook=playbook)
    # Without a name, "{first_name}, your quote" would begin with the comma.
    subject = subject.lstrip(" ,:")[:MOST_SUBJECT_CHARACTERS]
    return Words(
        subject[:1].upper() + subject[1:], wording.fill(words.text, lead=lead, tenant=tenant, playbook=playbook)
    )


def whole(text: str, *, tenant: Tenant, playbook: Playbook, unsubscribe_url: str) -> str:
    """The text with who writes from where, why, and the way out (15 USC 7704(a)(5))."""
    return (
        f"{text}\n\n-- \n{tenant.name}\n{playbook.postal_address.strip()}\n\n"
        f"You get this e-mail because you asked {tenant.name} to contact you.\nUnsubscribe: {unsubscribe_url}\n"
    )


def message_id(tenant_id: int, step_id: int) -> str:
    """The step's own, however often it is tried: a mail that came twice all the same is shown once."""
    digest = salted_hmac("leadhub.outreach.letters", f"{tenant_id}:{step_id}", algorithm="sha256").hexdigest()
    return f"<step-{step_id}.{digest[:24]}@{urlsplit(settings.LEADHUB_BASE_URL).hostname}>"
