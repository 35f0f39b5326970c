"""How much a tenant has used, day by day, and that it was told when a month's allowance ran short."""

from django.db import models

from .tenant import TenantOwned, TenantQuerySet


class Usage(TenantOwned):
    """A day by the tenant's calendar. `outreach.metering` alone writes it, from what leads and calls there are."""

    day = models.DateField()
    leads = models.PositiveIntegerField()
    calls = models.PositiveIntegerField()
    agent_minutes = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "day"], name="usage_once")]

    def __str__(self) -> str:
        return f"usage of {self.day}"


class UsageNotice(TenantOwned):
    """Told once for a month, a limit and a percentage: whoever raises the limit is told of the new one, too."""

    month = models.DateField()
    measure = models.CharField(max_length=20)
    most = models.PositiveIntegerField()
    percent = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "month", "measure", "most", "percent"], name="usage_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.percent} % of {self.most} {self.measure}"
