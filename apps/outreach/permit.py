"""Use case: ask the gate about one step's contact, at the very instant, and keep what it says."""

from dataclasses import dataclass

from apps.calls.reading import Contact
from apps.compliance import decisions, gate
from apps.compliance.models import GateDecision
from apps.compliance.verdict import Verdict
from apps.leads.models import Lead

from . import contact as contacts
from .ledger import subject
from .models import Step
from .outcomes import Outcome


class Overtaken(Exception):
    """The person opted out between the question and the contact: nothing was written, ask again."""


@dataclass(frozen=True)
class Permit:
    """By whose leave, and on what grounds, a person is contacted. The decision is not yet written."""

    lead: Lead
    decision: GateDecision
    verdict: Verdict


def ask(step: Step, contact: Contact) -> Permit | Outcome:
    """The permit, or what becomes of the step without one. Raises `Lead.DoesNotExist`."""
    about, read = subject.before(step, contact)
    verdict = gate.decide(read.facts, read.pack)
    lead = about.lead
    decision = decisions.of(verdict, read.facts, tenant_id=step.tenant_id, lead_id=lead.pk, step_id=step.pk)
    if not verdict.is_allowed:
        return contacts.refused(step, lead, decision, verdict)
    return Permit(lead, decision, verdict)
