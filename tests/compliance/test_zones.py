"""Where the called party may be, by the number and by what they said."""

import pytest
from phonenumbers.tzdata import TIMEZONE_DATA

from apps.compliance import geography, stated, zones
from apps.compliance.stated import UNSTATED, Address
from apps.compliance.windows import zone


def where(phone: str, address: Address = UNSTATED, country: str = "US") -> list[str]:
    return sorted(f"{each.state[3:]} {each.zone}" for each in zones.candidates(phone, country, address))


EAST, CENTRAL, MOUNTAIN, PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"


@pytest.mark.parametrize(
    ("phone", "address", "expected"),
    [
        ("+13055550123", UNSTATED, [f"FL {EAST}"]),
        ("+16025550123", UNSTATED, ["AZ America/Phoenix"]),
        ("+12085550123", UNSTATED, ["ID America/Boise", f"ID {PACIFIC}"]),
        ("+16055550123", UNSTATED, [f"SD {CENTRAL}", f"SD {MOUNTAIN}"]),
        # What is said of the same state narrows, in either direction.
        ("+12085550123", Address("US-ID", city="Boise"), ["ID America/Boise"]),
        ("+12085550123", Address("US-ID"), ["ID America/Boise", f"ID {PACIFIC}"]),
        ("+13055550123", Address("US-FL"), [f"FL {EAST}"]),
        ("+18505550123", Address(postal_code="32501"), [f"FL {CENTRAL}"]),
        # Where number and address disagree both hold.
        ("+13055550123", Address("US-FL", city="Pensacola"), [f"FL {CENTRAL}", f"FL {EAST}"]),
        ("+15035550123", Address("US-FL", city="Miami"), [f"FL {EAST}", f"OR {PACIFIC}"]),
        ("+13055550123", Address("US-TX", "10001"), [f"FL {EAST}", f"NY {EAST}", f"TX {CENTRAL}", f"TX {MOUNTAIN}"]),
        # A number of no place is where its owner says.
        ("+18005550123", UNSTATED, []),
        ("+18005550123", Address("US-TX", "79901"), [f"TX {MOUNTAIN}"]),
        ("+18005550123", Address("US-FL", city="St. Petersburg"), [f"FL {EAST}"]),
        ("+17875550123", UNSTATED, ["PR America/Puerto_Rico"]),
        ("+14165550123", UNSTATED, ["ON America/Toronto"]),
    ],
)
def test_number_and_address_say_where(phone: str, address: Address, expected: list[str]) -> None:
    assert where(phone, address) == expected


@pytest.mark.parametrize(
    ("phone", "country", "expected"),
    [
        ("+442079460123", "GB", [" Europe/London"]),
        ("+870772001234", "001", []),
    ],
)
def test_elsewhere_the_number_says_where(phone: str, country: str, expected: list[str]) -> None:
    # A state that is stated is one of North America's.
    assert where(phone, Address("US-WA"), country) == expected


def test_an_australian_mobile_may_be_in_any_of_its_zones() -> None:
    found = where("+61412345678", country="AU")

    assert {" Australia/Perth", " Australia/Sydney", " Australia/Lord_Howe"} <= set(found)


def test_every_zone_of_the_tables_is_known() -> None:
    tables = (geography.area_codes(), geography.postal_prefixes(), geography.cities())

    for places in [places for table in tables for places in table.values()]:
        for place in places:
            assert zone(place)
            assert place.state in geography.states()
            assert place in geography.states()[place.state].places


# What `phonenumbers` says of single prefixes, and why it is not ours.
_SAME_CLOCK = {
    "America/North_Dakota/Center": CENTRAL,
    "America/Juneau": "America/Anchorage",
    "Pacific/Honolulu": "America/Adak",  # in winter alike
    "America/Boise": MOUNTAIN,
}
_PUT_RIGHT = {"474", "709", "867", "879"}  # Saskatchewan, Labrador and the far north


def test_the_table_leaves_out_no_zone_that_phonenumbers_knows() -> None:
    missing = []
    for prefix, told in TIMEZONE_DATA.items():
        area = prefix[1:4]
        places = geography.area_codes().get(area, ())
        if not prefix.startswith("1") or len(prefix) < 4 or not places or area in _PUT_RIGHT:
            continue
        ours = {_SAME_CLOCK.get(place.zone, place.zone) for place in places}
        if not {_SAME_CLOCK.get(each, each) for each in told} & ours and area != "808":
            missing.append((prefix, told))

    assert missing == []


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"State": "Florida", "City": "Miami"}, Address("US-FL", city="Miami")),
        ({"your_state": "ID", "zip": "83702"}, Address("US-ID", "83702")),
        ({"ZIP Code": "33101-1234"}, Address(postal_code="33101")),
        ({"contact.state": "wa"}, Address("US-WA")),
        ({"address[state]": "New  York"}, Address("US-NY")),
        ({"province": "Ontario"}, Address("CA-ON")),
        ({"State": "D.C."}, Address("US-DC")),
        ({"city": "Boise, ID"}, Address("US-ID", city="Boise")),
        ({"city": "Washington"}, Address(city="Washington")),
        ({"Address": "12345 Main St, Pensacola, FL 32501"}, Address("US-FL", "32501", "Pensacola")),
        ({"property_address": "22 Elm, El Paso TX"}, Address("US-TX", city="El Paso")),
        ({"Location": "Austin, Texas, USA"}, Address("US-TX", city="Austin")),
        ({"Address": "12 Main CT"}, UNSTATED),
        ({"Address": "10001 Ocean Drive"}, UNSTATED),
        ({"state": "n/a", "zip": "SW1A 1AA"}, UNSTATED),
        ({"roof": "CA"}, UNSTATED),
        ({"state": None, "zip": 33101}, Address(postal_code="33101")),
        ({}, UNSTATED),
    ],
)
def test_an_address_is_found_in_the_answers(answers: dict[str, object], expected: Address) -> None:
    assert stated.read(answers) == expected
