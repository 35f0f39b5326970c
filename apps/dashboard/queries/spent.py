"""What a call, or all that was done for a lead, cost: in words, each in the currency that it was charged in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, Sum
from django.db.models.functions import Coalesce

from apps.calls.models import Call, Cost, Dial
from apps.compliance.models import ScrubAnswer
from apps.core import money
from apps.leads.models import Finding, Lead
from apps.tenants.models import Tenant

_SERVICES = {"call": "Carrier", "text": "Text", "hearing": "Hearing", "thinking": "Thinking", "speech": "Speech"}
_BASES = {"own": "estimated by your rate", "listed": "estimated by the list", "bound": "at most: no rate is known"}


@dataclass(frozen=True)
class Price:
    """One service of a call; `amount` is "" where nobody knows it."""

    service: str
    amount: str
    how: str


def of_call(call: Call) -> Sequence[Price]:
    """The carrier first; nothing while it is not over, or was not told yet."""
    told = Cost.objects.for_tenant(call.tenant_id).filter(call_id=call.pk).exclude(state=Cost.State.OWED)
    return [_price(cost) for cost in told.order_by("id")]


def of_lead(tenant: Tenant, lead: Lead) -> Sequence[str]:
    """A sum for each currency, dollars first; what is not over counts at what is reserved for it."""
    best = Coalesce("settled_micros", "estimate_micros", output_field=BigIntegerField())
    dials = Dial.objects.for_tenant(tenant).filter(lead=lead, state__in=(Dial.State.RESERVED, Dial.State.SETTLED))
    apart = Cost.objects.for_tenant(tenant).filter(lead=lead, is_in_ledger=False)
    sums = Counter(dict(apart.order_by().values_list("currency").annotate(Sum("micros"))))
    sums["USD"] += dials.aggregate(spent=Sum(best))["spent"] or 0
    checked = ScrubAnswer.objects.for_tenant(tenant).filter(lead=lead)
    asked = Finding.objects.for_tenant(tenant).filter(lead=lead)
    sums["USD"] += sum(each.aggregate(spent=Sum("cost_micros"))["spent"] or 0 for each in (asked, checked))
    return said(sums)


def said(sums: Mapping[str, int]) -> Sequence[str]:
    """Without what is nothing."""
    known = sorted(sums.items(), key=lambda each: (each[0] != "USD", each[0]))
    return [money.exact(micros, currency) for currency, micros in known if micros]


def _price(cost: Cost) -> Price:
    service = _SERVICES[cost.service]
    match cost.state:
        case Cost.State.REPORTED:
            return Price(service, money.exact(cost.micros, cost.currency), "as charged")
        case Cost.State.UNPRICED:
            return Price(service, "", "no rate is set")
    return Price(service, money.exact(cost.micros, cost.currency), _BASES.get(cost.basis, "estimated"))
