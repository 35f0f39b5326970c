"""In words: that a plan runs short, or is used up, and what follows from it."""

from collections.abc import Mapping

from apps.tenants.usage import SPENT

MEASURES = {"leads": "leads", "calls": "calls", "agent_minutes": "agent's minutes"}
_HELD = {
    "leads": "Further leads are taken in and kept, and your CRM gets them; they are contacted when the month turns,"
    " or when LeadHub raises the limit.",
    "calls": "Further calls wait until the month turns, or until LeadHub raises the limit. Leads come in as before.",
    "agent_minutes": "Further calls that the agent speaks in wait until the month turns, or until LeadHub raises the"
    " limit. Leads come in as before.",
}
_COUNTED = "Everything goes on; what is over is counted as overage."


def of(told: Mapping[str, object]) -> tuple[str, str]:
    """The title and the text, from a step's params."""
    measure, most, percent = str(told["measure"]), int(str(told["most"])), int(str(told["percent"]))
    what = f"{MEASURES[measure]} of this month"
    if percent < SPENT:
        follows = "then they are held" if told["holds"] else "what is over is counted as overage"
        text = f"Your plan {told['plan']} has {most:,}. Beyond that {follows}. See Usage."
        return f"{percent} % of your {what} are used", text
    then = _HELD[measure] if told["holds"] else _COUNTED
    return f"Your {what} are used up", f"Your plan {told['plan']} has {most:,}. {then} See Usage."
