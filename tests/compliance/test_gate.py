"""The gate's judgement, case by case: what it says, and that it refuses what it does not know."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from apps.compliance import gate, grounds, packs
from apps.compliance.closed import Closed
from apps.compliance.facts import Budget, Listed, Registry, UsedUp, Velocity
from apps.compliance.geography import Place
from apps.compliance.rules.rows import Consent
from apps.compliance.stated import Address
from apps.compliance.verdict import Channel, Duties, Reason, Verdict
from apps.compliance.windows import Hours

from .cases import AGREED, AT, BOISE, MIAMI, TOLL_FREE, facts, hours, pack_of

PACK = packs.shipped()[-1]
THANKSGIVING = (
    "Not called: Thanksgiving Day in Pittsburgh, Pennsylvania allows no contact on legal holidays."
    " Next: tomorrow 08:00."
)  # fmt: skip
EVENING = datetime(2026, 11, 24, 1, 12, tzinfo=UTC)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def hours_ago(*hours: float) -> tuple[datetime, ...]:
    return tuple(AT - timedelta(hours=each) for each in hours)


def test_what_nothing_speaks_against_is_allowed() -> None:
    verdict = gate.decide(facts(), PACK)

    assert (verdict.is_allowed, verdict.next_at, verdict.pack_version) == (True, None, PACK.version)
    assert verdict.sentence == "May be called now."


@pytest.mark.parametrize(
    ("traits", "sentence"),
    [
        (
            {"at": EVENING, "stated": Address("US-FL", city="Miami")},
            "Not called: 20:12 in Miami, Florida's hours are 8-20. Next: tomorrow 08:00.",
        ),
        ({"at": EVENING}, "Not called: 20:12 in Florida, whose hours are 8-20. Next: tomorrow 08:00."),
        (
            {"at": EVENING, "channel": Channel.SMS},
            "Not texted: 20:12 in Florida, whose hours are 8-20. Next: tomorrow 08:00.",
        ),
        (
            {"phone": BOISE, "at": datetime(2026, 11, 24, 15, 12, tzinfo=UTC)},
            "Not called: 07:12 in Idaho (Los Angeles time), federal hours are 8-21. Next: today 08:00.",
        ),
        (
            {"phone": "+12055550123", "at": datetime(2026, 11, 22, 18, tzinfo=UTC)},
            "Not called: Sunday in Alabama, which allows no contact on Sundays. Next: tomorrow 08:00.",
        ),
        (
            {"phone": "+14015550123", "at": datetime(2026, 11, 21, 22, 30, tzinfo=UTC)},
            "Not called: 17:30 in Rhode Island, whose hours are 10-17. Next: Monday 09:00.",
        ),
        (
            {
                "phone": "+14125550123",
                "at": datetime(2026, 11, 26, 18, tzinfo=UTC),
                "stated": Address("US-PA", city="pittsburgh"),
            },
            THANKSGIVING,
        ),
        (
            {"calls_at": hours_ago(20, 2), "texts_at": hours_ago(3)},
            "Not called: contacted 3 times within 24 hours, Florida allows 3. Next: today 15:00.",
        ),
        (
            {"calls_at": hours_ago(1), "most_a_day": 1},
            "Not called: contacted once within 24 hours, your own limit is 1. Next: tomorrow 10:00.",
        ),
        (
            {"listed": Listed.OPTED_OUT, "at": EVENING},
            "Not called: the person asked not to be contacted; 20:12 in Florida, whose hours are 8-20.",
        ),
    ],
)
def test_it_says_why_and_when(traits: dict[str, object], sentence: str) -> None:
    verdict = gate.decide(facts(**{"phone": MIAMI, **traits}), PACK)  # type: ignore[arg-type]

    assert verdict.sentence.replace("\N{EN DASH}", "-") == sentence


def test_a_refusal_for_want_of_consent_says_why_the_stored_proof_does_not_count() -> None:
    verdict = gate.decide(facts(artificial_voice=True, disproved="No matches found"), PACK)

    assert "the stored proof does not count: No matches found" in verdict.sentence


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("", "number"),
        ("911", "number"),
        ("12145550123", "number"),
        ("+19002345678", "number"),  # premium
        ("+15005550123", "unknown_place"),  # personal
        ("+447012345678", "number"),  # personal, Britain
        ("+870772001234", "country"),  # satellite
        ("+881612345678", "country"),
        ("+18765550123", "country"),  # Jamaica looks like the United States
        ("+14165550123", "country"),
        ("+37126123456", "country"),
        (TOLL_FREE, "unknown_place"),
        ("+19995550123", "unknown_place"),  # no area code
    ],
)
def test_a_number_that_is_none_of_ours_is_not_called(phone: str, code: str) -> None:
    verdict = gate.decide(facts(phone), PACK)

    assert code in codes(verdict)
    assert verdict.next_at is None


def test_a_toll_free_number_is_where_its_owner_says() -> None:
    assert gate.decide(facts(TOLL_FREE, stated=Address("US-TX")), PACK).is_allowed


@pytest.mark.parametrize(
    ("phone", "country"), [("+442079460123", "GB"), ("+14165550123", "CA"), ("+61298765432", "AU")]
)
def test_a_country_that_is_allowed_and_has_rules_may_be_called(phone: str, country: str) -> None:
    at = datetime(2026, 11, 24, 23 if country == "AU" else 15, tzinfo=UTC)

    assert gate.decide(facts(phone, at=at, countries=frozenset({country})), PACK).is_allowed


def test_a_zone_that_this_machine_does_not_know_is_no_ground_to_stand_on() -> None:
    found = grounds.on(Place("US", "US-FL", "Mars/Olympus_Mons"), facts(), Hours(PACK, Channel.CALL))

    assert isinstance(found, Reason)
    assert found.code == "unknown_zone"


def test_a_country_without_rules_is_not_called() -> None:
    assert codes(gate.decide(facts("+37126123456", countries=frozenset({"LV"})), PACK)) == ["no_rules_for_country"]


def test_without_any_rules_nothing_is_allowed() -> None:
    assert codes(gate.decide(facts(), None)) == ["no_rules"]


FEDERAL, FLORIDAN = hours("US", {"every": "08:00-21:00"}), hours("US-FL", {"every": "08:00-20:00"})


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([FEDERAL, *AGREED], "unknown_state"),
        ([FLORIDAN, *AGREED], ""),
        ([FEDERAL, FLORIDAN], "consent"),
        ([FLORIDAN | {"valid_from": "2027-01-01"}, *AGREED], "no_hours_rule"),
        ([hours("GB", {"every": "08:00-21:00"})], "no_rules_for_country"),
    ],
)
def test_a_rule_that_is_missing_is_no_permission(rows: list[dict[str, object]], code: str) -> None:
    assert codes(gate.decide(facts(), pack_of(*rows))) == ([code] if code else [])


@pytest.mark.parametrize(
    ("traits", "code"),
    [
        ({"listed": Listed.ADDED}, "dnc"),
        ({"listed": Listed.IMPORTED}, "dnc"),
        ({"listed": Listed.OPTED_OUT}, "opted_out"),
        ({"listed_by_platform": True}, "dnc_platform"),
        ({"registries": [Registry("National", date(2026, 11, 20), has_number=True)]}, "dnc_registry"),
        ({"registries": [Registry("National", date(2026, 10, 23))]}, "dnc_stale"),
        ({"registries": [Registry("Texas", date(2026, 8, 25), max_age_days=90)]}, "dnc_stale"),
        ({"consent": Consent.NONE}, "consent"),
        ({"budgets": [Budget("hour", 1000, 1000, AT)], "cost_micros": 1}, "spend"),
        ({"budgets": [Budget("call", 999, 0, None)], "cost_micros": 1000}, "spend"),
        ({"velocities": [Velocity("prefix_velocity", 3, 3)]}, "prefix_velocity"),
        ({"velocities": [Velocity("source_velocity", 31, 30)]}, "source_velocity"),
        ({"velocities": [Velocity("tenant_velocity", 60, 60)]}, "tenant_velocity"),
        ({"source_paused": "it looks odd"}, "source_paused"),
        ({"source_paused": "it looks odd", "velocities": [Velocity("prefix_velocity", 3, 3)]}, "source_paused"),
        ({"lines_left": 0}, "lines"),
    ],
)
def test_each_of_these_stops_a_call(traits: dict[str, object], code: str) -> None:
    assert codes(gate.decide(facts(**traits), PACK)) == [code]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "registry", [Registry("National", date(2026, 10, 24)), Registry("Texas", date(2026, 8, 26), max_age_days=90)]
)
def test_a_registrys_data_is_good_for_its_days(registry: Registry) -> None:
    assert gate.decide(facts(registries=[registry]), PACK).is_allowed


def test_a_written_consent_outweighs_a_registry_but_not_the_persons_word() -> None:
    listed = (Registry("National", date(2026, 10, 1), has_number=True),)

    agreed = facts(registries=listed, consent=Consent.WRITTEN)

    assert gate.decide(agreed, PACK).is_allowed
    assert codes(gate.decide(replace(agreed, listed=Listed.OPTED_OUT), PACK)) == ["opted_out"]


@pytest.mark.parametrize("channel", [Channel.CALL, Channel.SMS])
@pytest.mark.parametrize("listed", [Listed.ADDED, Listed.OPTED_OUT])
@pytest.mark.parametrize("closes", list(Closed))
def test_an_entry_closes_its_own_channel_and_no_other(channel: Channel, listed: Listed, closes: Closed) -> None:
    verdict = gate.decide(facts(channel=channel, listed=listed, closes=closes), PACK)

    assert verdict.is_allowed is (closes.value not in ("all", channel.value))


@pytest.mark.parametrize(
    ("channel", "listed", "code", "sentence"),
    [
        (Channel.CALL, Listed.OPTED_OUT, "no_calls", "Not called: the person asked not to be called."),
        (Channel.SMS, Listed.OPTED_OUT, "no_texts", "Not texted: the person asked not to be texted."),
        (Channel.SMS, Listed.ADDED, "no_texts", "Not texted: the number is on the do-not-call list, for texts."),
    ],
)
def test_one_channel_alone_has_its_own_reason(channel: Channel, listed: Listed, code: str, sentence: str) -> None:
    verdict = gate.decide(facts(channel=channel, listed=listed, closes=Closed(channel.value)), PACK)

    assert (codes(verdict), verdict.sentence) == ([code], sentence)


def test_the_timeline_is_told_the_reasons_the_rules_and_the_next_instant() -> None:
    told = gate.decide(facts(at=EVENING), PACK).facts()

    assert told["channel"] == "call"
    assert (told["next"], told["rules"]) == ("tomorrow 08:00", PACK.version)
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize(("consent", "expected"), [(Consent.EXPRESS, ["consent_ai"]), (Consent.WRITTEN, [])])
def test_an_ai_voice_calls_only_with_a_stored_consent(consent: Consent, expected: list[str]) -> None:
    assert codes(gate.decide(facts(artificial_voice=True, consent=consent), PACK)) == expected


def test_a_text_is_spoken_by_nobody() -> None:
    assert gate.decide(facts(artificial_voice=True, channel=Channel.SMS), PACK).is_allowed


def test_a_contact_that_must_wait_for_a_line_waits_seconds() -> None:
    assert gate.decide(facts(lines_left=0), PACK).next_at == AT + gate.LINE_WAIT


def test_the_next_instant_is_when_the_last_of_the_reasons_ends() -> None:
    budget_is_back = datetime(2026, 11, 25, 5, tzinfo=UTC)

    verdict = gate.decide(facts(at=EVENING, budgets=[Budget("day", 1, 1, budget_is_back)], cost_micros=1), PACK)

    assert verdict.next_at == datetime(2026, 11, 25, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("phone", "caller_id", "artificial", "duties"),
    [
        ("+12125550123", "+12125550190", True, Duties()),
        (MIAMI, "+12125550190", False, Duties(announce_recording=True)),
        ("+12125550123", MIAMI, False, Duties(announce_recording=True)),
        ("+13105550123", "", True, Duties(announce_recording=True, disclose_ai=True)),
    ],
)
def test_the_laws_of_both_ends_say_what_must_be_said(
    phone: str, caller_id: str, artificial: bool, duties: Duties
) -> None:
    verdict = gate.decide(
        facts(phone, caller_id=caller_id, artificial_voice=artificial, consent=Consent.WRITTEN, at=AT.replace(hour=18)),
        PACK,
    )

    assert (codes(verdict), verdict.duties) == ([], duties)


@pytest.mark.parametrize("channel", list(Channel))
def test_what_the_plan_has_no_room_for_waits_for_no_instant(channel: Channel) -> None:
    verdict = gate.decide(facts(channel=channel, used_up=UsedUp.LEADS, email="d@x.example"), PACK)

    assert "plan_leads" in codes(verdict)
    assert verdict.next_at is None
