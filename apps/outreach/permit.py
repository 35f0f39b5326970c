"""Use case: ask the gate about one step's contact, at the very instant, and keep what it says."""

from dataclasses import dataclass

from apps.calls.reading import Contact
from apps.calls.walls import Room
from apps.compliance import decisions, gate
from apps.compliance.models import GateDecision
from apps.compliance.verdict import Verdict
from apps.leads.models import Lead
from apps.tenants import access

from . import contact as contacts
from . import stops
from .contact import Refused
from .ledger import subject
from .ledger.subject import Subject
from .models import Step
from .outcomes import Outcome, Skipped


class Overtaken(Exception):
    """Between question and contact the person opted out, or others took the room: nothing was written, ask again."""


@dataclass(frozen=True)
class Permit:
    """By whose leave, and on what grounds, a person is contacted. The decision is not yet written."""

    lead: Lead
    decision: GateDecision
    verdict: Verdict
    room: Room

    @property
    def is_artificial(self) -> bool:
        """Whether it is a machine's voice that may speak."""
        return bool(self.decision.inputs.get("artificial_voice"))


def ask(step: Step, contact: Contact) -> Permit | Outcome:
    """The permit, or what becomes of the step without one. Raises `Lead.DoesNotExist`."""
    about, read = subject.before(step, contact)
    lead = about.lead
    if about.stops and _is_taken_back(step, about):
        return Skipped("the lead was in touch, or refused, while this was under way", code=stops.STOPPED)
    verdict = gate.decide(read.facts, read.pack)
    decision = decisions.of(verdict, read.facts, tenant_id=step.tenant_id, lead_id=lead.pk, step_id=step.pk)
    if not verdict.is_allowed:
        return contacts.refused(step, Refused(lead, decision, verdict, read.room))
    return Permit(lead, decision, verdict, read.room)


def _is_taken_back(step: Step, about: Subject) -> bool:
    """What was ready was cancelled at once; this was in a worker's hands, or nobody knew what had become of it."""
    with access.as_tenant(step.tenant_id):
        return stops.have_taken(step, about.lead, about.stops)
