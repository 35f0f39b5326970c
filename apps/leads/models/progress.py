"""How far a lead got, and after how long, as its timeline tells: what figures and lists are read from."""

from django.db import models

from apps.tenants.models import TenantOwned, TenantQuerySet, tenant_of_parent

from .lead import Lead


class Progress(TenantOwned):
    """Milliseconds from the receipt, NULL for what has not happened; `apps.leads.progress` alone writes it.

    A lead to which nothing of that has happened has none. `received_at` and `is_test` are the lead's own, so that
    figures need not read the lead.
    """

    tenant = tenant_of_parent()
    lead = models.OneToOneField(
        Lead, on_delete=models.CASCADE, primary_key=True, related_name="progress", db_constraint=False
    )
    received_at = models.DateTimeField()
    is_test = models.BooleanField()
    request_ms = models.FloatField(null=True)
    ring_ms = models.FloatField(null=True)
    answer_ms = models.FloatField(null=True)
    crm_ms = models.FloatField(null=True)
    qualified_ms = models.FloatField(null=True)
    booked_ms = models.FloatField(null=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["tenant", "received_at"], name="progress_newest")]

    def __str__(self) -> str:
        return f"progress of {self.lead_id}"


class Stirred(TenantOwned):
    """A lead whose progress has not been read from its timeline since something happened; a trigger writes it down."""

    tenant = tenant_of_parent()
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)

    objects = TenantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["tenant", "id"], name="stirred_oldest")]

    def __str__(self) -> str:
        return str(self.lead_id)
