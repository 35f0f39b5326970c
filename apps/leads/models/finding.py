"""One fact that a service told of a number or an address; it is used for the tenant's other leads with that, too."""

from django.db import models

from apps.tenants.models import TenantOwned, TenantQuerySet, tenant_of_parent

from .lead import Lead

# The row of a look-up itself: until its end nobody asks again, whatever came of it.
LOOK_UP = ""


class Finding(TenantOwned):
    """It goes with the lead for whose sake it was asked for last: who erases the lead erases it."""

    tenant = tenant_of_parent()
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, related_name="findings", db_constraint=False, db_index=False
    )
    # "phone:+12025550143" or "email:jane@example.com".
    subject = models.CharField(max_length=262)
    vendor = models.CharField(max_length=40)
    # One of `enrichment.base.FACTS`, or `LOOK_UP`.
    name = models.CharField(max_length=20, blank=True)
    value = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField()
    good_until = models.DateTimeField()
    cost_micros = models.BigIntegerField(default=0, db_default=0)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "subject", "vendor", "name"], name="finding_once"),
        ]
        indexes = [models.Index(fields=["tenant", "lead"], name="finding_of_lead")]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
