"""Calls and messages, and every attempt at one: the book that nobody is called twice by; lines and their pace."""

import secrets

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from apps.tenants.models import TenantOwned, TenantQuerySet

from .conversations import Conversation, Turn
from .dials import Clearance, Dial, Spend, Walls
from .emails import Email
from .pacing import Limit, Scope

__all__ = [
    "Call",
    "CallAttempt",
    "Clearance",
    "Conversation",
    "Dial",
    "Email",
    "Message",
    "Pace",
    "Slot",
    "Spend",
    "Turn",
    "Walls",
]


def new_token() -> str:
    """128 random bits, safe in a path."""
    return secrets.token_hex(16)


class Call(TenantOwned):
    class State(models.TextChoices):
        RESERVED = "reserved", "Reserved: not yet with the carrier"
        QUEUED = "queued", "With the carrier"
        RINGING = "ringing", "Ringing"
        ANSWERED = "answered", "Answered"
        COMPLETED = "completed", "Completed"
        BUSY = "busy", "Busy"
        NO_ANSWER = "no_answer", "No answer"
        FAILED = "failed", "Failed"
        CANCELED = "canceled", "Cancelled"
        RELEASED = "released", "Never placed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="calls", db_constraint=False, db_index=False
    )
    step_id = models.BigIntegerField()
    connection = models.ForeignKey("integrations.Connection", on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=16)
    caller_id = models.CharField(max_length=16)
    # Nobody else at the tenant may call this number for so long.
    reserved_for = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=State, default=State.RESERVED)
    provider_id = models.CharField(max_length=80, blank=True)
    cause = models.CharField(max_length=200, blank=True)
    answered_by = models.CharField(max_length=40, blank=True)
    attestation = models.CharField(max_length=10, blank=True)
    crm_record_id = models.CharField(max_length=120, blank=True)
    placed_at = models.DateTimeField(null=True)
    ringing_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    talk_seconds = models.IntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="call_of_tenant"),
            models.UniqueConstraint(fields=["tenant", "step_id"], name="one_call_a_step"),
            ExclusionConstraint(
                name="one_call_a_number",
                expressions=[
                    ("tenant", RangeOperators.EQUAL),
                    ("phone", RangeOperators.EQUAL),
                    ("reserved_for", RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="released"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "lead"], name="call_lead"),
            models.Index(fields=["tenant", "phone"], name="call_phone"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def was_machine(self) -> bool:
        """Whether voicemail or a fax answered, as far as the carrier can tell."""
        return any(word in self.answered_by for word in ("machine", "voicemail", "fax"))


class CallAttempt(TenantOwned):
    class State(models.TextChoices):
        INTENT = "intent", "About to be asked for"
        PLACED = "placed", "Taken by the carrier"
        UNKNOWN = "unknown", "Perhaps taken"
        NOT_PLACED = "not_placed", "Not taken"

    call = models.ForeignKey(
        Call, on_delete=models.CASCADE, related_name="attempts", db_constraint=False, db_index=False
    )
    # In every callback's path: it tells whose news this is, and that the sender had it from us.
    token = models.CharField(max_length=32, unique=True, default=new_token)
    state = models.CharField(max_length=10, choices=State, default=State.INTENT)
    provider_id = models.CharField(max_length=80, blank=True)
    intent_at = models.DateTimeField()
    empty_looks = models.IntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    # By whose leave; the database refuses an attempt without an allowed decision on this very number (migration 0007).
    decision = models.ForeignKey(
        "compliance.GateDecision", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "decision"], name="attempt_decided_once")]
        indexes = [models.Index(fields=["tenant", "call", "-id"], name="attempt_latest")]

    def __str__(self) -> str:
        return f"attempt {self.pk} of {self.call_id}"


class Message(TenantOwned):
    class Direction(models.TextChoices):
        OUT = "out", "To the lead"
        IN = "in", "From the lead"

    class State(models.TextChoices):
        INTENT = "intent", "About to be sent"
        QUEUED = "queued", "With the carrier"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        UNDELIVERED = "undelivered", "Not delivered"
        FAILED = "failed", "Failed"
        UNKNOWN = "unknown", "Perhaps sent"
        RECEIVED = "received", "Received"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, null=True, related_name="messages", db_constraint=False, db_index=False
    )
    step_id = models.BigIntegerField(null=True)
    connection = models.ForeignKey("integrations.Connection", on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.OUT)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    phone = models.CharField(max_length=16)
    sender = models.CharField(max_length=40, blank=True)
    body = models.TextField()
    state = models.CharField(max_length=11, choices=State, default=State.INTENT)
    provider_id = models.CharField(max_length=80, blank=True)
    cause = models.CharField(max_length=200, blank=True)
    empty_looks = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # By whose leave; what they write to us needs none.
    decision = models.ForeignKey(
        "compliance.GateDecision",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "decision"], name="message_decided_once"),
            models.CheckConstraint(condition=Q(direction="in") | Q(decision__isnull=False), name="message_is_decided"),
            models.UniqueConstraint(fields=["tenant", "step_id"], name="one_message_a_step"),
            models.UniqueConstraint(
                fields=["tenant", "provider_id"],
                condition=Q(direction="in") & ~Q(provider_id=""),
                name="one_reply_a_provider_id",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "lead"], name="message_lead"),
            models.Index(fields=["tenant", "phone", "created_at"], condition=Q(direction="out"), name="message_phone"),
        ]

    def __str__(self) -> str:
        return str(self.id)


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
