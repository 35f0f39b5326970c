"""Calls and messages, and every attempt at one: the book that nobody is called twice by."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from apps.integrations.models import new_token
from apps.tenants.models import TenantOwned, TenantQuerySet

from .bridges import Bridge, Ring
from .conversations import Conversation, Turn
from .costs import Cost, Rate
from .dials import Clearance, Dial, Spend, Walls
from .emails import Email
from .numbers import NumberRules, PoolNumber
from .paces import Pace, Slot
from .reception import Reception
from .recorded import Recording

__all__ = [
    "Bridge",
    "Call",
    "CallAttempt",
    "Clearance",
    "Conversation",
    "Cost",
    "Dial",
    "Email",
    "Message",
    "NumberRules",
    "Pace",
    "PoolNumber",
    "Rate",
    "Reception",
    "Recording",
    "Ring",
    "Slot",
    "Spend",
    "Turn",
    "Walls",
    "new_token",
]


class Calls(TenantQuerySet["Call"]):
    def made(self) -> "Calls":
        """Those that we placed; what leads do of themselves says nothing of how we do."""
        return self.filter(direction=Call.Direction.OUT)


class Call(TenantOwned):
    class Direction(models.TextChoices):
        OUT = "out", "To the lead"
        IN = "in", "From the lead"

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
    # `phone` is always theirs, and `caller_id` ours.
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.OUT, db_default=Direction.OUT)
    # What we do is done by a step.
    step_id = models.BigIntegerField(null=True)
    connection = models.ForeignKey("integrations.Connection", on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=16)
    caller_id = models.CharField(max_length=16)
    # Where the caller ID is one of the tenant's pool.
    number = models.ForeignKey(
        PoolNumber, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    # Nobody else at the tenant may call this number for so long.
    reserved_for = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=State, default=State.RESERVED)
    provider_id = models.CharField(max_length=80, blank=True)
    cause = models.CharField(max_length=200, blank=True)
    # How the far end ended it, where the carrier says: RFC 3261's and later codes.
    sip_code = models.PositiveSmallIntegerField(null=True)
    answered_by = models.CharField(max_length=40, blank=True)
    attestation = models.CharField(max_length=10, blank=True)
    crm_record_id = models.CharField(max_length=120, blank=True)
    placed_at = models.DateTimeField(null=True)
    ringing_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    talk_seconds = models.IntegerField(null=True)
    # When somebody, or a message of ours, first spoke to whoever answered (47 CFR 64.1200(a)(7)).
    spoken_to_at = models.DateTimeField(null=True)
    # Once it is over: whether a person who answered was left alone. None where nobody answered, or a machine did.
    was_abandoned = models.BooleanField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = Calls.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="call_of_tenant"),
            models.CheckConstraint(condition=Q(direction="in") | Q(step_id__isnull=False), name="call_has_step"),
            models.UniqueConstraint(
                fields=["tenant", "provider_id"], condition=Q(direction="in"), name="one_call_in_a_provider_id"
            ),
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
            models.Index(
                fields=["tenant", "lead"], condition=Q(state__in=["queued", "ringing", "answered"]), name="call_open"
            ),
            models.Index(fields=["tenant", "phone"], name="call_phone"),
            models.Index(fields=["tenant", "created_at"], name="call_newest"),
            models.Index(
                fields=["tenant", "number", "created_at"], condition=Q(number__isnull=False), name="call_number"
            ),
            models.Index(
                fields=["tenant", "answered_at"], condition=Q(was_abandoned__isnull=False), name="call_judged"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def came_in(self) -> bool:
        return self.direction == Call.Direction.IN

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
    # By whose leave. The database refuses an attempt to call without an allowed decision on this very number (triggers
    # of the migrations 0006 and 0019); of a call that came in the one attempt is theirs.
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
            models.UniqueConstraint(fields=["tenant", "id"], name="message_of_tenant"),
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
            models.Index(fields=["tenant", "created_at"], name="message_newest"),
            models.Index(fields=["tenant", "phone", "created_at"], condition=Q(direction="out"), name="message_phone"),
        ]

    def __str__(self) -> str:
        return str(self.id)
