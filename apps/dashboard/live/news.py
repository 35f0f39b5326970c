"""News: which leads of a tenant something happened to. No names and no facts, a page reads those through its gate."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson

CHANNEL = "leadhub.live"


@dataclass(frozen=True)
class News:
    """`upto` is the id of the latest event that it tells of."""

    tenant_id: int
    upto: int
    leads: frozenset[str]


def gathered(events: Iterable[tuple[int, int, str]]) -> list[News]:
    """One piece of news for each tenant, of (id, tenant, lead)."""
    upto: dict[int, int] = defaultdict(int)
    leads: dict[int, set[str]] = defaultdict(set)
    for event_id, tenant_id, lead_id in events:
        upto[tenant_id] = max(upto[tenant_id], event_id)
        leads[tenant_id].add(lead_id)
    return [News(tenant_id, upto[tenant_id], frozenset(found)) for tenant_id, found in leads.items()]


def packed(news: Sequence[News]) -> bytes:
    return orjson.dumps([[each.tenant_id, each.upto, sorted(each.leads)] for each in news])


def unpacked(message: bytes) -> list[News]:
    """Raises `ValueError` for what is none of ours."""
    return [News(tenant_id, upto, frozenset(leads)) for tenant_id, upto, leads in orjson.loads(message)]
