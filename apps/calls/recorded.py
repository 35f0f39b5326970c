"""What a carrier recorded of a call: first there, then here alone, and one day nowhere."""

from django.db import models
from uuid_utils.compat import uuid7

from apps.tenants.models import TenantOwned, TenantQuerySet


class Recording(TenantOwned):
    """Of a rep's part of a call, the lead left and the rep right. `name` is our file, "" before and after it is one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="recordings", db_constraint=False, db_index=False
    )
    call = models.ForeignKey(
        "calls.Call", on_delete=models.CASCADE, related_name="recordings", db_constraint=False, db_index=False
    )
    connection = models.ForeignKey("integrations.Connection", on_delete=models.PROTECT, related_name="+")
    provider_id = models.CharField(max_length=80)
    seconds = models.IntegerField(null=True)
    name = models.CharField(max_length=200, blank=True, default="")
    # How loud it is (`calls.waveform`), a moment after it was kept.
    waveform = models.BinaryField(default=b"", db_default=b"")
    is_at_carrier = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "connection", "provider_id"], name="recording_once"),
        ]
        indexes = [
            models.Index(fields=["tenant", "call"], name="recording_call"),
            models.Index(fields=["tenant", "lead"], name="recording_lead"),
            models.Index(fields=["made_at"], condition=models.Q(deleted_at=None), name="recording_age"),
        ]

    def __str__(self) -> str:
        return str(self.id)
