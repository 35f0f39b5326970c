"""20,000 contacts, judged by the gate and by an oracle that shares nothing with it: none unlawful, none needless."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random

from apps.compliance import gate, packs
from apps.compliance.closed import Closed
from apps.compliance.facts import Facts, Listed
from apps.compliance.rules.rows import Consent
from apps.compliance.stated import UNSTATED, Address
from apps.compliance.verdict import Channel, Verdict

from . import numbers, oracle
from .numbers import SPOTS, WHOLE
from .oracle import Spot

CASES = 20_000
MINUTE = timedelta(minutes=1)
PACK = packs.shipped()[-1]


@dataclass(frozen=True)
class Case:
    facts: Facts
    spots: tuple[Spot, ...]
    contacts: tuple[datetime, ...]

    @property
    def is_lawful(self) -> bool:
        return oracle.is_lawful(self.facts.at, self.contacts, self.spots)


@cache
def judged() -> list[tuple[Case, Verdict]]:
    """The cases are the same each time."""
    return [(case, gate.decide(case.facts, PACK)) for case in cases(Random(20261122))]


def cases(random: Random) -> Iterator[Case]:
    areas = sorted(SPOTS)
    for count in range(CASES):
        area = areas[count % len(areas)]
        spots, stated = SPOTS[area], UNSTATED
        if random.random() < 0.2 and (state := random.choice(sorted(WHOLE))) != spots[0].state:
            spots, stated = spots + WHOLE[state], Address(f"US-{state}")
        at = instant(random, spots[0])
        count_before = random.choice((0, 0, 2, 3, 4))
        contacts = tuple(sorted(at - random.random() * timedelta(hours=30) for _ in range(count_before)))
        calls = tuple(contact for contact in contacts if random.random() < 0.7)
        facts = Facts(
            at=at,
            channel=random.choice((Channel.CALL, Channel.SMS)),
            phone=f"+1{area}55501{random.randrange(100):02}",
            region="US",
            countries=frozenset({"US"}),
            stated=stated,
            consent=Consent.INQUIRY,
            calls_at=calls,
            texts_at=tuple(contact for contact in contacts if contact not in calls),
        )
        yield Case(facts, spots, contacts)


def instant(random: Random, spot: Spot) -> datetime:
    """Any instant of three years, and more often one at an edge: of an hour, of summer time, of a holiday."""
    kind = random.random()
    if kind < 0.3:
        day = random.choice(random.choice(list(oracle.SUMMERS.values()))).date() + timedelta(days=random.randint(-1, 1))
    elif kind < 0.6:
        day = random.choice(oracle.HOLIDAYS) + timedelta(days=random.randint(-1, 1))
    else:
        day = date(2026, 1, 2) + timedelta(days=random.randrange(1080))
    day = min(max(day, date(2026, 1, 3)), date(2028, 12, 20))
    if random.random() < 0.6:
        hours = oracle.CLOCKS[spot.clock][0]
        edge = datetime.combine(day, time(random.choice((8, 9, 10, 12, 17, 18, 20, 21))), UTC) - timedelta(hours=hours)
        return edge + timedelta(seconds=random.choice((-3601, -3600, -60, -1, 0, 1, 59, 3599, 3600)))
    return datetime.combine(day, time(random.randrange(24), random.randrange(60), random.randrange(60)), UTC)


def test_every_state_is_tried() -> None:
    assert len(numbers.STATES) == 51
    assert len(judged()) == CASES
    assert 0.3 < sum(case.is_lawful for case, _ in judged()) / CASES < 0.7


def test_no_contact_is_unlawful() -> None:
    assert [case for case, verdict in judged() if verdict.is_allowed and not case.is_lawful] == []


def test_no_contact_is_blocked_without_need() -> None:
    """Where a number has several zones, or somebody moved, the oracle too wants all of them to be open."""
    assert [case for case, verdict in judged() if not verdict.is_allowed and case.is_lawful] == []


def test_the_reasons_are_the_oracles() -> None:
    for case, verdict in judged():
        codes = {reason.code for reason in verdict.reasons}
        assert ("hours" in codes) is not oracle.is_open(case.facts.at, case.spots), case
        assert ("cap" in codes) is not oracle.is_within_caps(case.facts.at, case.contacts, case.spots), case


def test_the_next_instant_is_lawful_and_the_second_before_it_is_not() -> None:
    for case, verdict in judged():
        if verdict.is_allowed:
            continue
        assert verdict.next_at is not None, case
        assert oracle.is_lawful(verdict.next_at, case.contacts, case.spots), (case, verdict)
        just_before = verdict.next_at - timedelta(microseconds=1)
        assert just_before < case.facts.at or not oracle.is_lawful(just_before, case.contacts, case.spots), (
            case,
            verdict,
        )


def test_no_lawful_minute_is_passed_over() -> None:
    blocked = [(case, verdict) for case, verdict in judged() if not verdict.is_allowed]

    for case, verdict in blocked[::20]:
        found = oracle.next_lawful(case.facts.at, case.contacts, case.spots)
        assert found is not None
        assert verdict.next_at is not None
        assert found - MINUTE < verdict.next_at <= found, (case, verdict, found)


def test_waiting_until_then_is_enough() -> None:
    for case, verdict in judged()[::7]:
        if verdict.next_at is not None:
            assert gate.decide(replace(case.facts, at=verdict.next_at), PACK).is_allowed, (case, verdict)


def test_a_closed_channel_is_never_used_and_the_other_is_judged_as_before() -> None:
    for case, verdict in judged()[::11]:
        for closes in Closed:
            closed = gate.decide(replace(case.facts, listed=Listed.OPTED_OUT, closes=closes), PACK)
            if closes.value in ("all", case.facts.channel.value):
                assert (closed.is_allowed, closed.next_at) == (False, None), case
            else:
                assert closed == verdict, case
