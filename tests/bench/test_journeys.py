"""What the benchmark makes of leads that nobody acknowledged."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from bench import journeys, leads, load
from bench.ingest import Tally
from bench.load import Answer, Outcome
from bench.stand import Stand

KEPT = "01890000-0000-7000-8000-000000000001"
ANSWERS = [Answer(1, 100.0, 0.01, 200, KEPT), Answer(2, 100.0, 30.0, 0, ""), Answer(3, 100.0, 0.01, 503, "")]


@dataclass
class Idle:
    """A stand whose Postgres, like the real one, takes UUIDs alone."""

    hook: str = "http://127.0.0.1/hooks/x/"
    rig: Any = None

    def numbers(self) -> int:
        return 0

    def settle(self) -> None:
        pass

    def rows(self, sql: str, ids: list[str]) -> list[tuple[Any, ...]]:
        known = [str(UUID(each)) for each in ids]
        if "count(*)" in sql:
            return [(len(known),)]
        if "claimed" in sql:
            return [(0.004,) for _ in known]
        return [(each, SimpleNamespace(timestamp=lambda: 100.0)) for each in known]


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Stand:
    monkeypatch.setattr(load, "run", lambda plan: Outcome(ANSWERS, 100.0, 0.1))
    placed = {"at": "1970-01-01T00:01:40.250+00:00", "facts": {"to": leads.phone(1)}}
    return cast(Stand, Idle(rig=SimpleNamespace(journal=lambda kind: [placed])))


def test_the_way_to_a_claim_is_measured_for_acknowledged_leads_and_the_others_are_counted(stand: Stand) -> None:
    figures, tally = journeys.doorbell(stand, seconds=1)

    assert figures["doorbell.p50_ms"] == 4.0
    assert tally == Tally(sent=3, failed=2)


def test_so_is_the_way_to_the_carrier(stand: Stand) -> None:
    figures, tally = journeys.carrier(stand, seconds=1)

    assert figures["carrier.sent.p50_ms"] == 250.0
    assert tally == Tally(sent=3, failed=2)
