"""The numbers that a tenant's calls show: where each is, what is expected of it, and whether it rests."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.tenants.models import TenantOwned, TenantQuerySet

from .health import Thresholds
from .nearest import Candidate

_USUAL = Thresholds()


class PoolNumbers(TenantQuerySet["PoolNumber"]):
    def in_use(self) -> "PoolNumbers":
        """Those that calls may show now."""
        return self.filter(state=PoolNumber.State.ACTIVE)

    def owned(self) -> "PoolNumbers":
        """Those that people may call: a number that rests is called back like any other."""
        return self.exclude(state=PoolNumber.State.RELEASED)

    def on_order(self) -> "PoolNumbers":
        """Those of which nobody knows yet whether they are bought."""
        return self.filter(state=PoolNumber.State.ORDERED)


class PoolNumber(TenantOwned):
    """A number of one connection. What is expected is what we were told; what was reported stands on the calls."""

    class State(models.TextChoices):
        ORDERED = "ordered", "Being bought"
        ACTIVE = "active", "In use"
        RESTING = "resting", "Resting: in use again by itself"
        QUARANTINED = "quarantined", "Out of use until a person has looked"
        RELEASED = "released", "Given back to the carrier"

    class Attestation(models.TextChoices):
        A = "A", "A: the carrier knows you and that the number is yours"
        B = "B", "B: the carrier knows you"
        C = "C", "C: the carrier only passes the call on"

    connection = models.ForeignKey(
        "integrations.Connection", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    phone = models.CharField("number", max_length=16)
    label = models.CharField(max_length=80, blank=True, help_text="As your team calls it, e.g. Miami 2.")
    expected_attestation = models.CharField(
        max_length=1, choices=Attestation, blank=True, help_text="What your carrier promised. Empty: nothing."
    )
    caller_name = models.CharField("caller name (CNAM)", max_length=15, blank=True)
    brand_name = models.CharField("branded calling: name", max_length=35, blank=True)
    brand_reason = models.CharField("branded calling: reason of the call", max_length=64, blank=True)
    daily_cap = models.PositiveIntegerField("most calls a day", default=0)
    state = models.CharField(max_length=11, choices=State, default=State.ACTIVE, editable=False)
    # Why it rests, in words; and until when, where it comes back by itself.
    reason = models.CharField(max_length=200, blank=True, default="", editable=False)
    until = models.DateTimeField(null=True, editable=False)
    # Its health is judged by what came after this.
    judged_from = models.DateTimeField(db_default=Now(), editable=False)
    # Of whom it was bought here, and under which id they have it.
    seller = models.ForeignKey(
        "integrations.Connection",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    provider_id = models.CharField(max_length=80, blank=True, default="", editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PoolNumbers.as_manager()

    class Meta:
        verbose_name = "number"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="number_of_tenant"),
            models.UniqueConstraint(fields=["tenant", "phone"], condition=~Q(state="released"), name="number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.phone} ({self.label})" if self.label else self.phone

    @property
    def candidate(self) -> Candidate:
        """What choosing among numbers needs to know of it."""
        return Candidate(self.pk, self.connection_id, self.phone, self.daily_cap)

    def rest(self, *, until: datetime, reason: str) -> bool:
        """Show it in no call until then; False if it did not stand in use."""
        return self._leave(PoolNumber.State.RESTING, until=until, reason=reason)

    def quarantine(self, *, reason: str) -> bool:
        """Show it in no call until a person says so; False if it did not stand in use."""
        return self._leave(PoolNumber.State.QUARANTINED, until=None, reason=reason)

    def resume(self, *, at: datetime) -> bool:
        """Use it again; what came before does not count against it any more."""
        off_duty = (PoolNumber.State.RESTING, PoolNumber.State.QUARANTINED)
        return self._turn(off_duty, state=PoolNumber.State.ACTIVE, until=None, reason="", judged_from=at)

    def arrive(self, provider_id: str, *, at: datetime) -> bool:
        """The seller has it for us."""
        mine = PoolNumber.State.ACTIVE
        return self._turn((PoolNumber.State.ORDERED,), state=mine, provider_id=provider_id, reason="", judged_from=at)

    def release(self) -> bool:
        """The carrier has it back, or never gave it."""
        mine = PoolNumber.objects.for_tenant(self.tenant_id).owned().filter(pk=self.pk)
        return bool(mine.update(state=PoolNumber.State.RELEASED, until=None, reason=""))

    def _leave(self, state: State, *, until: datetime | None, reason: str) -> bool:
        return self._turn((PoolNumber.State.ACTIVE,), state=state, until=until, reason=reason[:200])

    def _turn(self, from_states: tuple[State, ...], **values: object) -> bool:
        """Compare and set: of two sweepers one turns it."""
        mine = PoolNumber.objects.for_tenant(self.tenant_id).filter(pk=self.pk, state__in=from_states)
        return bool(mine.update(**values))


class NumberRules(TenantOwned):
    """When a tenant's numbers rest; without a row `health.Thresholds` stand. Percent, 0 asks for nothing."""

    latest_calls = models.PositiveSmallIntegerField("calls that count", default=_USUAL.latest_calls)
    least_calls = models.PositiveSmallIntegerField("judged from", default=_USUAL.least_calls)
    rest_below_answered = models.PositiveSmallIntegerField("answered", default=_USUAL.rest_below_answered)
    rest_from_refused = models.PositiveSmallIntegerField("refused", default=_USUAL.rest_from_refused)
    quarantine_from_unwanted = models.PositiveSmallIntegerField("unwanted", default=_USUAL.quarantine_from_unwanted)
    rest_hours = models.PositiveSmallIntegerField("hours of rest", default=_USUAL.rest_hours)

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "numbers' rest"
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_number_rules_a_tenant")]

    def __str__(self) -> str:
        return "Numbers' rest"
