"""Addresses that a tenant's e-mails don't go to any more."""

from django.db import models
from django.db.models.functions import Now

from apps.compliance.facts import Suppressed
from apps.tenants.models import TenantOwned, TenantQuerySet


class Suppressions(TenantQuerySet["Suppression"]):
    def of(self, tenant_id: int, email: str) -> "Suppressions":
        """The entry that is in force for an address."""
        return self.for_tenant(tenant_id).filter(email=email.lower(), lifted_at=None)


class Suppression(TenantOwned):
    class Origin(models.TextChoices):
        UNSUBSCRIBED = Suppressed.UNSUBSCRIBED.value, "The person unsubscribed"
        BOUNCED = Suppressed.BOUNCED.value, "There is no such address"
        ADDED = Suppressed.ADDED.value, "Added by hand"

    # Lower case, as leads' addresses are kept.
    email = models.CharField(max_length=254, verbose_name="e-mail address")
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.ADDED)
    reason = models.CharField(max_length=200, blank=True, help_text="Why, for whoever asks in a year.")
    created_at = models.DateTimeField(db_default=Now())
    # Entries are never deleted in silence: a person who wants mail again lifts theirs.
    lifted_at = models.DateTimeField(null=True, editable=False)

    objects = Suppressions.as_manager()

    class Meta:
        verbose_name = "do-not-mail entry"
        verbose_name_plural = "do-not-mail list"
        constraints = [models.UniqueConstraint(fields=["tenant", "email"], name="suppressed_once")]

    def __str__(self) -> str:
        return self.email

    @classmethod
    def put(cls, tenant_id: int, email: str, *, origin: Origin, reason: str) -> None:
        """From now on nobody writes there; the latest cause counts. In the caller's transaction."""
        told = {"origin": origin, "reason": reason[:200], "lifted_at": None}
        cls.objects.update_or_create(tenant_id=tenant_id, email=email.lower(), defaults=told)
