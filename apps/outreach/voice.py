"""Whether a machine would speak in a call, and what is done for a lead that no machine may call."""

from collections.abc import Collection
from dataclasses import replace

from apps.calls.reading import Contact
from apps.routing import actions
from apps.routing.actions import AnsweredBy
from apps.tenants import access

from . import contact as contacts
from . import permit
from .models import Playbook, Step
from .outcomes import Outcome, Skipped
from .permit import Permit

# The voices that are built in. Without one every call is a person's, whatever a rule wants of it.
ENGINES: tuple[str, ...] = ()
REFUSED = "consent_ai"


def is_artificial(step: Step, *, engines: Collection[str] = ENGINES) -> bool:
    """Whether an AI will speak: the step's rule wants an agent, and there is a voice for it."""
    return bool(engines) and actions.of_step(step.params).answered_by is AnsweredBy.AI_AGENT


def ask(step: Step, contact: Contact, playbook: Playbook) -> Permit | Outcome:
    """The permit for the call; where an AI lacks the consent for it, what the playbook wants instead."""
    asked = permit.ask(step, contact)
    if not (contact.artificial_voice and isinstance(asked, Skipped) and asked.code == REFUSED):
        return asked
    match playbook.without_ai_consent:
        case Playbook.WithoutConsent.BRIDGE:
            return permit.ask(step, replace(contact, artificial_voice=False))
        case Playbook.WithoutConsent.TEXT:
            with access.as_tenant(step.tenant_id):
                contacts.text(step.subject())
    return asked
