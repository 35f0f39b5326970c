"""A tenant's cadences: a draft to edit, and published versions that never change."""

from datetime import datetime

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

from apps.leads.models import Source
from apps.outreach.cadence.ladder import DEFAULT, Ladder
from apps.tenants.models import TenantOwned, TenantQuerySet

TAKEN = "You have one like this already."


def default_draft() -> dict[str, object]:
    """The ladder that a tenant has before it sets one."""
    return DEFAULT.model_dump(mode="json")


class Cadence(TenantOwned):
    name = models.CharField(
        max_length=80,
        blank=True,
        db_default="",
        help_text="So that a rule can ask for it, e.g. Gentle. Empty: for every lead whose rule asks for none.",
    )
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
            models.UniqueConstraint(
                fields=["tenant", "source"],
                condition=models.Q(name=""),
                name="one_usual_cadence_a_source",
                nulls_distinct=False,
                violation_error_message=TAKEN,
            ),
            models.UniqueConstraint(
                fields=["tenant", "name"],
                condition=~models.Q(name=""),
                name="cadence_name_once",
                violation_error_message=TAKEN,
            ),
            models.CheckConstraint(
                condition=models.Q(name="") | models.Q(source=None),
                name="cadence_named_or_of_a_source",
                violation_error_message="A rule asks for a cadence by its name, so a named one is for every source.",
            ),
            models.UniqueConstraint(fields=["tenant", "id"], name="cadence_of_tenant"),
        ]

    def __str__(self) -> str:
        if self.name:
            return f"Cadence “{self.name}”"
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
    def in_use(self, tenant_id: int) -> "CadenceVersions":
        """Of cadences that are not switched off."""
        return self.for_tenant(tenant_id).filter(cadence__is_active=True).select_related("cadence")

    def named(self, tenant_id: int, name: str) -> "CadenceVersion | None":
        """What rules mean by this name; None where nobody keeps such a cadence, or it is not in use."""
        return self.in_use(tenant_id).filter(cadence__name=name).order_by("-number").first() if name else None

    def names(self, tenant_id: int) -> frozenset[str]:
        """What rules may ask for."""
        return frozenset(self.in_use(tenant_id).values_list("cadence__name", flat=True)) - {""}

    def in_force(self, tenant_id: int, *, source_id: int) -> "CadenceVersion | None":
        """What applies to leads of a source: its own cadence, else the tenant's; None where nothing is published."""
        usual = self.in_use(tenant_id).filter(cadence__name="")
        mine = usual.filter(models.Q(cadence__source_id=source_id) | models.Q(cadence__source=None))
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
