"""What one lead is checked by, with a million numbers listed: its request in process, and the gate before its call.

`python -m bench.checks HOOK TENANT FIRST COUNT`, with the product's environment; `bench.parts` calls it so.
"""

import sys
import time
from collections.abc import Callable
from importlib import import_module

import orjson
import psycopg

from bench import cost, leads
from bench.figures import percentiles

LISTED = 1_000_000
_WARM_UP = 200
# The tenant's own list has people from elsewhere; the national registry has a quarter of those who ask.
_OWN_LIST = """
INSERT INTO compliance_dncentry (tenant_id, phone, origin, reason, added_by)
SELECT %s, '+1' || (3102000000 + n), 'imported', '', '' FROM generate_series(1, %s) n
"""
_REGISTRY = """
WITH list AS (
    INSERT INTO compliance_dnclist (name, jurisdiction, effective_on, max_age_days, imported_at, imported_by, size,
                                    version)
    VALUES ('National', 'US', current_date, 31, now(), '', %(listed)s, 1) RETURNING id
)
INSERT INTO compliance_dncnumber (list_id, version, phone)
SELECT id, 1, %(first)s + 4 * n FROM list, generate_series(0, %(listed)s - 1) n
"""


def fill(database_url: str, *, tenant: int) -> None:
    """Put a million numbers on the tenant's own list and a million into a registry that it must ask."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(_OWN_LIST, [tenant, LISTED])
        connection.execute(_REGISTRY, {"listed": LISTED, "first": int(leads.phone(0)[1:])})
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def main() -> None:
    """Take in as many leads, then ask the gate of each; tell percentiles of single leads."""
    hook, tenant, first, count = sys.argv[1], *map(int, sys.argv[2:5])
    ask = cost.asker(hook)
    asking = import_module("bench.asking")  # now that Django is set up
    gate = asking.Gate(tenant)
    asking.spare_the_disk()
    for number in range(first, first + _WARM_UP):
        ask(number)
        gate.ask(number)
    numbers = range(first + _WARM_UP, first + _WARM_UP + count)
    requests = [_seconds(ask, number) for number in numbers]
    asked, decided, worked = zip(*map(gate.ask, numbers), strict=True)
    found = {**percentiles("request", requests), **percentiles("asked", asked), **percentiles("core", worked)}
    found |= percentiles("all", [sum(each) for each in zip(requests, asked, decided, strict=True)])
    sys.stdout.buffer.write(orjson.dumps(found))


def _seconds(act: Callable[[int], None], number: int) -> float:
    began = time.perf_counter()
    act(number)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
