"""Use case: who answers a call and is left alone counts; too many, and no call goes out that only a rep would take.

47 CFR 64.1200(a)(7): a call is abandoned that is not connected to somebody within two seconds of the person's
greeting, and of the calls that people answer within 30 days no more than three of a hundred may be.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.calls.models import Call, Conversation
from apps.integrations.models import Connection, Family
from apps.leads.models import Lead
from apps.tenants import access

from . import dispatch, kit, plan
from .kit import Kit
from .models import Playbook, Step
from .outcomes import Held

MOST_SILENCE = timedelta(seconds=2)
WINDOW = timedelta(days=30)
MOST_PERCENT = 3
# One call alone says nothing of a company's ways.
LEAST_ABANDONED = 2
PAUSED = "too many answered calls found nobody there within two seconds: calls for reps alone are paused"


@dataclass(frozen=True)
class Share:
    """Calls that people answered within the last 30 days, and those of them in which nobody was there in time."""

    answered: int
    abandoned: int

    @property
    def percent(self) -> float:
        return 100 * self.abandoned / self.answered if self.answered else 0.0

    @property
    def is_too_much(self) -> bool:
        return self.abandoned >= LEAST_ABANDONED and self.percent > MOST_PERCENT


def spoken(call: Call, *, now: datetime) -> None:
    """A message of ours speaks from now on to whoever has answered."""
    with access.as_tenant(call.tenant_id):
        Call.objects.filter(tenant_id=call.tenant_id, pk=call.pk, spoken_to_at=None).update(spoken_to_at=now)


def judge(call: Call, *, now: datetime) -> None:
    """The call is over: was a person left alone in it? Once a call, in the caller's transaction."""
    if call.answered_at is None or call.was_machine or call.was_abandoned is not None:
        return
    talked = Conversation.objects.of_call(call.tenant_id, call.pk).first()
    if talked and talked.disposition == "voicemail":
        return
    began = [at for at in (call.spoken_to_at, talked.opened_at if talked else None) if at]
    is_abandoned = not began or min(began) - call.answered_at > MOST_SILENCE
    mine = Call.objects.filter(tenant_id=call.tenant_id, pk=call.pk, was_abandoned=None)
    if mine.update(was_abandoned=is_abandoned) and is_abandoned:
        lead = Lead.reference(call.tenant_id, call.lead_id)
        lead.tell("call.abandoned", at=now, origin=f"call:{call.pk}", call=str(call.pk))
        _perhaps_pause(call, now=now)


def share(tenant_id: int, *, now: datetime) -> Share:
    """How it stands; in a transaction of its own, or the caller's."""
    rows = access.fetch(_SHARE, {"tenant": tenant_id, "since": now - WINDOW}, tenant_id=tenant_id)
    return Share(*rows[0])


def release(tenant_id: int, *, now: datetime) -> bool:
    """A person takes the pause back: the next abandoned call, not those before, may pause again. False if none was."""
    with access.as_tenant(tenant_id):
        paused = Playbook.objects.for_tenant(tenant_id).exclude(rep_calls_paused_at=None)
        was_paused = bool(paused.update(rep_calls_paused_at=None, rep_calls_released_at=now))
    kit.forget()
    return was_paused


def instead_of_calling(step: Step, works: Kit, *, artificial: bool) -> Held | None:
    """While calls for reps alone are paused, such a one is held for a person."""
    if artificial or works.playbook.rep_calls_paused_at is None:
        return None
    return Held(PAUSED, code="abandonment")


def _perhaps_pause(call: Call, *, now: datetime) -> None:
    playbook = Playbook.objects.for_tenant(call.tenant_id).first()
    if playbook is None or playbook.rep_calls_paused_at:
        return
    if playbook.rep_calls_released_at and call.answered_at and call.answered_at < playbook.rep_calls_released_at:
        return
    found = share(call.tenant_id, now=now)
    running = Playbook.objects.for_tenant(call.tenant_id).filter(pk=playbook.pk, rep_calls_paused_at=None)
    if found.is_too_much and running.update(rep_calls_paused_at=now):
        _alert(call.tenant_id, found, now=now)


def _alert(tenant_id: int, found: Share, *, now: datetime) -> None:
    told = Connection.objects.for_tenant(tenant_id).usable(Family.ALERTS)
    facts = {"answered": found.answered, "abandoned": found.abandoned, "percent": f"{found.percent:.1f}"}
    alerts = [plan.alert("abandonment", f"{now:%Y%m%dT%H%M%S}", each.pk, **facts) for each in told]
    dispatch.write(alerts, tenant_id=tenant_id, lead=None)


_SHARE = """
SELECT count(*), count(*) FILTER (WHERE was_abandoned) FROM calls_call
WHERE tenant_id = %(tenant)s AND answered_at > %(since)s::timestamptz AND was_abandoned IS NOT NULL
"""
