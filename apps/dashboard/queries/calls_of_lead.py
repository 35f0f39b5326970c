"""A lead's calls as links: when, how long, what came of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.calls import dispositions
from apps.calls.models import Call, Conversation
from apps.dashboard.times import Moment, moment
from apps.tenants.models import Tenant


@dataclass(frozen=True)
class CallLink:
    """`lasted` is "" where nobody answered."""

    id: UUID
    at: Moment
    lasted: str
    outcome: str


def links(tenant: Tenant, calls: Sequence[Call], *, now: datetime) -> list[CallLink]:
    """The newest first, in one query."""
    talked = Conversation.objects.for_tenant(tenant).filter(call__in=[call.pk for call in calls])
    came = dict(talked.exclude(disposition="").values_list("call_id", "disposition"))
    return [
        CallLink(
            id=call.pk,
            at=moment(call.placed_at or call.created_at, now=now, zone=tenant.zone),
            lasted=dispositions.length(call.talk_seconds) if call.talk_seconds else "",
            outcome=dispositions.says(came[call.pk]) if call.pk in came else outcome(call),
        )
        for call in sorted(calls, key=lambda call: call.pk, reverse=True)
    ]


def outcome(call: Call) -> str:
    """What the carrier says of it."""
    if call.came_in:
        return "They called, and nobody answered" if call.state == Call.State.NO_ANSWER else "They called"
    if call.state == Call.State.COMPLETED and call.was_machine:
        return "Voicemail answered"
    if call.state == Call.State.COMPLETED:
        return "Answered" if call.answered_at else "Ended"
    return str(Call.State(call.state).label)
