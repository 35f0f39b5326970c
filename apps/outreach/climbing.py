"""Where a lead stands on its ladder: the version it began with, the rung that was tried last."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from apps.leads.models import Event, Lead

from . import stops
from .cadence.ladder import DEFAULT, Ladder
from .models import CadenceVersion, Step

BUILT_IN = 0


@dataclass(frozen=True)
class Begun:
    """The version that a lead is to follow, None for ours; `missing` is what its rule asked for in vain."""

    version: CadenceVersion | None
    missing: str = ""

    @property
    def ladder(self) -> Ladder:
        return self.version.as_ladder() if self.version else DEFAULT

    @property
    def name(self) -> str:
        """As rules know it, "" for a usual one."""
        return self.version.cadence.name if self.version else ""


@dataclass(frozen=True)
class Climb:
    """A lead, locked, and its latest attempt's step; a lead stays with the version that its first retry came from."""

    lead: Lead
    step: Step | None
    begun: Begun

    @classmethod
    def of(cls, tenant_id: int, lead_id: UUID, *, step_id: int) -> "Climb":
        """From the step that was the attempt; in the caller's view."""
        lead = Lead.objects.select_for_update(no_key=True).get(tenant_id=tenant_id, pk=lead_id)
        step = Step.objects.for_tenant(tenant_id).filter(pk=step_id).first()
        return cls(lead, step, _begun(lead, step))

    @classmethod
    def latest(cls, lead: Lead) -> "Climb":
        """From what was tried last, the first call too, whatever was taken back since."""
        tried = Q(kind="call") | stops.IN_CADENCE
        steps = Step.objects.for_tenant(lead.tenant_id).filter(tried, lead=lead)
        step = steps.exclude(state=Step.State.CANCELLED).order_by("pk").last()
        return cls(lead, step, _begun(lead, step))

    @property
    def ladder(self) -> Ladder:
        return self.begun.ladder

    @property
    def version_id(self) -> int:
        return self.begun.version.pk if self.begun.version else BUILT_IN

    @property
    def version_number(self) -> int:
        return self.begun.version.number if self.begun.version else BUILT_IN

    @property
    def is_asked_for(self) -> bool:
        return bool(self.step and self.step.params.get("is_asked_for"))

    @property
    def position(self) -> int:
        """How many rungs were tried, or passed over."""
        return int(self.step.params.get("position", 0)) if self.step else 0


def begin(tenant_id: int, *, source_id: int, name: str) -> Begun:
    """What a lead of this source is to follow whose rule asks for a cadence by `name`; "" asks for the usual one."""
    versions = CadenceVersion.objects
    if found := versions.named(tenant_id, name):
        return Begun(found)
    return Begun(versions.in_force(tenant_id, source_id=source_id), missing=name)


def _begun(lead: Lead, step: Step | None) -> Begun:
    begun_with = step.params.get("cadence") if step else None
    if begun_with is None:
        return begin(lead.tenant_id, source_id=lead.source_id, name=_asked_for(lead))
    return Begun(
        CadenceVersion.objects.for_tenant(lead.tenant_id).filter(pk=begun_with).select_related("cadence").first()
    )


def _asked_for(lead: Lead) -> str:
    """The cadence that the lead's rule named when it came in, "" where it named none."""
    told = Event.objects.for_tenant(lead.tenant_id).filter(lead=lead, kind="lead.routed").order_by("pk").first()
    return str(told.facts["actions"].get("cadence", "")) if told else ""
