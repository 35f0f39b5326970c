"""The pretend services that know people, spoken to by the product's own adapters."""

import pytest

from apps.integrations.enrichment import apollo, hubspot, numverify, peopledatalabs, twilio
from apps.integrations.enrichment.base import Enrichment, Person
from apps.integrations.errors import ProviderError
from apps.integrations.http import Http
from tests.integrations.twilio_side import ACCOUNT
from tests.sandbox.outside import Outside

PERSON = Person("+12025550143", "jane@example.com")
NOBODY = Person("+12025550143", "nobody@example.com")
SECRETS = {
    "twilio": "auth_token",
    "numverify": "access_key",
    "peopledatalabs": "api_key",
    "apollo": "api_key",
    "hubspot": "access_token",
}
MODULES = {
    "twilio": twilio,
    "numverify": numverify,
    "peopledatalabs": peopledatalabs,
    "apollo": apollo,
    "hubspot": hubspot,
}


def teller(outside: Outside, vendor: str, secret: str = "0123456789", **settings: object) -> Enrichment:
    account = ACCOUNT if vendor == "twilio" else {}
    values = account | {"base_url": f"{outside.url}/{vendor}", SECRETS[vendor]: secret} | settings
    kind = MODULES[vendor].Enrichment
    made: Enrichment = kind(kind.Settings.model_validate(values), Http(frozenset([outside.url])))
    return made


@pytest.mark.parametrize("vendor", ["twilio", "numverify"])
@pytest.mark.parametrize(("phone", "line"), [("+12025550143", "mobile"), ("+12025550144", "landline")])
def test_a_numbers_last_digit_decides_what_it_is(outside: Outside, vendor: str, phone: str, line: str) -> None:
    assert teller(outside, vendor).ask(Person(phone)).facts["line_type"] == line


@pytest.mark.parametrize("vendor", ["peopledatalabs", "apollo"])
def test_who_works_somewhere_is_known_and_nobody_is_not(outside: Outside, vendor: str) -> None:
    assert teller(outside, vendor).ask(PERSON).facts["seniority"] == "owner"
    assert teller(outside, vendor).ask(NOBODY).facts == {}


def test_hubspot_says_what_its_own_records_have(outside: Outside) -> None:
    email = "filled@example.com"
    outside.post("/hubspot/_records", json={"properties": {"email": email, "jobtitle": "Owner"}})

    assert teller(outside, "hubspot").ask(Person(email=email)).facts == {"job_title": "Owner"}
    assert teller(outside, "hubspot").ask(NOBODY).facts == {}


def test_who_was_asked_about_stands_in_the_journal(outside: Outside) -> None:
    teller(outside, "apollo").ask(Person(email="seen@example.com"))

    assert outside.seen(email="seen@example.com") == ["enrichment.asked"]


@pytest.mark.parametrize("vendor", SECRETS)
def test_a_check_tells_good_credentials_from_wrong_ones(outside: Outside, vendor: str) -> None:
    assert teller(outside, vendor).check().endswith(".")
    with pytest.raises(ProviderError):
        teller(outside, vendor, secret="wrong-one-").check()
