"""An invitation to a tenant's team: a link that works once, for one address; only its digest is kept."""

import secrets
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now

from apps.core.fields import digest

from .tenant import Role, TenantOwned, TenantQuerySet
from .user import User

LIFE = timedelta(days=7)


class Invitations(TenantQuerySet["Invitation"]):
    def open_at(self, now: datetime) -> "Invitations":
        """Neither accepted nor too old."""
        return self.filter(accepted_at=None, expires_at__gt=now)

    def by_secret(self, text: str, *, now: datetime) -> "Invitation":
        """Raises `Invitation.DoesNotExist` if it is unknown, withdrawn, accepted or too old."""
        return self.open_at(now).select_related("tenant").get(digest=digest(text))


class Invitation(TenantOwned):
    email = models.EmailField(help_text="Where the invitation goes, e.g. ann@example.com.")
    role = models.CharField(max_length=10, choices=Role, default=Role.CLIENT)
    digest = models.BinaryField(unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    objects = Invitations.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "email"],
                condition=models.Q(accepted_at=None),
                name="one_open_invitation_an_address",
                violation_error_message="There is an open invitation to this address: send it again from the list.",
            )
        ]

    def __str__(self) -> str:
        return f"invitation as {self.role}"

    def renew(self, *, now: datetime) -> str:
        """A new secret, which alone works from now on, for another week."""
        text = secrets.token_urlsafe(24)
        self.digest, self.expires_at = digest(text), now + LIFE
        return text

    def accept(self, *, now: datetime) -> bool:
        """Use the link up, in the view of the tenant; False if somebody was quicker or it was withdrawn."""
        mine = Invitation.objects.for_tenant(self.tenant_id).open_at(now).filter(pk=self.pk, digest=self.digest)
        return bool(mine.update(accepted_at=now))
