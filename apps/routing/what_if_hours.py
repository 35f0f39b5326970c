"""Use case: who would have answered past leads by other hours. Reads in portions, writes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.leads.models import Event, Lead
from apps.tenants.models import Tenant

from . import decide, looking_back, on_duty, roster
from .chosen import By, Wanted
from .decide import Compiled
from .looking_back import Changed, Portion
from .models import Schedule
from .on_duty import Duty
from .roster import Roster


@dataclass(frozen=True)
class Question:
    """The people by the hours in force against the same by those of a draft, as the rules in force ask for them."""

    tenant: Tenant
    rules: Compiled
    before: Roster
    after: Roster

    @classmethod
    def of(cls, tenant: Tenant, rules: Compiled, draft: Schedule) -> "Question":
        """`draft` is the schedule as it would be saved."""
        return cls(tenant, rules, roster.of(tenant), _by(draft, roster.of(tenant)))


@dataclass(frozen=True)
class _Chosen:
    """When a lead's rep was chosen, and whom it went to because they had the person before."""

    at: datetime
    known: int | None


def portions(question: Question, *, now: datetime) -> Iterator[Portion]:
    """The last 30 days, the newest first, a thousand leads at a time; each is asked at the instant of its first dial.

    Who is there is known by hours alone: who was away that day, or had their leads of it, is not.
    """
    for leads in looking_back.portions(question.tenant, now=now):
        asked = [(lead, wanted) for lead in leads if (wanted := _wanted(question, lead))]
        chosen = _chosen(question.tenant, [lead.pk for lead, _ in asked])
        found = [_changed(question, lead, wanted, chosen.get(lead.pk)) for lead, wanted in asked]
        yield Portion(len(leads), [each for each in found if each])


def _by(draft: Schedule, people: Roster) -> Roster:
    """The same people, who keep the hours of the draft."""
    for rep in people.reps:
        if rep.schedule_id == draft.pk:
            rep.schedule = draft
        if rep.team.schedule_id == draft.pk:
            rep.team.schedule = draft
    return people


def _wanted(question: Question, lead: Lead) -> Wanted | None:
    """What the lead's rule asks for; None where it wants no person."""
    rule = question.rules.first(decide.as_kept(lead, zone=question.tenant.zone, now=lead.received_at))
    return Wanted.from_actions(rule.then) if rule.then.wants_a_person else None


def _chosen(tenant: Tenant, leads: Sequence[UUID]) -> Mapping[UUID, _Chosen]:
    """The first choice of each, as the timelines tell it."""
    told = Event.objects.for_tenant(tenant).filter(lead__in=leads, kind="rep.chosen").order_by("-pk")
    return {each.lead_id: _Chosen(each.occurred_at, _known(each.facts)) for each in told}


def _known(facts: Mapping[str, object]) -> int | None:
    rep = facts.get("rep")
    return rep if isinstance(rep, int) and facts.get("by") in (By.KNOWN, By.CRM_OWNER) else None


def _changed(question: Question, lead: Lead, wanted: Wanted, chosen: _Chosen | None) -> Changed | None:
    known, at = (chosen.known, chosen.at) if chosen else (None, lead.received_at)
    before, after = (on_duty.of(people, wanted, known=known, at=at) for people in (question.before, question.after))
    return Changed(lead, _how(before, after), f"{after} instead of {before}") if before != after else None


def _how(before: Duty, after: Duty) -> str:
    if before.answers == after.answers:
        return f"other reps of {after.answers}"
    return f"{after.answers} instead of {before.answers}"
