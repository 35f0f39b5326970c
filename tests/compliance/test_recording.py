"""Recording: the strictest of all ends' states, by the shipped rules; what nobody knows counts as strict."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from apps.compliance import packs, recording
from apps.compliance.facts import Facts
from apps.compliance.stated import Address
from apps.compliance.verdict import Channel

PACK = packs.shipped()[-1]
TEXAS, NEW_YORK, FLORIDA, CALIFORNIA = "+12145550123", "+12125550123", "+13055550123", "+14155550123"
TOLL_FREE = "+18005550123"
FACTS = Facts(
    at=datetime(2026, 11, 24, 18, tzinfo=UTC),
    channel=Channel.CALL,
    phone=TEXAS,
    region="US",
    countries=frozenset({"US"}),
    caller_id=NEW_YORK,
)


@pytest.mark.parametrize(
    ("lead", "caller_id", "rep", "says"),
    [
        (TEXAS, NEW_YORK, "", "one party's consent is enough in Texas, New York"),
        (TEXAS, NEW_YORK, NEW_YORK, "one party's consent is enough in Texas, New York"),
        (FLORIDA, NEW_YORK, "", "Florida (the lead): everybody must know"),
        (TEXAS, CALIFORNIA, "", "California (our number): everybody must know"),
        (TEXAS, NEW_YORK, FLORIDA, "Florida (the rep): everybody must know"),
        (TEXAS, TOLL_FREE, "", "one party's consent is enough in Texas"),
        (
            FLORIDA,
            CALIFORNIA,
            "",
            "Florida (the lead): everybody must know; California (our number): everybody must know",
        ),
    ],
)
def test_the_strictest_end_decides_and_is_named(lead: str, caller_id: str, rep: str, says: str) -> None:
    ruling = recording.of(replace(FACTS, phone=lead, caller_id=caller_id), PACK, rep_phones=[rep] if rep else [])

    assert ruling.says == says
    assert ruling.must_announce == ("must know" in says)


def test_a_stated_address_counts_beside_the_number() -> None:
    ruling = recording.of(replace(FACTS, stated=Address(state="US-CA")), PACK)

    assert (ruling.must_announce, "California (the lead)" in ruling.says) == (True, True)


@pytest.mark.parametrize("phone", [TOLL_FREE, "+81312345678"])
def test_where_nobody_can_tell_the_law_everybody_must_know(phone: str) -> None:
    ruling = recording.of(replace(FACTS, phone=phone), PACK)

    assert ruling.must_announce
    assert ruling.says == "nobody can tell the law where the lead is, so everybody must know"


def test_a_rep_whose_place_is_unknown_must_know() -> None:
    assert recording.of(FACTS, PACK, rep_phones=[TOLL_FREE]).must_announce


def test_without_rules_everybody_must_know() -> None:
    assert recording.of(FACTS, None).must_announce


def test_no_words_name_a_number() -> None:
    assert "555" not in recording.of(FACTS, PACK, rep_phones=[FLORIDA]).says
