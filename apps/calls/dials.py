"""The ledger of calls and texts, for velocity and spend; a tenant's own walls; a person's word for a step."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.core.money import Micros
from apps.tenants.models import TenantOwned, TenantQuerySet

from . import prices


class Dials(TenantQuerySet["Dial"]):
    def of_step(self, tenant_id: int, step_id: int | None) -> "Dials":
        return self.none() if step_id is None else self.for_tenant(tenant_id).filter(step_id=step_id)

    def release(self) -> None:
        """It was surely not placed: what was reserved is free."""
        self.filter(state=Dial.State.RESERVED).update(state=Dial.State.RELEASED)

    def reserve(self) -> None:
        """It was placed after all."""
        self.filter(state=Dial.State.RELEASED).update(state=Dial.State.RESERVED)

    def settle(self, *, talk_seconds: int) -> None:
        """It is over: what it cost takes the place of the estimate. Harmless to repeat."""
        spent = F("rate_micros") * prices.cost(1, talk_seconds)
        self.filter(state=Dial.State.RESERVED).update(state=Dial.State.SETTLED, settled_micros=spent)


class Dial(TenantOwned):
    """One step's call or text: reserved with its intent, or stopped by a wall. Reserved, it counts in full."""

    class State(models.TextChoices):
        RESERVED = "reserved", "Reserved at the estimate"
        SETTLED = "settled", "Settled"
        RELEASED = "released", "Never placed"
        BLOCKED = "blocked", "Stopped by a wall"

    step_id = models.BigIntegerField()
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    source_id = models.BigIntegerField()
    phone = models.CharField(max_length=16)
    # The number without its last four digits: who owns one block of numbers owns them all.
    prefix = models.CharField(max_length=16)
    # Nobody at the tenant had called or texted the number before.
    is_new = models.BooleanField()
    state = models.CharField(max_length=8, choices=State, default=State.RESERVED)
    blocked_by = models.CharField(max_length=20, default="", db_default="", blank=True)
    rate_micros = Micros(default=0)
    estimate_micros = Micros(default=0)
    settled_micros = models.BigIntegerField(null=True)
    reserved_at = models.DateTimeField()

    objects = Dials.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "step_id"], name="one_dial_a_step")]
        indexes = [
            models.Index(fields=["tenant", "lead"], name="dial_lead"),
            models.Index(fields=["tenant", "prefix", "reserved_at"], condition=Q(is_new=True), name="dial_prefix"),
            models.Index(fields=["tenant", "source_id", "reserved_at"], name="dial_source"),
            models.Index(fields=["tenant", "reserved_at"], name="dial_tenant"),
        ]

    def __str__(self) -> str:
        return f"dial of step {self.step_id}"


class Spend(TenantOwned):
    """A part of what a tenant's dials of one quarter of an hour cost, or may cost; the database keeps the sums.

    Any one part may be negative, for what one connection reserved another may give back.
    """

    quarter = models.DateTimeField()
    part = models.SmallIntegerField()
    micros = Micros(default=0)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "quarter", "part"], name="one_sum_a_part")]
        indexes = [models.Index(fields=["quarter"], name="spend_quarter")]

    def __str__(self) -> str:
        return f"spend from {self.quarter:%H:%M}"


class Clearance(TenantOwned):
    """A person has looked at a step that a wall held: velocity and pauses don't hold it again; law and money do."""

    step_id = models.BigIntegerField()
    cleared_by = models.CharField(max_length=254)
    cleared_at = models.DateTimeField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "step_id"], name="one_clearance_a_step")]

    def __str__(self) -> str:
        return f"clearance of step {self.step_id}"

    @classmethod
    def give(cls, tenant_id: int, step_id: int, *, by: str, at: datetime) -> None:
        """Write it down, once."""
        made = cls(tenant_id=tenant_id, step_id=step_id, cleared_by=by, cleared_at=at)
        cls.objects.bulk_create([made], ignore_conflicts=True)


class Walls(TenantOwned):
    """What keeps strangers from spending a tenant's money; without a row `walls.defaults` stand. 0 is no wall."""

    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    numbers_per_prefix = models.PositiveIntegerField(default=3)
    numbers_per_source = models.PositiveIntegerField(default=300)
    numbers_when_new = models.PositiveIntegerField(default=60)
    call_micros = Micros(default=2_000_000, verbose_name="most a call may cost")
    hour_micros = Micros(default=50_000_000, verbose_name="most an hour may cost")
    day_micros = Micros(default=200_000_000, verbose_name="most a day may cost")

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "fraud walls"
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_walls_a_tenant")]

    def __str__(self) -> str:
        return "Fraud walls"
