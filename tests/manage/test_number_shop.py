"""An owner looks for a number, sees the price, says yes, and gives it back; a manager does not."""

from typing import Any

import pytest
from django.test import Client

from apps.calls.models import PoolNumber
from apps.integrations.models import Connection
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.integrations.twilio_side import ACCOUNT
from tests.outreach.conftest import Watched, peer

__all__ = ["peer"]
pytestmark = pytest.mark.django_db

SCREEN = "/manage/acme/calls/poolnumber/"
NUMBER = "+13055550181"
PRICES = {"phone_number_prices": [{"number_type": "local", "current_price": "1.15"}], "price_unit": "usd"}
PAGE = {"page": 0, "page_size": 50, "uri": "/x", "next_page_uri": None}


@pytest.fixture
def form(acme: Tenant, peer: Watched) -> dict[str, Any]:
    """What is typed in: whom to buy from, and whose calls show it."""
    settings = ACCOUNT | {"base_url": f"{peer.url}/twilio", "caller_id": "+12025550100"}
    with access.as_tenant(acme.pk):
        seller, carrier = (
            Connection.objects.create(tenant=acme, family=family, vendor="twilio", name=family, settings=settings)
            for family in ("numbers", "telephony")
        )
    return {"seller": seller.pk, "carrier": carrier.pk, "area_code": "305"}


def numbers(acme: Tenant) -> list[tuple[str, str]]:
    with access.as_tenant(acme.pk):
        return list(PoolNumber.objects.values_list("phone", "state"))


def test_what_is_for_sale_is_shown_with_the_sellers_price(owner: Client, form: dict[str, Any], peer: Watched) -> None:
    peer.replies(200, {"available_phone_numbers": [{"phone_number": NUMBER, "locality": "Miami"}], "uri": "/x"})
    peer.replies(200, PRICES)

    page = owner.post(f"{SCREEN}shop/", form).content.decode()

    assert (NUMBER in page, "1.15 USD a month" in page) == (True, True)


def test_nothing_is_bought_before_somebody_says_yes(
    owner: Client, acme: Tenant, form: dict[str, Any], peer: Watched
) -> None:
    chosen = form | {"phone": NUMBER, "price": "1.15 USD a month"}

    page = owner.post(f"{SCREEN}shop/confirm/", chosen).content.decode()

    assert (f"Buy {NUMBER}?" in page, "1.15 USD a month" in page) == (True, True)
    assert (numbers(acme), peer.requests) == ([], [])


def test_a_number_that_is_bought_is_in_the_pool(
    owner: Client, acme: Tenant, form: dict[str, Any], peer: Watched
) -> None:
    peer.replies(201, {"sid": "PN1", "phone_number": NUMBER})
    peer.replies(200, {"incoming_phone_numbers": [{"sid": "PN1", "phone_number": NUMBER}], **PAGE})

    answer = owner.post(f"{SCREEN}shop/buy/", form | {"phone": NUMBER}, follow=True)

    assert numbers(acme) == [(NUMBER, "active")]
    assert b"Bought: calls show it from now on." in answer.content


def test_a_refusal_is_shown_in_words(owner: Client, acme: Tenant, form: dict[str, Any], peer: Watched) -> None:
    peer.replies(400, {"code": 21422})

    answer = owner.post(f"{SCREEN}shop/buy/", form | {"phone": NUMBER}, follow=True)

    assert b"It was not bought: Somebody else has bought this number." in answer.content
    assert numbers(acme) == [(NUMBER, "released")]


def test_a_seller_who_is_away_is_said_to_be_so(owner: Client, form: dict[str, Any], peer: Watched) -> None:
    peer.close()

    assert b"The seller can&#x27;t be asked" in owner.post(f"{SCREEN}shop/", form).content


def test_giving_back_is_asked_first(owner: Client, acme: Tenant, form: dict[str, Any], peer: Watched) -> None:
    with access.as_tenant(acme.pk):
        number = PoolNumber.objects.create(
            tenant=acme, connection_id=form["carrier"], seller_id=form["seller"], phone=NUMBER, provider_id="PN1"
        )
    peer.replies(204)
    back = f"{SCREEN}{number.pk}/give-back/"

    asked = owner.get(back).content.decode()
    before = (numbers(acme), len(peer.requests))
    owner.post(back)

    assert f"Give {NUMBER} back?" in asked
    assert before == ([(NUMBER, "active")], 0)
    assert (numbers(acme), peer.requests[0].method) == ([(NUMBER, "released")], "DELETE")


@pytest.mark.parametrize("page", ["shop/", "shop/confirm/", "shop/buy/"])
def test_a_manager_spends_no_money(
    manager: Client, acme: Tenant, form: dict[str, Any], peer: Watched, page: str
) -> None:
    answer = manager.post(SCREEN + page, form | {"phone": NUMBER})

    assert (answer.status_code, peer.requests, numbers(acme)) == (404, [], [])


def test_anothers_seller_sells_us_nothing(
    owner: Client, rival: Tenant, acme: Tenant, form: dict[str, Any], peer: Watched
) -> None:
    with access.as_tenant(rival.pk):
        theirs = Connection.objects.create(tenant=rival, family="numbers", vendor="twilio", name="SECRET", settings={})

    owner.post(f"{SCREEN}shop/buy/", form | {"phone": NUMBER, "seller": theirs.pk})

    assert (peer.requests, numbers(acme)) == ([], [])
