"""One promised side effect: the outbox row, and the verbs that only the holder of its fence may use."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.leads.models import Lead
from apps.tenants.models import TenantOwned, TenantQuerySet, tenant_of_parent

# A new lead is news, and needs nobody: the list shows it.
NEEDS_A_PERSON = Q(kind="alert") & ~Q(key__startswith="alert:new_lead:")


class Step(TenantOwned):
    class State(models.TextChoices):
        READY = "ready", "Ready"
        LEASED = "leased", "Being carried out"
        UNKNOWN = "unknown", "Unknown: perhaps done"
        WAITING = "waiting", "Waiting for news"
        DONE = "done", "Done"
        SKIPPED = "skipped", "Skipped"
        HELD = "held", "Held"
        DEAD = "dead", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    OPEN = (State.READY, State.LEASED, State.UNKNOWN, State.WAITING)

    tenant = tenant_of_parent()
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, null=True, related_name="steps", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=20)
    queue = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    # What it was claimed from: ready (carry it out), unknown (find out) or waiting (the news is overdue).
    claimed_from = models.CharField(max_length=10, blank=True, default="", db_default="")
    priority = models.SmallIntegerField(default=5)
    key = models.CharField(max_length=120)
    params = models.JSONField(default=dict)
    connection_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField()
    attempt = models.IntegerField(default=0, db_default=0)
    fence = models.BigIntegerField(default=0, db_default=0)
    lease_until = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=120, blank=True, default="", db_default="")
    last_error = models.CharField(max_length=300, blank=True, default="", db_default="")
    error_code = models.CharField(max_length=60, blank=True, default="", db_default="")
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)

    # No column: whether the claim saw more that was due on the same queue.
    are_others_due = True

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="step_once"),
        ]
        indexes = [
            models.Index(
                fields=["queue", "tenant", "due_at", "priority"],
                condition=Q(state__in=["ready", "unknown", "waiting"]),
                name="step_due",
            ),
            models.Index(fields=["queue", "tenant", "lease_until"], condition=Q(state="leased"), name="step_leased"),
            models.Index(fields=["tenant", "lead"], name="step_lead"),
            models.Index(fields=["tenant", "-id"], condition=Q(state="dead"), name="step_dead"),
            models.Index(fields=["tenant", "lead"], condition=Q(state__in=["dead", "held"]), name="step_failed"),
            models.Index(fields=["tenant", "-id"], condition=NEEDS_A_PERSON, name="step_alert"),
            # How fast a CRM is (`crm_speed`): written once, when such a step is done.
            models.Index(
                fields=["tenant", "connection_id", "-done_at", "-id"],
                condition=Q(kind="crm", state="done"),
                name="step_crm_done",
            ),
        ]

    def subject(self) -> Lead:
        """The lead that this is done for, read now, in the caller's view. Raises `Lead.DoesNotExist`."""
        if self.lead_id is None:
            raise Lead.DoesNotExist
        return Lead.objects.get(tenant_id=self.tenant_id, pk=self.lead_id)

    def __str__(self) -> str:
        return f"{self.kind} step {self.pk}"
