"""Use case: whether what is said in a bridge's room is recorded: decided before a rep hears of the lead."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from apps.calls.models import Bridge, Call
from apps.leads.models import Lead
from apps.outreach import kit, recording
from apps.outreach.kit import Kit
from apps.outreach.recording import Part, Taping
from apps.routing import roster


def if_told(bridge: Bridge, call: Call, works: Kit, *, now: datetime) -> None:
    """The lead hears something of ours before they come into the room, and so can be told. In the caller's view."""
    _settle(bridge, call, recording.of_reps(call, _phones(bridge, works), works), now=now)


def if_nobody_must_know(bridge: Bridge, call: Call, works: Kit, *, now: datetime) -> None:
    """The lead comes from the agent, or straight from the ringing: nothing can be said to them before."""
    taping = recording.of_reps(call, _phones(bridge, works), works)
    if taping.announces:
        says = f"{taping.says}; and nobody can be told before they talk"
        taping = replace(taping, records=False, announces=False, says=says)
    _settle(bridge, call, taping, now=now)


def announcement(bridge: Bridge, *, now: datetime) -> str:
    """What everybody hears before they come into the room, "" where nobody must."""
    if bridge.recorded != Bridge.Recorded.TOLD:
        return ""
    return kit.of(bridge.tenant_id, now=now).playbook.recording_announcement


def _settle(bridge: Bridge, call: Call, taping: Taping, *, now: datetime) -> None:
    told = Bridge.Recorded.TOLD if taping.announces else Bridge.Recorded.UNTOLD
    bridge.change(recorded=told if taping.records else Bridge.Recorded.NO)
    lead = Lead.reference(call.tenant_id, call.lead_id)
    again = "transfer" if bridge.wanted.get("phone") else ""
    recording.tell(lead, call.pk, Part.REP, taping, now=now, again=again)


def _phones(bridge: Bridge, works: Kit) -> Collection[str]:
    """Of everybody who may come in: whoever takes the lead may pass them on to any other."""
    phones = {rep.phone for rep in roster.of(works.tenant).reps}
    if not (bridge.wanted.get("team") or bridge.wanted.get("rep")):
        phones.add(str(bridge.wanted.get("phone") or works.playbook.rep_phone))
    return sorted(phones - {""})
