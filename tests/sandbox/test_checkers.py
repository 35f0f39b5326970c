"""The pretend services that check numbers, spoken to by the product's own adapters."""

from datetime import date
from typing import Any

import pytest

from apps.integrations.errors import Unauthorized
from apps.integrations.http import Http
from apps.integrations.scrub import blacklist_alliance, dncscrub, dncscrub_reassigned, tcpalitigatorlist, twilio
from apps.integrations.scrub.base import Check, Question, Scrub, Verdict
from tests.integrations.twilio_side import ACCOUNT
from tests.sandbox.outside import Outside

SERVICES: dict[str, tuple[Any, str, dict[str, str]]] = {
    "dncscrub": (dncscrub, "dncscrub", {"login_id": "SECRET"}),
    "dncscrub_reassigned": (dncscrub_reassigned, "dncscrub", {"login_id": "SECRET"}),
    "blacklist_alliance": (blacklist_alliance, "blacklist_alliance", {"api_key": "SECRET"}),
    "tcpalitigatorlist": (tcpalitigatorlist, "tcpalitigatorlist", {"user": "u", "password": "SECRET"}),
    "twilio": (twilio, "twilio", ACCOUNT | {"auth_token": "SECRET-token"}),
}


def service(outside: Outside, name: str, secret: str = "good") -> Scrub:
    module, path, account = SERVICES[name]
    values = {key: value.replace("SECRET", secret) for key, value in account.items()}
    settings = module.Scrub.Settings.model_validate(values | {"base_url": f"{outside.url}/{path}"})
    made: Scrub = module.Scrub(settings, Http(frozenset([outside.url])))
    return made


def listed(outside: Outside, name: str, phone: str) -> set[Check]:
    answer = service(outside, name).ask(Question(phone, date(2026, 1, 1)))
    return {each.check for each in answer.found if each.verdict is Verdict.LISTED}


@pytest.mark.parametrize("name", SERVICES)
def test_an_ordinary_number_is_clear(outside: Outside, name: str) -> None:
    assert listed(outside, name, "+12025550143") == set()


@pytest.mark.parametrize(
    ("name", "phone", "found"),
    [
        ("dncscrub", "+12025550166", {Check.DNC}),
        ("dncscrub_reassigned", "+12025550199", {Check.REASSIGNED}),
        ("twilio", "+12025550199", {Check.REASSIGNED}),
        ("blacklist_alliance", "+12025550188", {Check.LITIGATOR}),
        ("blacklist_alliance", "+12025550166", {Check.DNC}),
        ("tcpalitigatorlist", "+12025550188", {Check.LITIGATOR}),
    ],
)
def test_a_numbers_last_digits_decide(outside: Outside, name: str, phone: str, found: set[Check]) -> None:
    assert listed(outside, name, phone) == found


@pytest.mark.parametrize("name", SERVICES)
def test_a_check_tells_good_credentials_from_wrong_ones(outside: Outside, name: str) -> None:
    assert service(outside, name).check().endswith(".")
    with pytest.raises(Unauthorized):
        service(outside, name, "wrong").check()
