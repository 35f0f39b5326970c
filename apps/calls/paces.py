"""The pace of a tenant's calls, and the lines that they are on."""

from django.db import models

from apps.tenants.models import TenantOwned, TenantQuerySet

from .pacing import Limit, Scope


class Pace(TenantOwned):
    """How fast a tenant may call: all in all, or by one connection. 0 is no limit of ours."""

    connection = models.ForeignKey(
        "integrations.Connection",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        help_text="Empty: all your connections together.",
    )
    calls_per_second = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    calls_at_once = models.PositiveIntegerField(default=0)
    number_calls_per_second = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    number_calls_at_once = models.PositiveIntegerField(default=0)

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "pace"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "connection"], name="one_pace_a_connection", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"Pace of {self.connection}" if self.connection_id else "Pace of all connections"

    def limits(self) -> list[Limit]:
        """For all calls it speaks of, and for each number among them."""
        scope = Scope.CONNECTION if self.connection_id else Scope.TENANT
        per_second, of_a_number = float(self.calls_per_second), float(self.number_calls_per_second)
        return [
            Limit(scope, per_second, self.calls_at_once, self.connection_id),
            Limit(Scope.NUMBER, of_a_number, self.number_calls_at_once, self.connection_id),
        ]


class Slot(TenantOwned):
    """A line that a step's call is on, or is to go out on; see `slots`, which alone writes it."""

    step_id = models.BigIntegerField()
    connection_id = models.BigIntegerField()
    caller_id = models.CharField(max_length=16)
    starts_at = models.DateTimeField()
    lease_until = models.DateTimeField()
    # A retry in the queue for a line: it holds none.
    is_ticket = models.BooleanField(default=False)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "step_id"], name="one_slot_a_step")]
        indexes = [
            models.Index(fields=["tenant", "lease_until"], name="slot_tenant"),
            models.Index(fields=["connection_id", "lease_until"], name="slot_connection"),
            models.Index(fields=["lease_until"], name="slot_lease"),
        ]

    def __str__(self) -> str:
        return f"slot of step {self.step_id}"
