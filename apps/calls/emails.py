"""The e-mails to leads: one a step at most, each by a decision of the gate."""

from django.db import models
from uuid_utils.compat import uuid7

from apps.tenants.models import TenantOwned, TenantQuerySet


class Email(TenantOwned):
    class State(models.TextChoices):
        INTENT = "intent", "About to be sent"
        SENT = "sent", "Taken by the mail server"
        FAILED = "failed", "Surely not taken"
        UNKNOWN = "unknown", "Perhaps sent"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="emails", db_constraint=False, db_index=False
    )
    step_id = models.BigIntegerField()
    connection = models.ForeignKey("integrations.Connection", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    # Ours, of the step: whoever gets the mail twice all the same shows it once.
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.INTENT)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    # By whose leave; the database refuses an e-mail without an allowed decision on this very address.
    decision = models.ForeignKey(
        "compliance.GateDecision", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "step_id"], name="one_email_a_step"),
            models.UniqueConstraint(fields=["tenant", "decision"], name="email_decided_once"),
        ]
        indexes = [models.Index(fields=["tenant", "lead"], name="email_lead")]

    def __str__(self) -> str:
        return str(self.id)
