"""Numbers that a tenant must not call or text."""

from django.db import models
from django.db.models.functions import Now

from apps.tenants.models import TenantOwned, TenantQuerySet


class DncEntry(TenantOwned):
    class Origin(models.TextChoices):
        ADDED = "added", "Added by hand"
        IMPORTED = "imported", "Imported from a list"
        OPTED_OUT = "opted_out", "The person opted out"

    phone = models.CharField(max_length=16, help_text="In international form, e.g. +12145550123.")
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.ADDED)
    reason = models.CharField(max_length=200, blank=True, help_text="Why, for whoever asks in a year.")
    added_by = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    # Entries are never deleted in silence: a person who opts in again lifts theirs.
    lifted_at = models.DateTimeField(null=True, editable=False)

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "do-not-call entry"
        verbose_name_plural = "do-not-call list"
        constraints = [models.UniqueConstraint(fields=["tenant", "phone"], name="dnc_phone_once")]

    def __str__(self) -> str:
        return self.phone
