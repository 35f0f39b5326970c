"""Use case: which steps a fact promises. Pure: what is returned is written with the fact, in its transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apps.core.queues import DEFAULT, URGENT
from apps.integrations.models import Connection, Family

from .cadence.ladder import Channel
from .cadence.planner import PlannedRung
from .models import Playbook

# A reply to the last text may take so long before the lead counts as unreachable.
PATIENCE = timedelta(hours=1)
FRESH, BLOCKED = "fresh", "blocked"
# From here on a call is a retry: fresh leads, and calls that were asked for, go before it.
RETRY_PRIORITY = 4


@dataclass(frozen=True)
class Planned:
    """A step to write. `key` is unique at the tenant: the same promise made twice stands once."""

    kind: str
    key: str
    queue: str = DEFAULT
    priority: int = 5
    params: Mapping[str, object] = field(default_factory=dict)
    connection_id: int | None = None
    delay_ms: int = 0
    # An instant, where that is known better than a delay.
    due_at: datetime | None = None
    # After which outcomes of capture the step is written at all.
    outcomes: Sequence[str] = (FRESH,)


def for_lead(lead_id: str, *, has_phone: bool, playbook: Playbook, connections: Iterable[Connection]) -> list[Planned]:
    """Everything that a fresh lead is owed: the call first, CRM and team in parallel."""
    by_family: dict[str, list[Connection]] = {}
    for connection in connections:
        by_family.setdefault(connection.family, []).append(connection)
    steps = [_crm(lead_id, connection) for connection in by_family.get(Family.CRM, [])]
    if has_phone and playbook.calls_leads:
        steps.append(_call(lead_id, delay_ms=playbook.crm_first_ms if steps else 0))
    if playbook.alerts_new_leads:
        steps += [_new_lead_alert(lead_id, connection) for connection in by_family.get(Family.ALERTS, [])]
    return steps


def first_text(lead_id: str) -> Planned:
    """The text message that follows the call."""
    return Planned("sms", f"sms:first:{lead_id}", queue=URGENT, priority=2)


def alert(about: str, key: str, connection_id: int, **params: object) -> Planned:
    """Tell the team of something that needs a person."""
    return Planned(
        "alert", f"alert:{about}:{key}:{connection_id}", connection_id=connection_id, params={"about": about} | params
    )


def hang_up(call_id: str, provider_id: str) -> Planned:
    """End a call that must not be."""
    params = {"call": call_id, "provider_id": provider_id}
    return Planned("hang_up", f"hang_up:{provider_id}", queue=URGENT, priority=0, params=params)


def first_call_key(lead_id: str) -> str:
    """The key of the call that follows the lead at once."""
    return f"call:first:{lead_id}"


def follow_up(rung: PlannedRung, key: str, *, version_id: int, is_asked_for: bool) -> Planned:
    """A later attempt. It waits in the queue of what is not urgent, so that fresh leads never stand behind it."""
    params: dict[str, object] = {"cadence": version_id, "position": rung.position, "is_asked_for": is_asked_for}
    if rung.channel is Channel.SMS:
        params["text"] = rung.text
    priority = 2 if rung.is_wish else RETRY_PRIORITY
    return Planned(rung.channel.value, key, priority=priority, params=params, due_at=rung.due_at)


def give_up(last: PlannedRung, key: str, *, reason: str, ends_as: str) -> Planned:
    """The end of a cadence whose last rung is a text: later, for it may be answered."""
    params = {"reason": reason, "ends_as": ends_as, "position": last.position}
    return Planned("give_up", key, params=params, due_at=last.due_at + PATIENCE)


def _call(lead_id: str, *, delay_ms: int) -> Planned:
    return Planned("call", first_call_key(lead_id), queue=URGENT, priority=0, delay_ms=delay_ms)


def _crm(lead_id: str, connection: Connection) -> Planned:
    return Planned(
        "crm", f"crm:{connection.pk}:{lead_id}", connection_id=connection.pk, priority=3, outcomes=(FRESH, BLOCKED)
    )


def _new_lead_alert(lead_id: str, connection: Connection) -> Planned:
    return Planned(
        "alert",
        f"alert:new_lead:{lead_id}:{connection.pk}",
        connection_id=connection.pk,
        params={"about": "new_lead"},
        outcomes=(FRESH, BLOCKED),
    )
