"""What a service that checks numbers said of one: the latest answer to each of its checks, with age and price."""

from django.db import models

from apps.tenants.models import TenantOwned, TenantQuerySet, tenant_of_parent


class ScrubAnswer(TenantOwned):
    """It goes with the lead for whose sake it was asked for last; decisions keep what they were made by."""

    tenant = tenant_of_parent()
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="scrubs", db_constraint=False, db_index=False
    )
    connection = models.ForeignKey(
        "integrations.Connection", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    phone = models.CharField(max_length=16)
    # `scrub.base.Check` and `scrub.base.Verdict`.
    kind = models.CharField(max_length=12)
    verdict = models.CharField(max_length=8)
    # By what the tenant said when it was asked: whether no data is a no.
    is_against = models.BooleanField()
    says = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64)
    cost_micros = models.BigIntegerField(default=0, db_default=0)
    checked_at = models.DateTimeField()
    good_until = models.DateTimeField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "connection", "phone", "kind"], name="scrub_once"),
        ]
        indexes = [models.Index(fields=["tenant", "lead"], name="scrub_of_lead")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.verdict}"
