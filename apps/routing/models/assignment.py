"""Which rep a lead was given to, and by what right; written once."""

from django.db import models

from apps.leads.models import Lead
from apps.tenants.models import TenantOwned, TenantQuerySet, tenant_of_parent

from .people import Rep


class Assignment(TenantOwned):
    tenant = tenant_of_parent()
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    rep = models.ForeignKey(Rep, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    by = models.CharField(max_length=12)
    chosen_at = models.DateTimeField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "lead", "-id"], name="assignment_latest"),
            models.Index(fields=["tenant", "rep", "-chosen_at"], name="assignment_of_rep"),
        ]

    def __str__(self) -> str:
        return f"{self.rep} by {self.by}"
