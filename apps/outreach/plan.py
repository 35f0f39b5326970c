"""Use case: which steps a fact promises. Pure: what is returned is written with the fact, in its transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from apps.compliance.agreed import Agreed
from apps.core.queues import DEFAULT, URGENT
from apps.integrations import catalog
from apps.integrations.consent.base import Consent as Keeper
from apps.integrations.models import Connection, Family
from apps.routing import actions
from apps.routing.actions import Actions, Priority
from apps.routing.decide import Routed

from .cadence.ladder import Channel
from .cadence.planner import PlannedRung
from .models import Playbook

# A reply to the last text may take so long before the lead counts as unreachable.
PATIENCE = timedelta(hours=1)
FRESH, BLOCKED, DUPLICATE = "fresh", "blocked", "duplicate"
# Among the calls that are due at a tenant; all go before texts, which have 2.
CALL_PRIORITY = {Priority.FIRST: -1, Priority.NORMAL: 0, Priority.LATER: 1}
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


def for_lead(
    lead_id: str,
    *,
    has_phone: bool,
    playbook: Playbook,
    connections: Iterable[Connection],
    routed: Routed | None = None,
) -> list[Planned]:
    """Everything that a fresh lead is owed: the call first, CRM and team in parallel; as the tenant's rules want it."""
    connections = list(connections)
    by_family: dict[str, list[Connection]] = {}
    for connection in connections:
        by_family.setdefault(connection.family, []).append(connection)
    steps = [_crm(lead_id, connection) for connection in by_family.get(Family.CRM, [])]
    if has_phone and playbook.calls_leads:
        steps.append(_call(lead_id, delay_ms=playbook.crm_first_ms if steps else 0))
    if playbook.alerts_new_leads:
        steps += [_new_lead_alert(lead_id, connection) for connection in by_family.get(Family.ALERTS, [])]
    return _as_routed(steps, routed.actions, connections) if routed else steps


def unhurried(steps: Iterable[Planned]) -> list[Planned]:
    """The steps of one of many in a list: nobody waits at the other end, so they go after every fresh lead's.

    The team is not alerted of each.
    """
    kept = [each for each in steps if each.kind != "alert"]
    return [replace(each, queue=DEFAULT, priority=RETRY_PRIORITY) if each.kind == "call" else each for each in kept]


def claims(agreed: Agreed, *, proof_id: str, connections: Iterable[Connection]) -> list[Planned]:
    """Have the certificate kept by each keeper of its kind: within three days it may be gone."""
    return [
        Planned(
            "consent",
            f"consent:{connection.pk}:{proof_id}",
            connection_id=connection.pk,
            priority=3,
            params={"proof": proof_id},
            outcomes=(FRESH, BLOCKED, DUPLICATE),
        )
        for connection in connections
        if connection.family == Family.CONSENT and _keeps(connection, agreed)
    ]


def first_text(lead_id: str) -> Planned:
    """The text message that follows the call."""
    return Planned("sms", f"sms:first:{lead_id}", queue=URGENT, priority=2)


def crm_opt_out(connection_id: int, lead_id: str, *, occasion: str) -> Planned:
    """Have the lead's CRM record say what the person wants no more of; once an occasion."""
    key = f"crm_opt_out:{connection_id}:{lead_id}:{occasion}"
    return Planned("crm_opt_out", key, connection_id=connection_id, priority=3)


def crm_conversation(connection_id: int, conversation_id: str) -> Planned:
    """Put the conversation on the history of the lead's record in one CRM."""
    key, params = f"crm_conversation:{connection_id}:{conversation_id}", {"conversation": conversation_id}
    return Planned("crm_conversation", key, connection_id=connection_id, priority=3, params=params)


def alert(about: str, key: str, connection_id: int, **params: object) -> Planned:
    """Tell the team of something that needs a person."""
    whole_key, told = f"{alert_prefix(about, key)}:{connection_id}", {"about": about} | params
    return Planned("alert", whole_key, connection_id=connection_id, params=told)


def alert_prefix(about: str, key: str) -> str:
    """What the keys of alerts about one thing begin with, whoever is told."""
    return f"alert:{about}:{key}"


def hang_up(call_id: str, provider_id: str) -> Planned:
    """End a call that must not be."""
    params = {"call": call_id, "provider_id": provider_id}
    return Planned("hang_up", f"hang_up:{provider_id}", queue=URGENT, priority=0, params=params)


def recording(recording_id: str, *, again: str = "copy") -> Planned:
    """Bring a carrier's recording here and delete it there; after everything that a person waits for.

    It names no connection: trouble with recordings says nothing of the carrier's calls, which go on.
    """
    return Planned("recording", f"recording:{recording_id}:{again}", priority=6, params={"recording": recording_id})


def waveform(of: str, row_id: str) -> Planned:
    """Read a recording for the player's picture; `of` is "conversation" or "recording". No lead's timeline tells it."""
    return Planned("waveform", f"waveform:{row_id}", priority=8, params={of: row_id})


def retention(slot: int) -> Planned:
    """Delete the tenant's old recordings; once a slot of time."""
    return Planned("retention", f"retention:{slot}", priority=8)


def let_go(now: datetime) -> Planned:
    """Carry out what the plan had held. A moment later: who asked the gate just before may still be writing its no."""
    return Planned("let_go", f"let_go:{now.isoformat()}", priority=6, delay_ms=5_000)


