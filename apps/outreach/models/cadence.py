"""A tenant's cadences: a draft to edit, and published versions that never change."""

from datetime import datetime

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

from apps.leads.models import Source
from apps.outreach.cadence.ladder import DEFAULT, Ladder
from apps.tenants.models import TenantOwned, TenantQuerySet


def default_draft() -> dict[str, object]:
    """The ladder that a tenant has before it sets one."""
    return DEFAULT.model_dump(mode="json")


class Cadence(TenantOwned):
    source = models.ForeignKey(
        Source,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name="for leads from",
        help_text="Empty: every source that has no cadence of its own.",
    )
    is_active = models.BooleanField(
        default=True,
        verbose_name="in use",
        help_text="Off: the cadence of all sources applies, or ours.",
    )
    draft = models.JSONField(default=default_draft)
    updated_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "cadence"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "source"], name="one_cadence_a_source", nulls_distinct=False),
            models.UniqueConstraint(fields=["tenant", "id"], name="cadence_of_tenant"),
        ]

    def __str__(self) -> str:
        return f"Cadence of {self.source}" if self.source_id else "Cadence of all sources"

    @property
    def ladder(self) -> Ladder:
        """The draft."""
        return Ladder.model_validate(self.draft)

    def redraft(self, ladder: Ladder) -> None:
        """Change the draft; leads are treated by what is published."""
        self.draft = ladder.model_dump(mode="json")
        if self.pk:
            self.save(update_fields=["draft"])

    def latest(self) -> "CadenceVersion | None":
        """The version in force."""
        return self.versions.order_by("-number").first()

    def publish(self, *, by: str, at: datetime, note: str = "") -> "CadenceVersion":
        """Put the draft in force for leads that come to their first missed call from now on."""
        locked = Cadence.objects.select_for_update().get(tenant_id=self.tenant_id, pk=self.pk)
        before = locked.latest()
        return CadenceVersion.objects.create(
            tenant_id=self.tenant_id,
            cadence=self,
            number=before.number + 1 if before else 1,
            ladder=self.draft,
            note=note[:200],
            published_by=by[:200],
            published_at=at,
        )

    def go_back_to(self, number: int, *, by: str, at: datetime) -> "CadenceVersion":
        """Publish an earlier version anew, as the draft too. Raises `CadenceVersion.DoesNotExist`."""
        self.redraft(self.versions.get(number=number).as_ladder())
        return self.publish(by=by, at=at, note=f"back to version {number}")


class CadenceVersions(TenantQuerySet["CadenceVersion"]):
    def in_force(self, tenant_id: int, *, source_id: int) -> "CadenceVersion | None":
        """What applies to leads of a source: its own cadence, else the tenant's; None where nothing is published."""
        used = self.for_tenant(tenant_id).filter(cadence__is_active=True)
        mine = used.filter(models.Q(cadence__source_id=source_id) | models.Q(cadence__source=None))
        return mine.order_by(F("cadence__source_id").asc(nulls_last=True), "-number").first()


class CadenceVersion(TenantOwned):
    cadence = models.ForeignKey(
        Cadence, on_delete=models.CASCADE, related_name="versions", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    ladder = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    published_by = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField()

    objects = CadenceVersions.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "cadence", "number"], name="cadence_version_once")]

    def __str__(self) -> str:
        return f"version {self.number}"

    def as_ladder(self) -> Ladder:
        """What it says, typed."""
        return Ladder.model_validate(self.ladder)
