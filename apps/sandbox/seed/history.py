"""Thirty days of one tenant's leads, from the first request to the last text."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import connection, models

from apps.calls.models import Call, CallAttempt
from apps.compliance.models import DncEntry
from apps.leads.models import Known, Lead
from apps.outreach import plan
from apps.outreach.models import Step
from apps.outreach.plan import BLOCKED, FRESH

from . import alerting, arriving, bodies, cadences, calling, founding, oddities, people, recording, traffic
from .founding import Founded
from .people import Person
from .rows import Rows
from .story import Stage, Story

SEED = 42
_SOURCES = ((bodies.WEBSITE, 0.5), (bodies.FACEBOOK, 0.32), ("", 0.18))
_NO_PHONE, _BAD_PHONE, _REPEATED = 0.03, 0.02, 0.05
_BAD_PHONES = ("555-0143", "n/a", "000-000-0000", "1234567890")
_STEPS_A_LEAD, _ATTEMPTS_A_LEAD = 10, 6


def write_once(founded: Founded, *, now: datetime) -> None:
    """Give a tenant its past, unless it has one; in the caller's transaction."""
    if not Lead.objects.for_tenant(founded.tenant).exists():
        founding.block_numbers(founded, now=now)
        tell(founded, now=now).write(tenant_id=founded.tenant.pk)


def tell(founded: Founded, *, now: datetime) -> Rows:
    """Make the rows up."""
    stage = _stage(founded, now=now)
    arrivals = traffic.arrivals(founded.company.leads, zone=founded.tenant.zone, now=now, random=stage.random)
    listed = _do_not_call(founded)
    for person, at in zip(_people(stage, len(arrivals), listed), arrivals, strict=True):
        _live(stage, person, at=at, is_blocked=person.phone in listed)
    oddities.tell(stage)
    return stage.rows


def _people(stage: Stage, count: int, listed: Sequence[str]) -> list[Person]:
    """Everybody calls from a number of their own; half of those listed come, too."""
    numbers = people.numbers(stage.company.area_codes, random=stage.random)
    free = [number for number in numbers if number not in listed]
    unwanted = listed[: len(listed) // 2]
    chosen = [*unwanted, *free[: count - len(unwanted)]]
    stage.random.shuffle(chosen)
    return list(people.meet(chosen, random=stage.random))


def _stage(founded: Founded, *, now: datetime) -> Stage:
    company = founded.company
    return Stage(
        company=company,
        tenant=founded.tenant,
        playbook=founded.playbook,
        versions=founded.versions,
        sources=founded.sources,
        connections=founded.connections,
        rules=founded.rules,
        step_ids=_reserved(Step, company.leads * _STEPS_A_LEAD),
        attempt_ids=_reserved(CallAttempt, company.leads * _ATTEMPTS_A_LEAD),
        random=Random(f"{SEED}:{company.slug}"),
        now=now,
    )


def _reserved(model: type[models.Model], count: int) -> Iterator[int]:
    """Ids that nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return iter([found for (found,) in cursor.fetchall()])


def _do_not_call(founded: Founded) -> Sequence[str]:
    entries = DncEntry.objects.for_tenant(founded.tenant).filter(lifted_at=None)
    return list(entries.order_by("id").values_list("phone", flat=True))


def _live(stage: Stage, person: Person, *, at: datetime, is_blocked: bool) -> None:
    """One person's story."""
    (source,) = stage.random.choices([name for name, _ in _SOURCES], [weight for _, weight in _SOURCES])
    sender = person if is_blocked else _careless(stage, person)
    post = bodies.post(source or stage.company.partner.slug, sender, company=stage.company, at=at, random=stage.random)
    story = arriving.lead(stage, post, at=at, is_blocked=is_blocked)
    _serve(story, outcome=BLOCKED if is_blocked else FRESH)
    again_at = at + stage.seconds(4, 5 * 3600)
    if stage.happens(_REPEATED) and again_at < stage.now - timedelta(minutes=1):
        arriving.again(story, post, at=again_at)


def _careless(stage: Stage, person: Person) -> Person:
    """Some leave the phone out, or mistype it."""
    chance = stage.random.random()
    if chance < _NO_PHONE:
        return Person(person.first_name, person.last_name, person.email, "")
    if chance < _NO_PHONE + _BAD_PHONE:
        return Person(person.first_name, person.last_name, person.email, stage.random.choice(_BAD_PHONES))
    return person


def _serve(story: Story, *, outcome: str) -> None:
    """Carry out what the lead is owed: CRM first where the call waits for it."""
    stage, lead = story.stage, story.lead
    planned = plan.for_lead(
        str(lead.pk),
        has_phone=bool(lead.phone),
        playbook=stage.playbook,
        connections=stage.connections,
        routed=stage.route(lead),
    )
    steps = [story.promise(each, at=lead.received_at) for each in planned if outcome in each.outcomes]
    known = [found for step in _of(steps, "crm") if (found := recording.upsert(story, step, since=lead.received_at))]
    for step in _of(steps, "call"):
        step.due_at = min([step.due_at, *(found.created_at for found in known)])
        before = len(stage.rows.events)
        call = calling.carry_out(story, step, since=step.due_at)
        _bind(call, known)
        cadences.climb(story, call, since=before)
    for step in _of(steps, "alert"):
        alerting.send(story, step, since=lead.received_at)


def _bind(call: Call, known: Sequence[Known]) -> None:
    """The CRM's id is kept with a call that is there already."""
    for found in known:
        if found.created_at >= call.created_at:
            call.crm_record_id = found.record_id


def _of(steps: Sequence[Step], kind: str) -> list[Step]:
    return [step for step in steps if step.kind == kind]
