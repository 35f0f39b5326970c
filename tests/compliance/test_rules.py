"""Rule packs: what may stand in one, which of its rules hold, and what changes from one to the next."""

import json
from datetime import date

import pytest

from apps.compliance import geography, packs
from apps.compliance.rules import almanac, difference, law, pack, spans
from apps.compliance.rules.pack import Pack, Unreadable
from apps.compliance.rules.rows import Consent
from apps.compliance.rules.spans import Span
from apps.compliance.verdict import Channel

from .cases import hours, pack_of, row

FLORIDA = ("US", "US-FL")
TUESDAY = date(2026, 11, 24)
FEDERAL = hours("US", {"every": "08:00-21:00"})


def span(rules: Pack, day: date = TUESDAY) -> Span:
    return law.of(rules, FLORIDA, day, Channel.CALL, asked_now=False).span


def test_what_ships_can_be_read_and_knows_every_state() -> None:
    for rules in packs.shipped():
        assert [state for state in geography.states() if not rules.knows(state)] == []


@pytest.mark.parametrize(
    "days",
    [
        {"every": "08:00-25:00"},
        {"every": "20:00-08:00"},
        {"every": "8-20"},
        {"mon-sat": "08:00-20:00"},
        {"every": "08:00-20:00", "sun": "closed"},
        {"someday": "08:00-20:00"},
    ],
)
def test_hours_that_are_none_are_refused(days: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        pack_of(hours("US", days))


@pytest.mark.parametrize(
    "broken",
    [
        {"rule": "wishes"},
        {"jurisdiction": "Florida"},
        {"source": ""},
        {"checked_on": "lately"},
        {"valid_from": "2026-13-01"},
        {"colour": "red"},
        {"value": {"channels": ["pigeon"], "days": {"every": "08:00-20:00"}}},
        {"value": {"channels": ["email"], "days": {"every": "08:00-20:00"}}},
    ],
)
def test_rows_that_are_none_are_refused(broken: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        pack_of(FEDERAL | broken)


def test_a_pack_without_rules_is_refused() -> None:
    with pytest.raises(Unreadable):
        pack_of()


@pytest.mark.parametrize(
    ("state", "lawful"),
    [
        ([], "08:00-21:00"),
        ([hours("US-FL", {"every": "07:00-20:00"})], "08:00-20:00"),
        ([hours("US-FL", {"every": "07:00-22:00"})], "08:00-21:00"),
        ([hours("US-FL", {"every": "09:00-20:00"}), hours("US-FL", {"every": "10:00-21:00"})], "10:00-20:00"),
        ([hours("US-FL", {"tue": "closed", "wed-sun": "09:00-20:00", "mon": "09:00-20:00"})], "closed"),
        ([hours("US-FL", {"every": "21:00-23:00"})], "closed"),
    ],
)
def test_the_stricter_rule_wins(state: list[dict[str, object]], lawful: str) -> None:
    assert spans.spell(span(pack_of(FEDERAL, *state))) == lawful


@pytest.mark.parametrize(
    ("dates", "lawful"),
    [
        ({}, "09:00-20:00"),
        ({"valid_from": "2026-11-24"}, "09:00-20:00"),
        ({"valid_from": "2026-11-25"}, "08:00-21:00"),
        ({"valid_until": "2026-11-24"}, "09:00-20:00"),
        ({"valid_until": "2026-11-23"}, "08:00-21:00"),
    ],
)
def test_a_rule_holds_from_its_first_day_to_its_last(dates: dict[str, str], lawful: str) -> None:
    rules = pack_of(FEDERAL, hours("US-FL", {"every": "09:00-20:00"}, **dates))

    assert spans.spell(span(rules)) == lawful


def test_the_firmest_consent_that_anybody_asks_for_is_asked_for() -> None:
    wanted = [("US", "inquiry"), ("US-FL", "written")]
    rules = pack_of(FEDERAL, *(row(where, "consent", {"kind": "call", "least": least}) for where, least in wanted))

    assert law.of(rules, FLORIDA, TUESDAY, Channel.CALL, asked_now=False).consent is Consent.WRITTEN


def test_recording_asks_all_parties_unless_every_law_there_says_one() -> None:
    one, every = row("US-FL", "recording", {"consent": "one_party"}), row("US", "recording", {"consent": "all_party"})

    answers = [pack_of(FEDERAL, *rows).needs_all_parties(FLORIDA, TUESDAY) for rows in ([], [one], [one, every])]

    assert answers == [True, False, True]


@pytest.mark.parametrize(
    ("holiday", "year", "days"),
    [
        ({"month": 7, "day": 4, "observed": True}, 2026, ["2026-07-03", "2026-07-04"]),
        ({"month": 7, "day": 4, "observed": True}, 2027, ["2027-07-04", "2027-07-05"]),
        ({"month": 7, "day": 4}, 2027, ["2027-07-04"]),
        ({"month": 1, "day": 1, "observed": True}, 2028, ["2027-12-31", "2028-01-01"]),
        ({"month": 11, "weekday": "thu", "nth": 4}, 2026, ["2026-11-26"]),
        ({"month": 5, "weekday": "mon", "nth": -1}, 2027, ["2027-05-31"]),
        ({"month": 12, "weekday": "sun", "nth": -1}, 2028, ["2028-12-31"]),
        ({"easter": -2}, 2027, ["2027-03-26"]),
        ({"easter": 0}, 2038, ["2038-04-25"]),
    ],
)
def test_when_a_holiday_is(holiday: dict[str, object], year: int, days: list[str]) -> None:
    rules = pack_of(row("US", "holiday", {"name": "A day", **holiday}))
    value = rules.document.rows[0].value

    kept = almanac.kept_on(value, year=year)  # type: ignore[arg-type]

    assert sorted(map(str, kept)) == days
    assert all(rules.holiday(["US"], day) for day in kept)


def test_an_observed_new_year_closes_the_old_years_last_day() -> None:
    closed = hours("US", {"every": "08:00-21:00", "holidays": "closed"})
    rules = pack_of(closed, row("US", "holiday", {"name": "New Year", "month": 1, "day": 1, "observed": True}))

    assert span(rules, date(2027, 12, 31)).is_empty
    assert not span(rules, date(2027, 12, 30)).is_empty


def test_two_files_that_say_the_same_are_the_same_pack() -> None:
    texts = hours("US-TX", {"every": "09:00-21:00"})

    one = pack_of(FEDERAL, texts)
    other = pack.read(json.dumps({"rows": [texts, FEDERAL | {"valid_until": None}], "version": "2026-11-22"}, indent=3))

    assert one.digest == other.digest
    assert pack.read(one.text).digest == one.digest


def test_the_difference_names_what_came_went_and_changed() -> None:
    old = pack_of(FEDERAL, hours("US-FL", {"every": "08:00-21:00"}), hours("US-TX", {"every": "09:00-21:00"}))
    new = pack_of(FEDERAL, hours("US-FL", {"every": "08:00-20:00"}), hours("US-WA", {"every": "08:00-20:00"}))

    changes = difference.between(old, new)

    assert [(each.says[0], each.jurisdiction, each.rule) for each in changes] == [
        ("~", "US-FL", "hours"),
        ("-", "US-TX", "hours"),
        ("+", "US-WA", "hours"),
    ]
    assert "08:00-21:00" in changes[0].before
    assert "08:00-20:00" in changes[0].after


def test_a_rule_that_ends_is_a_difference_and_a_new_source_is_none() -> None:
    def changes(**other: str) -> list[str]:
        return [each.says for each in difference.between(pack_of(FEDERAL), pack_of(FEDERAL | other))]

    assert len(changes(valid_until="2027-01-31")) == 1
    assert changes(source="another") == []
