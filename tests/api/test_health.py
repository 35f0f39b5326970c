"""Alive, ready and measured, with Postgres and Redis as they come."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from apps.core import metrics
from apps.outreach.models import Step
from apps.tenants import access
from leadhub import backlog, probe

from .conftest import NOON, Company


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Postgres refuses what the probe asks."""

    def ask(question: object) -> None:
        raise probe.Away("OperationalError")

    monkeypatch.setattr(probe, "ask", ask)


@pytest.fixture
def no_redis(settings: LazySettings) -> Iterator[None]:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    probe._redis.cache_clear()
    yield
    probe._redis.cache_clear()


def scrape(**headers: Any) -> dict[tuple[str, ...], float]:
    answer = Client().get("/metrics", headers=headers)
    # Keyed by name and then the labels' values, in the order of the labels' names.
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (each.name, *(value for _, value in sorted(each.labels.items()))): each.value
        for family in families
        for each in family.samples
    }


def test_alive_asks_nobody(django_assert_num_queries: Any, db: None, away: None, no_redis: None) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/healthz").status_code == 200


def test_ready(db: None) -> None:
    answer = Client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "postgres": "ok", "migrations": "applied", "redis": "ok"}


def test_without_redis_it_is_still_ready(db: None, no_redis: None) -> None:
    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["redis"]) == (200, "degraded")


def test_without_postgres_it_is_not_ready(away: None) -> None:
    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["postgres"]) == (503, "away")


def test_with_a_migration_missing_it_is_not_ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "_expected", lambda: frozenset({("leads", "9999_not_yet")}))

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["migrations"]) == (503, "missing")


def test_a_frozen_postgres_is_given_a_second_and_the_next_probe_does_not_wait_for_it(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "PATIENCE_SECONDS", 0.05)
    thawed = threading.Event()

    for _ in range(2):
        with pytest.raises(probe.Away):
            probe.ask(thawed.wait)
    thawed.set()

    monkeypatch.setattr(probe, "PATIENCE_SECONDS", 1.0)
    assert probe.is_migrated()


def test_a_broken_connection_is_replaced(db: None) -> None:
    def breaks() -> None:
        connection.ensure_connection()
        connection.connection.close()
        raise OperationalError

    with pytest.raises(probe.Away):
        probe.ask(breaks)

    assert probe.is_migrated()


def test_metrics_count_what_they_are_told(db: None) -> None:
    before = scrape()

    metrics.hook_answered("accepted", 0.005)
    metrics.doorbell_rung(3)
    metrics.doorbell_failed()
    metrics.step_claimed("call", -0.5)
    metrics.step_ended("call", "done")
    metrics.vendor_answered("twilio", "ok", 0.2)

    after = scrape()
    grown = {key: value - before.get(key, 0) for key, value in after.items() if value != before.get(key, 0)}
    assert grown["leadhub_hook_seconds_count", "accepted", "200"] == 1
    assert grown["leadhub_hook_seconds_bucket", "0.005", "accepted", "200"] == 1
    assert ("leadhub_hook_seconds_bucket", "0.0025", "accepted", "200") not in grown
    assert grown["leadhub_doorbell_rung_total",] == 3
    assert grown["leadhub_doorbell_failed_total",] == 1
    assert grown["leadhub_step_claim_delay_seconds_count", "call"] == 1
    assert grown["leadhub_step_ended_total", "call", "done"] == 1
    assert grown["leadhub_vendor_seconds_count", "ok", "twilio"] == 1


def test_the_backlog_is_what_is_due_and_unclaimed_of_every_tenant(acme: Company, rival: Company) -> None:
    for company in (acme, rival):
        with access.as_tenant(company.tenant.pk):
            for state in ("ready", "done", "leased"):
                Step.objects.create(
                    tenant=company.tenant, kind="call", queue="urgent", state=state, key=state, due_at=NOON
                )

    urgent, default = backlog.by_queue()

    assert (urgent.queue, urgent.depth, default.queue, default.depth) == ("urgent", 2, "default", 0)


def test_the_oldest_due_step_tells_the_age(acme: Company) -> None:
    with access.as_tenant(acme.tenant.pk), connection.cursor() as cursor:
        Step.objects.create(tenant=acme.tenant, kind="crm", queue="default", key="a", due_at=NOON)
        cursor.execute("UPDATE outreach_step SET due_at = leadhub_now() - interval '90 s' WHERE key = 'a'")

    assert 90 <= backlog.by_queue()[1].age_seconds < 95


def test_empty_queues_are_told_too(db: None) -> None:
    assert scrape()["leadhub_queue_depth", "urgent"] == 0


def test_without_postgres_the_rest_is_still_told(away: None) -> None:
    told = scrape()

    assert told["leadhub_postgres_up",] == 0
    assert ("leadhub_doorbell_rung_total",) in told


@pytest.mark.parametrize(
    ("shown", "status"), [("", 401), ("Bearer ", 401), ("Bearer no", 401), ("Bearer é", 401), ("Bearer s3cret", 200)]
)
def test_metrics_want_their_token_where_one_is_set(db: None, settings: LazySettings, shown: str, status: int) -> None:
    settings.METRICS_TOKEN = "s3cret"

    assert Client().get("/metrics", headers={"Authorization": shown}).status_code == status


def test_metrics_and_readiness_name_no_person_and_no_tenant(acme: Company, rival: Company) -> None:
    said = Client().get("/metrics").content + Client().get("/readyz").content

    assert b"SECRET" not in said
    assert b"ACME" not in said
    assert b"+1214" not in said
