"""A file of people that a manager hands in: looked at line by line, then taken in or not."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.tenants.models import TenantOwned, TenantQuerySet


class LeadList(TenantOwned):
    class State(models.TextChoices):
        READING = "reading", "Being looked at"
        READ = "read", "Ready to be looked at"
        TAKING = "taking", "Being taken in"
        DONE = "done", "Taken in"
        DROPPED = "dropped", "Not taken in"

    # What its people agreed to stands with the source, and with each lead.
    source = models.ForeignKey("leads.Source", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    file_name = models.CharField(max_length=200)
    is_called = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    lines = models.PositiveIntegerField()
    looked_at = models.PositiveIntegerField(default=0)
    taken_in = models.PositiveIntegerField(default=0)
    started_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "id"], name="lead_list_of_tenant")]
        indexes = [models.Index(fields=["tenant", "-id"], name="lead_list_latest")]

    def __str__(self) -> str:
        return self.file_name


class LeadListRow(TenantOwned):
    """What one line says, and what becomes or became of it; kept, so that each line can be accounted for."""

    class Verdict(models.TextChoices):
        NEW = "new", "A new lead"
        KNOWN = "known", "Known: attached to the lead that is there"
        BLOCKED = "blocked", "On the do-not-call list: kept and not called"
        REPEATED = "repeated", "Stands twice in the file"
        UNREACHABLE = "unreachable", "No way to reach the person"

    lead_list = models.ForeignKey(LeadList, on_delete=models.CASCADE, related_name="rows", db_constraint=False)
    line = models.PositiveIntegerField()
    # The line's cells by the headings of the file.
    cells = models.JSONField()
    name = models.CharField(max_length=241, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    email = models.CharField(max_length=254, blank=True)
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    why = models.CharField(max_length=200, blank=True)
    lead_id = models.UUIDField(null=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "lead_list", "line"], name="lead_list_line_once")]
        indexes = [
            models.Index(fields=["tenant", "lead_list", "phone"], condition=~Q(phone=""), name="lead_list_phone"),
            models.Index(fields=["tenant", "lead_list", "email"], condition=~Q(email=""), name="lead_list_email"),
        ]

    def __str__(self) -> str:
        return f"line {self.line}"
