"""The pretend sellers of numbers, as our own adapters see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps.integrations.errors import Rejected, Unauthorized
from apps.integrations.numbers import telnyx, twilio
from apps.integrations.numbers.base import NumberOrder, Numbers
from tests.contracts.hurry import http_to
from tests.sandbox.application import Application
from tests.sandbox.outside import ACCOUNT, TOKEN, Outside

type Seller = Callable[..., Numbers]


def _twilio(outside: Outside, token: str = TOKEN) -> Numbers:
    account = {"account_sid": ACCOUNT, "auth_token": token, "base_url": f"{outside.url}/twilio"}
    return twilio.Numbers(twilio.Numbers.Settings.model_validate(account), http_to(outside.url))


def _telnyx(outside: Outside, token: str = "KEY-0123456") -> Numbers:
    account = {"api_key": token, "base_url": f"{outside.url}/telnyx"}
    return telnyx.Numbers(telnyx.Account.model_validate(account), http_to(outside.url))


SELLERS = pytest.mark.parametrize(("seller", "area_code"), [(_twilio, "305"), (_telnyx, "512")])


@SELLERS
def test_a_number_is_found_bought_listed_and_given_back(outside: Outside, seller: Seller, area_code: str) -> None:
    sells = seller(outside)
    first, *_ = sells.search(area_code, country="US")

    sells.buy(NumberOrder(first.phone, "Ours"))

    owned = sells.owned(first.phone)
    assert owned is not None
    assert first.phone.startswith(f"+1{area_code}")
    assert "a month" in first.price
    assert first.phone not in {each.phone for each in sells.search(area_code, country="US")}
    sells.release(owned.provider_id)
    sells.release(owned.provider_id)
    assert sells.owned(first.phone) is None


@SELLERS
def test_an_area_that_is_none_has_nothing_for_sale(outside: Outside, seller: Seller, area_code: str) -> None:
    assert list(seller(outside).search("100", country="US")) == []


@SELLERS
def test_wrong_credentials_are_refused(outside: Outside, seller: Seller, area_code: str) -> None:
    with pytest.raises(Unauthorized):
        seller(outside, "wrong-credentials").search(area_code, country="US")


def test_a_number_that_is_sold_is_not_sold_again(outside: Outside) -> None:
    sells = _telnyx(outside)
    [*_, last] = sells.search("737", country="US")
    sells.buy(NumberOrder(last.phone))

    with pytest.raises(Rejected):
        sells.buy(NumberOrder(last.phone))


def test_who_calls_a_number_that_was_bought_reaches_us(outside: Outside, application: Application, phone: str) -> None:
    application.answers["/calls"] = "<Response><Say>Hello</Say></Response>"
    sells = _twilio(outside)
    [*_, last] = sells.search("786", country="US")
    sells.buy(NumberOrder(last.phone, "Ours", f"{application.url}/calls", f"{application.url}/ended"))

    outside.post("/inbound-call", json={"from": phone, "to": last.phone})

    assert application.statuses("/ended", last="completed") == ["completed"]
