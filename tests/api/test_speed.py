"""Speed over the API; the arithmetic is in tests/leads/test_latency.py."""

from datetime import timedelta

import pytest

from apps.core import clock
from apps.leads.latency import HOPS
from apps.leads.models import Lead
from apps.tenants import access

from .conftest import Company

SPEED = "/api/v1/metrics/speed/"
THAT_DAY = "since=2026-11-20T00:00:00Z&until=2026-11-21T00:00:00Z"
NOTHING = {"count": 0, "p50": None, "p95": None, "p99": None}


def test_every_hop_has_its_percentiles_in_milliseconds(acme: Company) -> None:
    metrics = acme.api.get(f"{SPEED}?{THAT_DAY}").json()["metrics"]

    assert list(metrics) == [hop.name for hop in HOPS]
    assert metrics["received_to_committed"] == {"count": 1, "p50": 4.25, "p95": 4.25, "p99": 4.25}
    assert metrics["received_to_carrier"] == NOTHING


def test_days_are_told_on_request(acme: Company) -> None:
    assert "days" not in acme.api.get(f"{SPEED}?{THAT_DAY}").json()

    (day,) = acme.api.get(f"{SPEED}?{THAT_DAY}&by=day").json()["days"]

    assert (day["day"], day["metrics"]["received_to_committed"]["count"]) == ("2026-11-20", 1)


@pytest.mark.parametrize(("source", "counts"), [("acme-form", 1), ("secret-form", 0)])
def test_one_source_can_be_asked_for(acme: Company, rival: Company, source: str, counts: int) -> None:
    metrics = acme.api.get(f"{SPEED}?{THAT_DAY}&source={source}").json()["metrics"]

    assert metrics["received_to_committed"]["count"] == counts


@pytest.mark.parametrize(("hours", "counts"), [(1, 1), (23, 1), (25, 0)])
def test_the_last_day_is_what_is_usual(acme: Company, hours: float, counts: int) -> None:
    with access.as_tenant(acme.tenant.pk):
        lead = Lead.objects.create(
            tenant=acme.tenant, source=acme.source, email="a@b.io", received_at=clock.now() - timedelta(hours=hours)
        )
        lead.tell("sms.sent", at=clock.now())

    assert acme.api.get(SPEED).json()["metrics"]["received_to_sms"]["count"] == counts


@pytest.mark.parametrize(
    "query",
    [
        "since=2026-11-21T00:00:00Z&until=2026-11-20T00:00:00Z",
        "since=2026-11-20T00:00:00Z&until=2026-11-20T00:00:00Z",
        "since=2020-01-01T00:00:00Z&until=2026-11-20T00:00:00Z",
        "until=0001-01-01T00:00:00Z",
        "by=hour",
    ],
)
def test_a_period_that_cannot_be_is_refused(acme: Company, query: str) -> None:
    assert acme.api.get(f"{SPEED}?{query}").status_code == 400
