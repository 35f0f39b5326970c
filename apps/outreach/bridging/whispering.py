"""What a rep hears before they take a lead: who it is, what they want, and what was said so far. In one's view."""

from datetime import datetime

from apps.calls.models import Bridge, Conversation, Ring
from apps.leads.models import Lead
from apps.outreach import wording

from . import taping

# A whisper is heard while the lead waits.
MOST_ANSWERS, MOST_LETTERS, MOST_SUMMARY = 3, 60, 240
PRESS = "Press 1 to take the call."


def of(ring: Ring, bridge: Bridge, *, now: datetime) -> str:
    """Names, the first answers of the form, for who takes over the conversation so far, and that it is recorded."""
    lead = Lead.objects.select_related("source").get(tenant_id=bridge.tenant_id, pk=bridge.lead_id)
    said = [_who(ring, lead), *_answers(lead)]
    if summary := _summary(bridge):
        said.append(summary)
    if announcement := taping.announcement(bridge, now=now):
        said.append(announcement)
    return " ".join([*said, PRESS])


def _who(ring: Ring, lead: Lead) -> str:
    name = wording.said(lead.full_name) or "without a name"
    if ring.purpose == Ring.Purpose.TAKE:
        return f"New lead {name}, from {lead.source.name}."
    return f"A colleague passes on {name}, from {lead.source.name}."


def _answers(lead: Lead) -> list[str]:
    told = [(str(key), str(value)) for key, value in lead.answers.items() if isinstance(value, str | int | float)]
    return [f"{key.replace('_', ' ')}: {value[:MOST_LETTERS]}." for key, value in told[:MOST_ANSWERS]]


def _summary(bridge: Bridge) -> str:
    if bridge.call_id is None:
        return ""
    talked = Conversation.objects.of_call(bridge.tenant_id, bridge.call_id).exclude(summary="").first()
    return talked.summary[:MOST_SUMMARY] if talked else ""
