"""What each call and text cost, and a tenant's own rates to tell it by."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from apps.tenants.models import TenantOwned, TenantQuerySet

from .rates import Basis, Direction, Service, Tariff

_PREFIX = RegexValidator(r"^[0-9]*\Z", "Digits only, e.g. 1214: no plus, no spaces.")
_CURRENCY = RegexValidator(r"^[A-Z]{3}\Z", "The three letters of a currency, e.g. USD.")


class Rate(TenantOwned):
    """What the tenant's contract says; it goes before the list."""

    connection = models.ForeignKey(
        "integrations.Connection", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    service = models.CharField(max_length=8, choices=[(each.value, each.value.capitalize()) for each in Service])
    direction = models.CharField(
        max_length=3, choices=[("out", "To the lead"), ("in", "From the lead")], default=Direction.OUT
    )
    prefix = models.CharField(max_length=15, blank=True, default="", validators=[_PREFIX])
    micros = models.BigIntegerField(verbose_name="price", validators=[MinValueValidator(0)])
    currency = models.CharField(max_length=3, default="USD", validators=[_CURRENCY])
    valid_from = models.DateField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "connection", "service", "direction", "prefix", "valid_from"], name="rate_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.direction} {self.prefix}".strip()

    def tariff(self) -> Tariff:
        service, direction = Service(self.service), Direction(self.direction)
        return Tariff(service, direction, self.prefix, self.micros, self.currency, self.valid_from)


class Cost(TenantOwned):
    """Of a call or a text, one row for each service that it used. The database owes it once that is over."""

    class State(models.TextChoices):
        OWED = "owed", "Not told yet"
        UNPRICED = "unpriced", "No rate is known"
        ESTIMATED = "estimated", "Estimated"
        REPORTED = "reported", "Reported by the provider"

    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, null=True, related_name="costs", db_constraint=False, db_index=False
    )
    call = models.ForeignKey(
        "calls.Call", on_delete=models.CASCADE, null=True, related_name="costs", db_constraint=False, db_index=False
    )
    message = models.ForeignKey(
        "calls.Message", on_delete=models.CASCADE, null=True, related_name="costs", db_constraint=False, db_index=False
    )
    service = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Service])
    connection_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=9, choices=State, default=State.OWED, db_default=State.OWED)
    micros = models.BigIntegerField(default=0, db_default=0)
    currency = models.CharField(max_length=3, default="USD", db_default="USD")
    basis = models.CharField(
        max_length=6, choices=[(each.value, each.value) for each in Basis], blank=True, default="", db_default=""
    )
    # The ledger of dials carries it, too: sums of both count it once.
    is_in_ledger = models.BooleanField(default=False, db_default=False)
    over_at = models.DateTimeField()
    # When the provider is asked what it charged, and how often it was; None: never (again).
    look_at = models.DateTimeField(null=True)
    looks = models.PositiveSmallIntegerField(default=0, db_default=0)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "call", "service"], name="one_cost_a_call_and_service"),
            models.UniqueConstraint(fields=["tenant", "message", "service"], name="one_cost_a_message"),
            models.CheckConstraint(
                condition=Q(call=None) ^ Q(message=None),
                name="cost_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="owed"), name="cost_owed"),
            models.Index(fields=["look_at"], condition=~Q(look_at=None), name="cost_to_look"),
            models.Index(fields=["tenant", "lead"], name="cost_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.service} of {self.call_id or self.message_id}"
