"""How far leads got, as conditions on the leads' table: one meaning for the figures and for the lists behind them."""

from collections.abc import Callable, Mapping

from django.db.models import F, Q, QuerySet, TextChoices

from apps.calls.models import Call
from apps.dashboard.waterfall import speed
from apps.leads import progress
from apps.leads.models import Lead
from apps.outreach.models import Step
from apps.tenants.models import Tenant

OPEN_CALLS = (Call.State.QUEUED, Call.State.RINGING, Call.State.ANSWERED)


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


# On how far they got, as `Progress` has it.
_REACHED: Mapping[Milestone, tuple[str, object]] = {
    Milestone.CALLED: ("request_ms__isnull", False),
    Milestone.RUNG: ("ring_ms__isnull", False),
    Milestone.IN_TARGET: ("ring_ms__lte", speed.TARGET_MS),
    Milestone.IN_MINUTE: ("ring_ms__lte", speed.LATEST_MS),
    Milestone.LATE: ("ring_ms__gt", speed.LATEST_MS),
    Milestone.ANSWERED: ("answer_ms__isnull", False),
    Milestone.QUALIFIED: ("qualified_ms__isnull", False),
    Milestone.BOOKED: ("booked_ms__isnull", False),
    Milestone.IN_CRM: ("crm_ms__isnull", False),
}
COUNTED = tuple(_REACHED)


def condition(milestone: Milestone) -> Q:
    """On `Progress`, for those of `COUNTED`."""
    return Q(_REACHED[milestone])


def reaching(leads: QuerySet[Lead], milestone: Milestone, *, tenant: Tenant) -> QuerySet[Lead]:
    """The leads of which something else is true than how far they got: the milestones not in `COUNTED`."""
    return leads.filter(_BESIDE[milestone](tenant))


def bring_up(tenant: Tenant) -> int:
    """Have all that was committed in what is read next; how many leads are left for the sweeper, hardly ever any."""
    return 0 if progress.bring_up(tenant.pk) else progress.behind(tenant.pk)


def measured(leads: QuerySet[Lead], *names: str) -> QuerySet[Lead]:
    """The leads with these measures as columns: `ring_ms`, `booked_ms` and so on."""
    return leads.annotate(**{name: F(f"progress__{name}") for name in names})


def _has_number(tenant: Tenant) -> Q:
    return ~Q(phone="")


def _not_called(tenant: Tenant) -> Q:
    return Q(progress__request_ms=None)


def _called_now(tenant: Tenant) -> Q:
    return Q(pk__in=Call.objects.for_tenant(tenant).filter(state__in=OPEN_CALLS).values("lead"))


def _failed(tenant: Tenant) -> Q:
    ended = Step.objects.for_tenant(tenant).filter(state__in=(Step.State.DEAD, Step.State.HELD))
    return Q(pk__in=ended.filter(lead__isnull=False).values("lead"))


_BESIDE: Mapping[Milestone, Callable[[Tenant], Q]] = {
    Milestone.VALID: _has_number,
    Milestone.NOT_CALLED: _not_called,
    Milestone.ON_CALL: _called_now,
    Milestone.FAILED: _failed,
}
