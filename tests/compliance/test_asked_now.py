"""“Call me now” lifts the federal hours for that call, and nothing else."""

from datetime import UTC, datetime

from apps.compliance import gate, packs
from apps.compliance.facts import Budget

from .cases import facts

PACK = packs.shipped()[-1]
CALIFORNIA = "+13105550123"
# There half past nine at night, and only the federal hours bind.
NIGHT, MORNING = datetime(2026, 11, 24, 5, 30, tzinfo=UTC), datetime(2026, 11, 24, 16, tzinfo=UTC)


def test_who_asked_to_be_called_now_is_called_after_the_federal_hours() -> None:
    assert gate.decide(facts(CALIFORNIA, at=NIGHT, asked_now=True), PACK).is_allowed


def test_but_not_after_a_states_own() -> None:
    miami = facts(at=datetime(2026, 11, 24, 1, 12, tzinfo=UTC), asked_now=True)

    assert [reason.code for reason in gate.decide(miami, PACK).reasons] == ["hours"]


def test_nor_at_night_once_the_call_has_to_wait() -> None:
    spent = [Budget("day", 1, 1, NIGHT.replace(hour=7))]

    verdict = gate.decide(facts(CALIFORNIA, at=NIGHT, asked_now=True, budgets=spent, cost_micros=1), PACK)

    assert verdict.next_at == MORNING
