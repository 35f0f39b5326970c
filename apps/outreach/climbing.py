"""Where a lead stands on its ladder: the version it began with, the rung that was tried last."""

from dataclasses import dataclass
from uuid import UUID

from apps.leads.models import Lead

from .cadence.ladder import DEFAULT, Ladder
from .models import CadenceVersion, Step

BUILT_IN = 0


@dataclass(frozen=True)
class Climb:
    """A lead, locked, and its latest attempt's step; a lead stays with the version that its first retry came from."""

    lead: Lead
    step: Step | None
    version: CadenceVersion | None

    @classmethod
    def of(cls, tenant_id: int, lead_id: UUID, *, step_id: int) -> "Climb":
        """From the step that was the attempt; in the caller's view."""
        lead = Lead.objects.select_for_update(no_key=True).get(tenant_id=tenant_id, pk=lead_id)
        step = Step.objects.for_tenant(tenant_id).filter(pk=step_id).first()
        return cls(lead, step, _version(lead, step))

    @classmethod
    def latest(cls, lead: Lead) -> "Climb":
        """From what was tried last, whatever was taken back since."""
        steps = Step.objects.for_tenant(lead.tenant_id).filter(lead=lead, key__startswith="cadence:")
        step = steps.exclude(state=Step.State.CANCELLED).order_by("pk").last()
        return cls(lead, step, _version(lead, step))

    @property
    def ladder(self) -> Ladder:
        return self.version.as_ladder() if self.version else DEFAULT

    @property
    def version_id(self) -> int:
        return self.version.pk if self.version else BUILT_IN

    @property
    def version_number(self) -> int:
        return self.version.number if self.version else BUILT_IN

    @property
    def is_asked_for(self) -> bool:
        return bool(self.step and self.step.params.get("is_asked_for"))

    @property
    def position(self) -> int:
        """How many rungs were tried, or passed over."""
        return int(self.step.params.get("position", 0)) if self.step else 0


def _version(lead: Lead, step: Step | None) -> CadenceVersion | None:
    versions = CadenceVersion.objects
    begun_with = step.params.get("cadence") if step else None
    if begun_with is None:
        return versions.in_force(lead.tenant_id, source_id=lead.source_id)
    return versions.for_tenant(lead.tenant_id).filter(pk=begun_with).first()
