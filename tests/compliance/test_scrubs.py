"""Checks of numbers that a tenant asks for: no answer is a no, and what speaks against a number says who said so."""

from datetime import timedelta

import pytest

from apps.compliance import gate, packs, scrubs
from apps.compliance.facts import Scrub
from apps.compliance.rules.rows import Consent
from apps.compliance.verdict import Channel, Verdict

from .cases import AT, facts

PACK = packs.shipped()[-1]
HOUR = timedelta(hours=1)
CLEAR = Scrub("DNCScrub", "dnc", checked_at=AT - HOUR, good_until=AT + HOUR)
LISTED = Scrub("Litigators", "litigator", True, "of somebody who sues callers", AT - HOUR, AT + HOUR)
OLD = Scrub("DNCScrub", "dnc", checked_at=AT - 2 * HOUR, good_until=AT)
MISSING = Scrub("DNCScrub", "dnc")


def judged(*checks: Scrub, **traits: object) -> Verdict:
    return gate.decide(facts(**{"scrubs": checks, **traits}), PACK)  # type: ignore[arg-type]


def codes(*checks: Scrub, **traits: object) -> list[str]:
    return [reason.code for reason in judged(*checks, **traits).reasons]


def test_who_asks_for_no_check_is_not_kept_waiting() -> None:
    assert codes() == []


def test_a_good_answer_lets_the_contact_go() -> None:
    assert codes(CLEAR) == []


@pytest.mark.parametrize("channel", [Channel.CALL, Channel.SMS])
@pytest.mark.parametrize("check", [MISSING, OLD])
def test_no_answer_that_is_good_is_a_no_that_may_end(check: Scrub, channel: Channel) -> None:
    verdict = judged(check, CLEAR, channel=channel)

    assert [reason.code for reason in verdict.reasons] == ["unchecked"]
    assert verdict.next_at == AT + scrubs.LOOK_AGAIN


def test_what_speaks_against_a_number_ends_by_no_waiting_and_says_who_said_it() -> None:
    verdict = judged(LISTED, CLEAR)

    assert verdict.next_at is None
    assert [(each.code, each.says) for each in verdict.reasons] == [
        ("scrub_litigator", "the number is of somebody who sues callers, says “Litigators”")
    ]


def test_consent_does_not_outweigh_a_check_that_the_tenant_asks_for() -> None:
    assert codes(LISTED, consent=Consent.WRITTEN) == ["scrub_litigator"]


def test_every_check_of_a_service_is_asked_for_whether_answered_or_not() -> None:
    answer = ["dnc", False, "", AT.isoformat(), (AT + HOUR).isoformat()]

    found = scrubs.made_of([["blacklist_alliance", "BLA", [answer]], ["tcpalitigatorlist", "TLL", None]])

    assert [(each.source, each.kind, each.good_until) for each in found] == [
        ("BLA", "dnc", AT + HOUR),
        ("BLA", "litigator", None),
        ("TLL", "litigator", None),
    ]


def test_a_service_that_nobody_knows_any_more_is_one_that_does_not_answer() -> None:
    [found] = scrubs.made_of([["gone", "Old service", None]])

    assert codes(found) == ["unchecked"]
    assert scrubs.made_of(None) == ()
