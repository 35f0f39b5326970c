"""The lead list by how far leads got: whatever it is read from, it says what the timelines say."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client

from apps.calls.models import Call
from apps.dashboard.milestones import Milestone
from apps.integrations.models import Connection
from apps.leads.models import Lead, Source
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import RECEIVED, NewLead

pytestmark = pytest.mark.django_db

_LEADS = 24
# What may happen to a lead, and when: one of these, in milliseconds from its receipt.
_MAY_HAPPEN: Mapping[str, Sequence[int]] = {
    "call.requested": (80, 900),
    "call.ringing": (2_000, 30_000, 70_000),
    "call.answered": (4_000, 50_000, 90_000),
    "crm.written": (400,),
    "lead.qualified": (200_000,),
    "appointment.booked": (300_000,),
    "lead.checked": (1,),
}
_FILTERS = ("", "tests=no", "source=meta", "state=lost&tests=no", "q=odd", "from=2026-11-20&to=2026-11-20&tests=no")

type Told = Mapping[str, float]
_SAYS: Mapping[str, Callable[[Told], bool]] = {
    Milestone.CALLED: lambda told: "call.requested" in told,
    Milestone.NOT_CALLED: lambda told: "call.requested" not in told,
    Milestone.RUNG: lambda told: _rang(told) is not None,
    Milestone.IN_TARGET: lambda told: (_rang(told) or 1e9) <= 5_000,
    Milestone.IN_MINUTE: lambda told: (_rang(told) or 1e9) <= 60_000,
    Milestone.LATE: lambda told: (_rang(told) or 0) > 60_000,
    Milestone.ANSWERED: lambda told: "call.answered" in told,
    Milestone.QUALIFIED: lambda told: bool({"lead.qualified", "appointment.booked"} & told.keys()),
    Milestone.BOOKED: lambda told: "appointment.booked" in told,
    Milestone.IN_CRM: lambda told: "crm.written" in told,
}


def _rang(told: Told) -> float | None:
    return min((told[kind] for kind in ("call.ringing", "call.answered") if kind in told), default=None)


@pytest.fixture
def leads(acme: Tenant, source: Source, new_lead: NewLead) -> list[Lead]:
    """All sorts of them, the newest first: every second one's name is odd, two came at the same instant."""
    random = Random(7)
    with access.as_tenant(acme.pk):
        meta = Source.objects.create(tenant=acme, slug="meta", name="Meta")
    made = []
    for number in range(_LEADS):
        kinds = [kind for kind in _MAY_HAPPEN if random.random() < 0.5]
        made.append(
            new_lead(
                f"{'Odd' if number % 2 else 'Even'} {number}",
                story=[(kind, random.choice(_MAY_HAPPEN[kind]), {}) for kind in kinds],
                received_at=RECEIVED + timedelta(hours=2 * (number // 2)),
                is_test=random.random() < 0.2,
                state=random.choice(["new", "lost"]),
                source=random.choice([source, meta]),
                phone="+12145550123" if random.random() < 0.8 else "",
                email=f"lead{number}@example.com",
            )
        )
    return sorted(made, key=lambda lead: (lead.received_at, lead.pk), reverse=True)


def told(lead: Lead) -> Told:
    """When each kind of event happened first."""
    with access.as_tenant(lead.tenant_id):
        events = lead.events.order_by("-occurred_at").values_list("kind", "occurred_at")
        return {kind: (at - lead.received_at) / timedelta(milliseconds=1) for kind, at in events}


def passes(lead: Lead, query: str) -> bool:
    return all(
        {
            "": True,
            "tests=no": not lead.is_test,
            "source=meta": lead.source.slug == "meta",
            "state=lost": lead.state == "lost",
            "q=odd": lead.first_name == "Odd",
            # The company's 20th ends at six in the morning of the 21st, UTC.
            "from=2026-11-20": True,
            "to=2026-11-20": lead.received_at < RECEIVED + timedelta(hours=15),
        }[part]
        for part in query.split("&")
    )


def listed(owner: Client, query: str) -> list[str]:
    """The names in the list, which counts as many as it shows."""
    found: Any = owner.get(f"/app/acme/leads/?{query}").context["leads"]
    assert found.found == f"{len(found.rows)} lead{'' if len(found.rows) == 1 else 's'}"
    return [row.name for row in found.rows]


@pytest.mark.parametrize("milestone", _SAYS)
def test_a_list_by_a_milestone_has_whom_the_timelines_have(owner: Client, leads: list[Lead], milestone: str) -> None:
    got_there = [lead for lead in leads if _SAYS[milestone](told(lead))]

    for query in _FILTERS:
        expected = [lead.full_name for lead in got_there if passes(lead, query)]
        assert listed(owner, f"is={milestone}&{query}") == expected, query
    assert 0 < len(got_there) < len(leads)


@pytest.mark.parametrize("query", _FILTERS)
def test_a_list_by_what_is_not_in_a_timeline_is_exact_too(
    owner: Client, acme: Tenant, leads: list[Lead], query: str
) -> None:
    failed, called = leads[::3], leads[::4]
    with access.as_tenant(acme.pk):
        carrier = Connection.objects.create(tenant=acme, family="telephony", vendor="twilio", name="Main line")
        for number, lead in enumerate(failed):
            state = "dead" if number % 2 else "held"
            traits: dict[str, Any] = {"kind": "crm", "queue": "default", "due_at": RECEIVED, "state": state}
            Step.objects.create(tenant=acme, lead=lead, key=str(number), **traits)
        for number, lead in enumerate(called):
            reserved = (RECEIVED + timedelta(hours=number), RECEIVED + timedelta(hours=number, minutes=10))
            traits = {"phone": "+12145550123", "caller_id": "+12145550100", "state": "ringing"}
            Call.objects.create(
                tenant=acme, lead=lead, step_id=number, connection=carrier, reserved_for=reserved, **traits
            )

    for milestone, expected in (("failed", failed), ("on_call", called), ("valid", [x for x in leads if x.phone])):
        assert listed(owner, f"is={milestone}&{query}") == [
            lead.full_name for lead in expected if passes(lead, query)
        ], milestone


def test_pages_by_a_milestone_turn_without_gap_or_repeat(
    owner: Client, leads: list[Lead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.dashboard.queries.listing.PAGE", 3)
    expected = [lead.full_name for lead in leads if "call.requested" in told(lead)]

    seen, path = [], "?is=called"
    while path:
        page = owner.get(f"/app/acme/leads/{path}").context["leads"]
        seen += [row.name for row in page.rows]
        path = page.older

    assert seen == expected
