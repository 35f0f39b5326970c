"""What was said in a call that our agent answered, and what came of it: ticket, turns and findings."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from uuid_utils.compat import uuid7

from apps.tenants.models import TenantOwned, TenantQuerySet

# From the carrier's question what to do with an answered call to its opening of the stream.
TICKET_LIFE = timedelta(seconds=60)


class Conversations(TenantQuerySet["Conversation"]):
    def of_call(self, tenant_id: int, call_id: object) -> Self:
        return self.filter(tenant_id=tenant_id, call_id=call_id)

    def redeemed(self, ticket: str, *, now: datetime) -> "Conversation | None":
        """The conversation that the ticket admits to: once, and only in time. In the platform's view."""
        admitted = self.filter(ticket_hash=hashed(ticket), opened_at=None, ticket_until__gt=now)
        # One UPDATE: of two sockets with one ticket the second finds it used.
        if not admitted.update(opened_at=now, state=Conversation.State.OPEN):
            return None
        return self.get(ticket_hash=hashed(ticket))


class Conversation(TenantOwned):
    """One a call. `score`, `answers` and `reasons` are what the script's criteria made of it."""

    class State(models.TextChoices):
        EXPECTED = "expected", "The stream has not been opened yet"
        OPEN = "open", "Talking"
        OVER = "over", "Over"
        BROKEN = "broken", "Broken off by a fault of ours"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="conversations", db_constraint=False, db_index=False
    )
    call = models.ForeignKey(
        "calls.Call", on_delete=models.CASCADE, related_name="conversations", db_constraint=False, db_index=False
    )
    script_version_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.EXPECTED)
    ticket_hash = models.CharField(max_length=64, unique=True)
    ticket_until = models.DateTimeField()
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    disposition = models.CharField(max_length=20, blank=True, default="")
    score = models.IntegerField(default=0)
    is_qualified = models.BooleanField(default=False)
    answers = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    summary = models.TextField(blank=True, default="")
    # Whom the agent wants to put the lead through to once the stream is closed.
    transfer_to = models.CharField(max_length=16, blank=True, default="")
    recording = models.CharField(max_length=200, blank=True, default="")
    # How loud it is (`calls.waveform`), a moment after it was kept.
    waveform = models.BinaryField(default=b"", db_default=b"")

    objects = Conversations.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="conversation_of_tenant"),
            models.UniqueConstraint(fields=["tenant", "call"], name="one_conversation_a_call"),
        ]
        indexes = [
            models.Index(fields=["tenant", "lead"], name="conversation_lead"),
            models.Index(fields=["created_at"], condition=models.Q(closed_at=None), name="unfinished"),
            # What is to be deleted one day (`outreach.retention`).
            models.Index(fields=["closed_at"], condition=~models.Q(recording=""), name="recorded"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_over(self) -> bool:
        return self.state in (Conversation.State.OVER, Conversation.State.BROKEN)


class Turn(TenantOwned):
    """What one of the two said. Times are milliseconds since the stream was opened."""

    class Speaker(models.TextChoices):
        AGENT = "agent", "Agent"
        LEAD = "lead", "Lead"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="turns", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    speaker = models.CharField(max_length=5, choices=Speaker)
    text = models.TextField()
    began_ms = models.PositiveIntegerField()
    ended_ms = models.PositiveIntegerField()
    was_interrupted = models.BooleanField(default=False)
    # Of a reply of ours: how long each part took (`endpointing`, `stt`, `thinking`, `tts`), in ms.
    timings = models.JSONField(default=dict)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "conversation", "number"], name="turn_once")]

    def __str__(self) -> str:
        return f"turn {self.number} of {self.conversation_id}"


def new_ticket() -> str:
    """128 random bits, safe in a path; only its hash is kept."""
    return secrets.token_hex(16)


def hashed(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
