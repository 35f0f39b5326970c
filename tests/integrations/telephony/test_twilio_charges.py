"""What Twilio charged: a call with all of its legs, once it knows; a text likewise."""

from collections.abc import Iterator

import pytest

from apps.integrations import charges
from apps.integrations.charges import Charge
from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.sms.twilio import Sms
from apps.integrations.telephony.twilio import Telephony
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer
from tests.contracts.telephony import OUR_NUMBER
from tests.integrations.twilio_side import ACCOUNT, API

from .test_twilio import SID, call, listing


@pytest.fixture
def peer() -> Iterator[Peer]:
    with Peer() as made:
        yield made


def carrier(peer: Peer) -> Telephony:
    settings = Telephony.Settings(**ACCOUNT, caller_id=OUR_NUMBER, base_url=f"{peer.url}/twilio")
    return Telephony(settings, http_to(peer.url))


def leg(price: str | None, duration: str = "61", unit: str | None = "USD") -> dict[str, object]:
    return call(status="completed", price=price, price_unit=unit, duration=duration)


def charged(peer: Peer, parent: dict[str, object], *children: dict[str, object]) -> Charge | None:
    peer.replies(200, parent)
    peer.replies(200, listing(*children))
    return carrier(peer).charge(SID)


def test_a_call_costs_its_own_leg_and_the_reps(peer: Peer) -> None:
    assert charged(peer, leg("-0.02800"), leg("-0.01100"), leg(None, duration="0")) == Charge(39_000, "USD")

    assert peer.requests[1].query["ParentCallSid"] == SID
    assert peer.requests[0].path == f"/twilio{API}/Calls/{SID}.json"


@pytest.mark.parametrize("legs", [(leg(None),), (leg("-0.02800"), leg(None))])
def test_while_one_leg_has_no_price_nobody_knows(peer: Peer, legs: tuple[dict[str, object], ...]) -> None:
    assert charged(peer, *legs) is None


def test_one_in_which_nobody_talked_costs_nothing(peer: Peer) -> None:
    assert charged(peer, leg(None, duration="0")) == Charge(0, "USD")


def test_a_currency_is_the_account_s(peer: Peer) -> None:
    assert charged(peer, leg("-0.0250", unit="eur")) == Charge(25_000, "EUR")


@pytest.mark.parametrize("price", ["much", "NaN", "Infinity"])
def test_a_price_that_is_none_is_no_price(peer: Peer, price: str) -> None:
    with pytest.raises(Unanswered):
        charged(peer, leg(price))


def test_a_call_that_twilio_does_not_know_is_refused(peer: Peer) -> None:
    peer.replies(404, {"code": 20404})

    with pytest.raises(Rejected):
        carrier(peer).charge(SID)


@pytest.mark.parametrize(("price", "known"), [("-0.00830", Charge(8_300, "USD")), (None, None)])
def test_a_text_costs_what_twilio_says_once_it_does(peer: Peer, price: str | None, known: Charge | None) -> None:
    peer.replies(200, {"sid": "SM1", "price": price, "price_unit": "USD" if price else None, "status": "sent"})
    sms = Sms(Sms.Settings(**ACCOUNT, sender=OUR_NUMBER, base_url=f"{peer.url}/twilio"), http_to(peer.url))

    assert sms.charge("SM1") == known


def test_prices_in_two_currencies_are_no_sum() -> None:
    with pytest.raises(Unanswered):
        charges.total([Charge(1, "USD"), Charge(1, "EUR")])
