"""Every request that reached a source, byte for byte."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from apps.tenants.models import TenantOwned, TenantQuerySet, tenant_of_parent


class Delivery(TenantOwned):
    tenant = tenant_of_parent()

    class State(models.TextChoices):
        ACCEPTED = "accepted", "Became a lead"
        DUPLICATE = "duplicate", "Attached to a lead that was known"
        UNREACHABLE = "unreachable", "No way to reach the person"
        PARKED = "parked", "Not understood: waits for a person"
        AWAITING = "awaiting", "Names a lead that is being fetched"
        NOTED = "noted", "Understood: of no new lead"
        FIXED = "fixed", "Mended by a person"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(
        "leads.Source", on_delete=models.CASCADE, related_name="deliveries", db_constraint=False, db_index=False
    )
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False, db_index=False
    )
    state = models.CharField(max_length=12, choices=State)
    received_at = models.DateTimeField()
    content_type = models.CharField(max_length=200, blank=True)
    query = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    body_digest = models.BinaryField()
    idempotency_key = models.CharField(max_length=255, blank=True)
    problems = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "source", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="delivery_key_once",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "source", "-received_at"], name="delivery_newest"),
            # What became no lead is rare, and looked for among all that came.
            models.Index(
                fields=["tenant", "-received_at"],
                condition=Q(state__in=["parked", "unreachable"]),
                name="delivery_turned_away",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
