"""How far the timelines have been read for outgoing webhooks, and each attempt to tell an event."""

from django.db import models
from django.db.models.functions import Now

from apps.tenants.models import TenantOwned, TenantQuerySet, tenant_of_parent

from .step import Step


class Feed(models.Model):
    """One row: all events up to `after_id` have been looked at for good."""

    after_id = models.BigIntegerField()
    # The highest id at `seen_at`, which becomes `after_id` when whatever was being written then is surely committed.
    seen_id = models.BigIntegerField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"events up to {self.after_id}"


class Attempt(TenantOwned):
    """One request to a tenant's endpoint and what came of it."""

    tenant = tenant_of_parent()
    # No foreign key: the steps' table would need a second unique index for it, on the way of every lead.
    step_id = models.BigIntegerField()
    connection_id = models.BigIntegerField()
    made_at = models.DateTimeField(db_default=Now())
    took_ms = models.IntegerField()
    is_taken = models.BooleanField()
    # What was answered: a status, or why there was none.
    said = models.CharField(max_length=300)

    objects = TenantQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "step_id", "id"], name="attempt_step"),
            models.Index(fields=["tenant", "connection_id", "is_taken", "-id"], name="attempt_endpoint"),
        ]

    def __str__(self) -> str:
        return self.said


class Telling(Step):
    """A step that tells one event to one endpoint, as the back office lists it."""

    class Meta:
        proxy = True
        verbose_name = "webhook delivery"
        verbose_name_plural = "webhook deliveries"
