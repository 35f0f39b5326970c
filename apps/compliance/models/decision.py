"""The rules of the law as they were at a time, and every decision that was made by them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from apps.compliance.verdict import Channel
from apps.tenants.models import TenantOwned, TenantQuerySet, tenant_of_parent


class RulePack(models.Model):
    """One version of the law as data, the same for all tenants; the database refuses to change or delete it."""

    version = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    document = models.JSONField()
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-version",)

    def __str__(self) -> str:
        return self.version


class GateDecision(TenantOwned):
    """What was decided before a contact, by which facts and rules; the database refuses to change it.

    It goes with its lead when that is erased, and only then.
    """

    tenant = tenant_of_parent()
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Deleting is the database's, by (tenant, lead) -> lead: Django would ask for what the trigger refuses.
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.DO_NOTHING, related_name="decisions", db_constraint=False, db_index=False
    )
    step_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Channel])
    phone = models.CharField(max_length=16, blank=True)
    # Of an e-mail alone.
    email = models.CharField(max_length=254, blank=True, default="", db_default="")
    allowed = models.BooleanField()
    reasons = models.JSONField(default=list)
    inputs = models.JSONField(default=dict)
    pack_version = models.CharField(max_length=12, blank=True)
    next_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="decision_of_tenant"),
            models.CheckConstraint(condition=Q(allowed=Q(reasons=[])), name="decision_has_its_reasons"),
        ]
        indexes = [models.Index(fields=["tenant", "lead", "-decided_at"], name="decision_lead")]

    def __str__(self) -> str:
        return f"{self.channel} {'allowed' if self.allowed else 'blocked'}"