def usage_mail(key: str, **params: object) -> Planned:
    """Write to the owners and to LeadHub's operators that a plan runs short, or is used up."""
    return Planned("usage_mail", f"usage_mail:{key}", priority=6, params=params)


def charges(connection_id: int, slot: int) -> Planned:
    """Ask a provider what it charged; once a slot of time, and after everything else.

    It is no step of the connection: trouble with prices says nothing of the provider's calls, which go on.
    """
    return Planned("charges", f"charges:{connection_id}:{slot}", priority=8, params={"connection": connection_id})


def book(appointment_id: str, connection_id: int, *, due_at: datetime) -> Planned:
    """Find out about a booking that nobody came back from, and finish it; urgent, for a lead counts on it."""
    key, params = book_key(appointment_id), {"appointment": appointment_id}
    return Planned("book", key, queue=URGENT, priority=2, params=params, connection_id=connection_id, due_at=due_at)


def move(appointment_id: str, wanted: Mapping[str, object], connection_id: int, *, due_at: datetime) -> Planned:
    """Find out about a change of an appointment's time that nobody came back from, and finish it."""
    key = f"{move_key(appointment_id)}:{due_at.isoformat()}"
    params = {"appointment": appointment_id, **wanted}
    return Planned("book", key, queue=URGENT, priority=2, params=params, connection_id=connection_id, due_at=due_at)


def move_key(appointment_id: str) -> str:
    """What the keys of the steps begin with that finish a change of its time."""
    return f"{book_key(appointment_id)}:move"


def book_key(appointment_id: str) -> str:
    """The key of the step that finishes a booking."""
    return f"book:{appointment_id}"


def confirmation(appointment_id: str, sequence: int, text: str) -> Planned:
    """The text message that confirms an appointment; once a change of it."""
    key = f"{confirmation_key(appointment_id)}:{sequence}"
    return Planned("sms", key, queue=URGENT, priority=2, params={"text": text})


def confirmation_key(appointment_id: str) -> str:
    """What the keys of an appointment's confirmations begin with."""
    return f"sms:booked:{appointment_id}"


def first_call_key(lead_id: str) -> str:
    """The key of the call that follows the lead at once."""
    return f"call:first:{lead_id}"


def follow_up(rung: PlannedRung, key: str, *, version_id: int, is_asked_for: bool) -> Planned:
    """A later attempt. It waits in the queue of what is not urgent, so that fresh leads never stand behind it."""
    params: dict[str, object] = {"cadence": version_id, "position": rung.position, "is_asked_for": is_asked_for}
    if rung.channel is Channel.SMS:
        params["text"] = rung.text
    if rung.channel is Channel.EMAIL:
        params |= {"subject": rung.subject, "text": rung.text}
    priority = 2 if rung.is_wish else RETRY_PRIORITY
    return Planned(rung.channel.value, key, priority=priority, params=params, due_at=rung.due_at)


def fetch(source_id: int, named: Mapping[str, object], *, connection_id: int | None, **params: object) -> Planned:
    """Fetch a lead that a sender only named; before any call, for one of them waits for it."""
    key = fetch_key(source_id, str(named["id"]))
    params = {"source": source_id, "named": named} | params
    return Planned("fetch", key, queue=URGENT, priority=-2, params=params, connection_id=connection_id)


def fetch_key(source_id: int, named_id: str) -> str:
    """The key of the step that fetches a lead; as it is kept."""
    return f"fetch:{source_id}:{named_id}"[:120]


def look_back(connection_id: int, slot: int) -> Planned:
    """Ask a platform for leads that no notice has named; once a slot of time."""
    return Planned("look_back", f"look_back:{connection_id}:{slot}", connection_id=connection_id)


def give_up(last: PlannedRung, key: str, *, reason: str, ends_as: str) -> Planned:
    """The end of a cadence whose last rung is a text or an e-mail: later, for it may be answered."""
    params = {"reason": reason, "ends_as": ends_as, "position": last.position}
    return Planned("give_up", key, params=params, due_at=last.due_at + PATIENCE)


def _keeps(connection: Connection, agreed: Agreed) -> bool:
    keeper: type[Keeper] = catalog.vendor_class(Family.CONSENT, connection.vendor)
    return bool({"certificate": agreed.certificate, "token": agreed.token}[keeper.keeps])


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


def _as_routed(steps: Iterable[Planned], wanted: Actions, connections: Iterable[Connection]) -> list[Planned]:
    """Without the call of a lead that nobody is to ring, and with the named channel alone where it is a connection."""
    channels = {each.pk for each in connections if each.name.casefold() == wanted.channel.casefold()}
    unwanted = set() if wanted.calls else {"call"}
    return [
        _as_wanted(step, wanted)
        for step in steps
        if step.kind not in unwanted and not (step.kind == "alert" and channels and step.connection_id not in channels)
    ]


def _as_wanted(step: Planned, wanted: Actions) -> Planned:
    """The step with what its handler reads at its instant: who answers, who owns the record, which channel."""
    match step.kind:
        case "call":
            carried = actions.carried(wanted)
            params = {**step.params, actions.ROUTE: carried} if carried else step.params
            return replace(step, params=params, priority=CALL_PRIORITY[wanted.priority])
        case "crm" if wanted.crm_owner:
            return replace(step, params={**step.params, "owner": wanted.crm_owner})
        case "alert" if wanted.channel:
            return replace(step, params={**step.params, "channel": wanted.channel})
    return step
