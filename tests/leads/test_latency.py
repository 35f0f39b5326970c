"""Speed is arithmetic on events."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from apps.leads import latency, queries
from apps.leads.latency import HOPS, Percentiles, SpeedReport
from apps.leads.models import Lead, Source
from apps.leads.queries import Period
from apps.tenants import access
from apps.tenants.models import Tenant

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = Period(NOON - timedelta(hours=12), NOON + timedelta(hours=12))
pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme", time_zone="America/New_York")


@pytest.fixture
def form(acme: Tenant) -> Source:
    return source_of(acme, "form")


def source_of(tenant: Tenant, slug: str) -> Source:
    with access.as_tenant(tenant.pk):
        source: Source = Source.objects.create(tenant=tenant, slug=slug, name=slug)
        return source


def lead_of(
    source: Source,
    events: Sequence[tuple[str, float, dict[str, str]]] = (),
    *,
    received_at: datetime = NOON,
    is_test: bool = False,
) -> Lead:
    """A lead whose events are (kind, milliseconds after it was received, facts)."""
    with access.as_tenant(source.tenant_id):
        lead = Lead.objects.create(
            tenant_id=source.tenant_id,
            source=source,
            email="ada@example.com",
            received_at=received_at,
            is_test=is_test,
        )
        for nth, (kind, ms, facts) in enumerate(events):
            lead.tell(kind, at=received_at + timedelta(milliseconds=ms), origin=str(nth), **facts)
    return lead


def speed(tenant: Tenant, over: Period = DAY) -> SpeedReport:
    with access.as_tenant(tenant.pk):
        return queries.speed(tenant, over=over)


EVERYTHING = [
    ("lead.committed", 4, {}),
    ("step.started", 6, {"step_kind": "crm"}),
    ("step.started", 9, {"step_kind": "call"}),
    ("call.requested", 15, {}),
    ("call.ringing", 1_500, {}),
    ("call.answered", 6_000, {}),
    ("sms.sent", 80, {}),
    ("crm.written", 120, {}),
]


@pytest.mark.parametrize(
    ("hop", "ms"),
    [
        ("received_to_committed", 4),
        ("received_to_claimed", 9),
        ("received_to_carrier", 15),
        ("received_to_ringing", 1_500),
        ("received_to_answered", 6_000),
        ("received_to_sms", 80),
        ("received_to_crm", 120),
    ],
)
def test_a_hop_ends_at_its_own_event(acme: Tenant, form: Source, hop: str, ms: float) -> None:
    lead_of(form, EVERYTHING)

    assert speed(acme).speeds[hop] == Percentiles(1, ms, ms, ms)


@pytest.mark.parametrize(
    ("samples", "p50", "p95", "p99"),
    [
        ([10], 10, 10, 10),
        ([10, 20], 15, 19.5, 19.9),
        ([50, 10, 40, 20, 30], 30, 48, 49.6),
        (range(1, 102), 51, 96, 100),
        ([1, 1, 1, 1_000], 1, 850.15, 970.03),
        ([-700], 0, 0, 0),
    ],
)
def test_percentiles_lie_between_the_samples(
    acme: Tenant, form: Source, samples: list[float] | range, p50: float, p95: float, p99: float
) -> None:
    for ms in samples:
        lead_of(form, [("call.ringing", ms, {})])

    assert speed(acme).speeds["received_to_ringing"] == Percentiles(len(samples), p50, p95, p99)


def test_the_first_event_of_a_kind_counts(acme: Tenant, form: Source) -> None:
    lead_of(form, [("call.requested", 900_000, {}), ("call.requested", 15, {}), ("call.requested", 90, {})])

    assert speed(acme).speeds["received_to_carrier"] == Percentiles(1, 15, 15, 15)


def test_a_hop_that_nobody_made_counts_none(acme: Tenant) -> None:
    assert speed(acme).speeds == {hop.name: Percentiles(0, None, None, None) for hop in HOPS}


def test_microseconds_are_kept(acme: Tenant, form: Source) -> None:
    lead_of(form, [("lead.committed", 3.217, {})])

    assert speed(acme).speeds["received_to_committed"].p50 == 3.217


@pytest.mark.parametrize(
    ("hours", "counts"),
    [(-12.001, 0), (-12, 1), (0, 1), (11.999, 1), (12, 0)],
    ids=["before", "first", "in", "last", "end"],
)
def test_a_period_has_its_start_and_not_its_end(acme: Tenant, form: Source, hours: float, counts: int) -> None:
    lead_of(form, EVERYTHING, received_at=NOON + timedelta(hours=hours))

    assert speed(acme).speeds["received_to_crm"].count == counts


def test_test_leads_do_not_count(acme: Tenant, form: Source) -> None:
    lead_of(form, EVERYTHING, is_test=True)

    assert speed(acme).speeds["received_to_crm"].count == 0


@pytest.mark.parametrize(("source", "counts"), [("", 2), ("form", 1), ("chat", 1), ("none", 0)])
def test_one_source_is_told_from_the_others(acme: Tenant, form: Source, source: str, counts: int) -> None:
    lead_of(form, EVERYTHING)
    lead_of(source_of(acme, "chat"), EVERYTHING)

    found = speed(acme, over=Period(DAY.since, DAY.until, source=source))

    assert found.speeds["received_to_crm"].count == counts


def test_another_tenants_leads_do_not_count(acme: Tenant, form: Source) -> None:
    rival = Tenant.objects.create(slug="rival", name="Rival")
    lead_of(source_of(rival, "form"), EVERYTHING)

    assert speed(acme).speeds["received_to_crm"].count == 0


def test_days_are_those_of_the_tenants_zone(acme: Tenant, form: Source) -> None:
    before_midnight = datetime(2026, 11, 20, 4, 59, tzinfo=UTC)  # 23:59 in New York
    lead_of(form, [("lead.committed", 2, {})], received_at=before_midnight)
    lead_of(form, [("lead.committed", 6, {})], received_at=before_midnight + timedelta(minutes=1))

    days = speed(acme).days

    assert list(days) == [date(2026, 11, 19), date(2026, 11, 20)]
    assert [speeds["received_to_committed"].p50 for speeds in days.values()] == [2, 6]


def test_speed_takes_one_query(acme: Tenant, form: Source, django_assert_num_queries: Any) -> None:
    lead_of(form, EVERYTHING)

    with access.as_tenant(acme.pk), django_assert_num_queries(1):
        queries.speed(acme, over=DAY)


def test_a_timeline_is_in_the_order_of_what_happened(acme: Tenant, form: Source) -> None:
    lead = lead_of(form, [("call.answered", 900, {}), ("call.ringing", 400, {"call": "1"}), ("lead.committed", 4, {})])

    with access.as_tenant(acme.pk):
        facts = queries.timeline(lead)

    assert [(fact.kind, fact.ms_since_received, fact.facts) for fact in facts] == [
        ("lead.committed", 4, {}),
        ("call.ringing", 400, {"call": "1"}),
        ("call.answered", 900, {}),
    ]


@pytest.mark.parametrize(
    ("gap", "ms"),
    [({}, 0), ({"microseconds": 250}, 0.25), ({"seconds": -1}, -1_000), ({"days": 1}, 86_400_000)],
)
def test_milliseconds_between(gap: dict[str, int], ms: float) -> None:
    assert latency.ms_between(NOON, NOON + timedelta(**gap)) == ms
