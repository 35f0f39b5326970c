"""Imports a registry twice, then asks for numbers that are on it and numbers that are not."""

import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection

from apps.compliance import listed, registry
from apps.compliance.models import DncList
from apps.tenants import access
from apps.tenants.models import Tenant

CHECKS = 5_000
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def measure(count: int) -> None:
    """Print seconds and milliseconds."""
    tenant = Tenant.objects.create(slug="bench", name="Bench", region="US")
    with access.as_platform():
        national = DncList.objects.create(name="National", jurisdiction="US", effective_on=NOW.date())
    for occasion in ("first import", "import over it"):
        before = time.perf_counter()
        file = registry.read(_lines(count))
        with access.as_platform():
            registry.replace(national, file, effective_on=NOW.date(), now=NOW)
        print(f"{occasion} of {count:,} numbers: {time.perf_counter() - before:.1f} s")
    with access.as_tenant(tenant.pk):
        took = sorted(_check(tenant.pk) for _ in range(CHECKS))
    print(f"one check: p50 {1000 * statistics.median(took):.2f} ms, p99 {1000 * took[CHECKS * 99 // 100]:.2f} ms")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('compliance_dncnumber')")
        print(f"on disk, both versions: {cursor.fetchone()[0] / 2**20:.0f} MiB")


def _lines(count: int) -> Iterator[str]:
    """In no order, as a state's may be."""
    numbers = list(range(count))
    random.Random(7).shuffle(numbers)
    return (f"{201 + number // 8_000_000},{2_000_000 + number % 8_000_000}" for number in numbers)


def _check(tenant_id: int) -> float:
    phone = f"+1201{2_000_000 + random.randrange(7_000_000)}"
    before = time.perf_counter()
    listed.check(tenant_id, phone, now=NOW)
    return time.perf_counter() - before
