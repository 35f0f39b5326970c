"""Whether a machine would speak in a call, and what is done for a lead that no machine may call."""

from dataclasses import replace

from django.conf import settings

from apps.calls.reading import Contact
from apps.integrations.models import Family
from apps.routing import actions
from apps.routing.actions import Actions, AnsweredBy
from apps.tenants import access

from . import contact as contacts
from . import permit
from .bridging import holding
from .kit import Kit
from .models import Playbook, Step
from .outcomes import Outcome, Skipped
from .permit import Permit

REFUSED = "consent_ai"


def is_artificial(step: Step, works: Kit) -> bool:
    """Whether an AI will speak: the step's rule or else the playbook wants one, and it has a voice and a script."""
    if not _is_there(works):
        return False
    return is_wanted(actions.of_step(step.params), works) or holding.agent_keeps(step, works)


def is_wanted(route: Actions, works: Kit) -> bool:
    """The same of what a rule wants."""
    if not _is_there(works):
        return False
    wanted = route.answered_by
    return wanted is AnsweredBy.AI_AGENT or (wanted is AnsweredBy.PLAYBOOK and works.playbook.agent_answers)


def _is_there(works: Kit) -> bool:
    """Whether there is a voice, something that it is to say, and a carrier in whose calls it could speak."""
    if not (settings.LEADHUB_VOICE_URL and works.has_script):
        return False
    is_connected = bool(works.usable(Family.TELEPHONY))
    return not is_connected or bool(works.with_a_voice().usable(Family.TELEPHONY))


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
