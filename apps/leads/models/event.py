"""One fact of a lead's life, with its time; written once and never changed."""

from django.db import models
from django.db.models.functions import Now

from apps.tenants.models import TenantOwned, TenantQuerySet, tenant_of_parent


class Event(TenantOwned):
    tenant = tenant_of_parent()
    # The real constraint is (tenant, lead) -> lead, made by the migration: a plain one would see past the walls.
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="events", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    facts = models.JSONField(default=dict)
    origin = models.CharField(max_length=120, default="", db_default="")

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            # The same news twice is harmless.
            models.UniqueConstraint(fields=["tenant", "lead", "kind", "origin"], name="event_once"),
        ]

    def __str__(self) -> str:
        return self.kind
