"""Use case: when past leads would have been tried again by another cadence. Reads in portions, writes nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min

from apps.calls import book
from apps.calls.models import Call
from apps.compliance.windows import Hours
from apps.leads.models import Event, Lead
from apps.routing import decide, looking_back
from apps.routing.decide import Compiled
from apps.routing.looking_back import Changed, Portion
from apps.tenants.models import Tenant

from . import follow_up, habits, openings, zones
from .cadence import compared, rehearsal
from .cadence.compared import Played
from .cadence.history import Outcome, Stop, Surroundings
from .cadence.ladder import Ladder
from .cadence.rehearsal import Past, Tried
from .shelf import Shelf


@dataclass(frozen=True)
class Question:
    """The cadences in force against those of a draft, both asked for by the rules in force."""

    tenant: Tenant
    rules: Compiled
    before: Shelf
    after: Shelf


def portions(question: Question, *, now: datetime) -> Iterator[Portion]:
    """The last 30 days, the newest first, a thousand leads at a time.

    Both plans are made by the one planner from what is known: how each of the lead's calls ended and when the lead was
    reached; by the law and the answer history of today. Who was never called, or answered at once, is no difference.
    """
    for leads in looking_back.portions(question.tenant, now=now):
        asked = {lead.pk: ladders for lead in leads if (ladders := _ladders(question, lead))}
        pasts = _pasts(question.tenant, list(asked))
        with_past = [(lead, pasts[lead.pk]) for lead in leads if lead.pk in pasts]
        around = _Around(question.tenant, openings.hours_in_force(), now)
        found = [_changed(lead, past, asked[lead.pk], around) for lead, past in with_past]
        yield Portion(len(leads), [each for each in found if each])


type _Ladders = tuple[Ladder, Ladder]


@dataclass(frozen=True)
class _Around:
    """What all leads share: the tenant, the law and the answer history of `now`."""

    tenant: Tenant
    hours: Hours | None
    now: datetime

    def of(self, lead: Lead, *, at: datetime) -> Surroundings:
        """The lead's own clock and hours."""
        zone = self.tenant.zone
        return Surroundings(
            zone=zones.of_number(lead.phone, tenant_zone=zone, now=at),
            lawful=openings.by_hours(lead.phone, self.tenant, self.hours, answers=lead.answers, at=at),
            rates=habits.by_hour(self.tenant.pk, tenant_zone=zone, now=self.now),
            key=str(lead.pk),
        )


def _ladders(question: Question, lead: Lead) -> _Ladders | None:
    """Both, unless they are the same: then nothing can differ."""
    rule = question.rules.first(decide.as_kept(lead, zone=question.tenant.zone, now=lead.received_at))
    name, source_id = rule.then.cadence, lead.source_id
    before, after = (shelf.ladder(name, source_id=source_id) for shelf in (question.before, question.after))
    return (before, after) if before != after else None


def _changed(lead: Lead, past: Past, ladders: _Ladders, around: _Around) -> Changed | None:
    own = around.of(lead, at=past.first_at)
    before, after = (
        Played(ladder, rehearsal.again(ladder, past, window=book.WINDOW, around=own)) for ladder in ladders
    )
    found = compared.first(before, after, zone=own.zone)
    return Changed(lead, found.how, found.says) if found else None


def _pasts(tenant: Tenant, leads: Sequence[UUID]) -> Mapping[UUID, Past]:
    """What is known of those whose first call is over."""
    reached_at = _reached(tenant, leads)
    made = Call.objects.for_tenant(tenant).made().filter(lead__in=leads).exclude(state=Call.State.RELEASED)
    calls: dict[UUID, list[Call]] = defaultdict(list)
    for call in made.only(*_READ).order_by("pk"):
        calls[call.lead_id].append(call)
    return {
        lead_id: Past(
            first_at=of_lead[0].reserved_for.lower,
            calls=[_tried(call, call.ended_at) for call in of_lead if call.ended_at],
            reached_at=reached_at.get(lead_id),
        )
        for lead_id, of_lead in calls.items()
        if of_lead[0].ended_at
    }


_READ = ("tenant_id", "lead_id", "state", "reserved_for", "answered_at", "answered_by", "ended_at")


def _tried(call: Call, ended_at: datetime) -> Tried:
    # Who asked to be called at another time was reached.
    outcome = follow_up.outcome_of(call) or Outcome.ANSWERED
    return Tried(outcome, ended_at - call.reserved_for.lower)


def _reached(tenant: Tenant, leads: Sequence[UUID]) -> Mapping[UUID, datetime]:
    """When each was first in touch otherwise than by answering a call, or had to be left alone."""
    told = Event.objects.for_tenant(tenant).filter(lead__in=leads, kind="cadence.stopped")
    stops = told.exclude(facts__reason=Stop.ANSWERED).values_list("lead_id").annotate(at=Min("occurred_at"))
    return dict(stops)
