"""How far leads got, as conditions on the leads' table: one meaning for the figures and for the lists behind them."""

from collections.abc import Mapping
from functools import cache

from django.db.models import (
    DurationField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    FloatField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Extract

from apps.calls.models import Call
from apps.dashboard.waterfall import speed
from apps.dashboard.waterfall.facts import MACHINE
from apps.leads.models import Event, Lead
from apps.outreach.models import Step

OPEN_CALLS = (Call.State.QUEUED, Call.State.RINGING, Call.State.ANSWERED)
_BOOKED = ("lead.booked", "appointment.booked")
# Where the carrier does not say who answered, a person did.
_ANSWERED_BY = Coalesce(KeyTextTransform("answered_by", "facts"), Value(""), output_field=TextField())


class Milestone(TextChoices):
    """What a list of leads can be narrowed to."""

    VALID = "valid", "With a number to call"
    CALLED = "called", "Called"
    RUNG = "rung", "Phone rang"
    IN_TARGET = "in_target", "Rang within 5 s"
    IN_MINUTE = "in_minute", "Rang within 60 s"
    LATE = "late", "Rang later than 60 s"
    ANSWERED = "answered", "Answered by a person"
    QUALIFIED = "qualified", "Qualified"
    BOOKED = "booked", "Booked"
    ON_CALL = "on_call", "On a call now"
    IN_CRM = "in_crm", "In the CRM"
    NOT_CALLED = "not_called", "Not called"
    FAILED = "failed", "With a failed or held step"


_CONDITIONS: Mapping[Milestone, Q] = {
    Milestone.VALID: ~Q(phone=""),
    Milestone.CALLED: Q(request_ms__isnull=False),
    Milestone.RUNG: Q(ring_ms__isnull=False),
    Milestone.IN_TARGET: Q(ring_ms__lte=speed.TARGET_MS),
    Milestone.IN_MINUTE: Q(ring_ms__lte=speed.LATEST_MS),
    Milestone.LATE: Q(ring_ms__gt=speed.LATEST_MS),
    Milestone.ANSWERED: Q(answer_ms__isnull=False),
    Milestone.QUALIFIED: Q(qualified_ms__isnull=False),
    Milestone.BOOKED: Q(booked_ms__isnull=False),
    Milestone.ON_CALL: Q(is_on_call=True),
    Milestone.IN_CRM: Q(crm_ms__isnull=False),
    Milestone.NOT_CALLED: Q(request_ms=None),
    Milestone.FAILED: Q(has_failed=True),
}


def condition(milestone: Milestone) -> Q:
    """On a queryset that `measured` or `reaching` has prepared."""
    return _CONDITIONS[milestone]


def reaching(leads: QuerySet[Lead], milestone: Milestone) -> QuerySet[Lead]:
    """The leads that got there; the database works out nothing else about them."""
    return leads.alias(**_measures()).filter(condition(milestone))


def measured(leads: QuerySet[Lead], *names: str) -> QuerySet[Lead]:
    """The leads with these measures as columns: `ring_ms`, `booked_ms` and so on."""
    return leads.annotate(**{name: _measures()[name] for name in names})


@cache
def _measures() -> Mapping[str, Expression | Exists]:
    events = Event.objects.filter(tenant=OuterRef("tenant"), lead=OuterRef("pk")).order_by()
    answered = events.filter(kind="call.answered").annotate(by=_ANSWERED_BY).exclude(by__regex=MACHINE.pattern)
    calls = Call.objects.filter(tenant=OuterRef("tenant"), lead=OuterRef("pk"), state__in=OPEN_CALLS)
    ended = Step.objects.filter(tenant=OuterRef("tenant"), lead=OuterRef("pk"))
    return {
        "request_ms": _since_received(events, "call.requested"),
        "ring_ms": _since_received(events, *speed.RINGS),
        "answer_ms": _since_received(answered, "call.answered"),
        "crm_ms": _since_received(events, "crm.written"),
        "qualified_ms": _since_received(events, "lead.qualified", *_BOOKED),
        "booked_ms": _since_received(events, *_BOOKED),
        "is_on_call": Exists(calls),
        "has_failed": Exists(ended.filter(state__in=(Step.State.DEAD, Step.State.HELD))),
    }


def _since_received(events: QuerySet[Event], *kinds: str) -> Expression:
    """Milliseconds from the lead's receipt to the first of these events; NULL where there is none.

    Not EXISTS: Postgres makes that a hash of every such event of everybody, and reads the whole table for it.
    """
    first = events.filter(kind__in=kinds).values("lead").annotate(first_at=Min("occurred_at")).values("first_at")
    waited = ExpressionWrapper(Subquery(first) - F("received_at"), output_field=DurationField())
    return ExpressionWrapper(Extract(waited, "epoch", output_field=FloatField()) * 1000.0, output_field=FloatField())
