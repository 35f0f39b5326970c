"""Use case: how past leads would have been treated by other rules. Reads in portions, writes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from apps.leads.models import Lead, Source
from apps.tenants.models import Tenant

from . import decide
from .decide import Compiled
from .rules import Rule

LOOK_BACK = timedelta(days=30)
PORTION = 1_000
_READ = (
    "tenant_id",
    "source_id",
    "first_name",
    "last_name",
    "email",
    "phone",
    "answers",
    "campaign",
    "is_test",
    "received_at",
)


@dataclass(frozen=True)
class Difference:
    """A lead that would have been treated otherwise."""

    lead: Lead
    before: Rule
    after: Rule


@dataclass(frozen=True)
class Portion:
    """So many leads were looked at, and these of them differ."""

    seen: int
    differences: Sequence[Difference]


@dataclass(frozen=True)
class Question:
    """The rules in force against those of a draft."""

    tenant: Tenant
    before: Compiled
    after: Compiled


def portions(question: Question, *, now: datetime) -> Iterator[Portion]:
    """The last 30 days, the newest first, a thousand leads at a time; each is asked at the moment when it came in.

    Another rule with the same actions is no difference. About 0.1 ms a lead.
    """
    sources = Source.objects.for_tenant(question.tenant).in_bulk()
    leads = Lead.objects.for_tenant(question.tenant).filter(received_at__gt=now - LOOK_BACK, received_at__lte=now)
    leads = leads.order_by("-received_at", "-id").only(*_READ)
    after = Q()
    while portion := list(leads.filter(after)[:PORTION]):
        for lead in portion:
            lead.source = sources[lead.source_id]
        yield Portion(len(portion), [found for lead in portion if (found := _difference(question, lead))])
        last = portion[-1]
        after = Q(received_at__lt=last.received_at) | Q(received_at=last.received_at, id__lt=last.pk)


def _difference(question: Question, lead: Lead) -> Difference | None:
    asked = decide.as_kept(lead, zone=question.tenant.zone, now=lead.received_at)
    before, after = question.before.first(asked), question.after.first(asked)
    return None if before.then == after.then else Difference(lead, before, after)
