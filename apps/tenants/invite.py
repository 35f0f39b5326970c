"""Use case: invite somebody to a tenant's team by mail, and let them in by the link that it holds."""

from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from . import access
from .models import Invitation, Membership, User

SUBJECT = "{tenant} invites you to LeadHub"
TEXT = """\
{by} invites you to work with {tenant} in LeadHub as {role}.

Accept within a week: {link}

If you do not know {tenant}, do nothing: without the link nobody gets in.
"""


class Gone(Exception):
    """Somebody else was quicker, or the invitation was withdrawn or has run out."""


def renew(invitation: Invitation, *, by: User, now: datetime) -> str:
    """Keep it with a new secret, and give its link; a former link ends here. In the view of the tenant."""
    invitation.invited_by = by
    link = f"{settings.LEADHUB_BASE_URL}/join/{invitation.renew(now=now)}/"
    invitation.save()
    return link


def mail(invitation: Invitation, link: str) -> bool:
    """Send the link; False if the mail server did not take it. After the commit: it may take seconds."""
    tenant = invitation.tenant.name
    text = TEXT.format(by=invitation.invited_by, tenant=tenant, role=invitation.role, link=link)
    message = EmailMessage(SUBJECT.format(tenant=tenant), text, to=[invitation.email])
    try:
        message.send()
    except (SMTPException, OSError):
        return False
    return True


def find(secret: str, *, now: datetime) -> Invitation:
    """The open invitation of this link, whosever it is. Raises `Gone`."""
    try:
        with access.as_platform():
            return Invitation.objects.by_secret(secret, now=now)
    except Invitation.DoesNotExist as error:
        raise Gone from error


def accept(invitation: Invitation, user: User, *, now: datetime) -> None:
    """Make the user a member; a member already keeps their role. Raises `Gone`."""
    tenant = invitation.tenant
    with access.as_tenant(tenant.pk):
        if not invitation.accept(now=now):
            raise Gone
        Membership.objects.get_or_create(tenant=tenant, user=user, defaults={"role": invitation.role})
