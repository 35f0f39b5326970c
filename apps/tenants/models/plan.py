"""Plans as LeadHub sells them, and which one a tenant is on, since when and with what of its own."""

from typing import Self

from django.db import models
from django.db.models.functions import Now

from .tenant import TenantOwned, TenantQuerySet

# What a plan limits, in the order in which people read it.
LIMITS = ("leads", "calls", "agent_minutes", "seats", "sources", "connections", "recording_days")


class Overage(models.TextChoices):
    """What becomes of leads and calls beyond a month's allowance. The leads themselves are taken in either way."""

    WARN = "warn", "Warn: go on, and count what is over"
    HOLD = "hold", "Hold: keep what is over until the month turns or the limit is raised"


class Plan(models.Model):
    """0 is no limit. Once a tenant is on it a plan stays as it is: what they were sold does not change behind them."""

    name = models.CharField(max_length=60, unique=True, help_text="As it is sold, e.g. Growth 2026.")
    is_offered = models.BooleanField(default=True, help_text="Off: tenants that have it keep it, no other gets it.")
    overage = models.CharField(max_length=4, choices=Overage, default=Overage.WARN)
    leads = models.PositiveIntegerField(default=0, help_text="A month, without test leads, e.g. 1000. 0: no limit.")
    calls = models.PositiveIntegerField(default=0, help_text="A month, both ways, e.g. 5000. 0: no limit.")
    agent_minutes = models.PositiveIntegerField(
        default=0, help_text="Minutes begun a month that the agent talks, e.g. 2000. 0: no limit."
    )
    seats = models.PositiveIntegerField(default=0, help_text="Members and open invitations, e.g. 10. 0: no limit.")
    sources = models.PositiveIntegerField(default=0, help_text="Sources that take leads, e.g. 5. 0: no limit.")
    connections = models.PositiveIntegerField(default=0, help_text="Connections in use, e.g. 8. 0: no limit.")
    recording_days = models.PositiveIntegerField(
        default=0, help_text="Recordings are kept for at most so long, e.g. 90. 0: as the playbook says."
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Subscriptions(TenantQuerySet["Subscription"]):
    def newest_first(self) -> Self:
        """The first of a tenant's is in force."""
        return self.select_related("plan").order_by("-pk")


class Subscription(TenantOwned):
    """Written once: the tenant's next one takes its place, and all of them are the history.

    A limit of its own goes before the plan's: None is as the plan says, 0 no limit.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    overage = models.CharField(max_length=4, choices=Overage, blank=True, default="")
    leads = models.PositiveIntegerField(null=True, blank=True)
    calls = models.PositiveIntegerField(null=True, blank=True)
    agent_minutes = models.PositiveIntegerField(null=True, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    sources = models.PositiveIntegerField(null=True, blank=True)
    connections = models.PositiveIntegerField(null=True, blank=True)
    recording_days = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, help_text="Why, as the tenant reads it, e.g. Upgraded on their request.")
    set_by = models.CharField(max_length=200, editable=False)
    began_at = models.DateTimeField(editable=False)

    objects = Subscriptions.as_manager()

    class Meta:
        indexes = [models.Index(fields=["tenant", "-id"], name="subscription_latest")]

    def __str__(self) -> str:
        return f"plan {self.plan}"
