"""A number is bought once, whatever the seller's answer was, and given back."""

from datetime import timedelta

import pytest

from apps.calls.models import PoolNumber
from apps.core import clock
from apps.integrations.errors import Rejected
from apps.integrations.models import Connection
from apps.outreach import kit, provision
from apps.outreach.provision import Purchase, Taken
from apps.outreach.sweep import Sweeper
from apps.tenants import access
from tests.integrations.twilio_side import API

from .conftest import Office

NUMBER = "+13055550181"
BOUGHT = {"sid": "PN1", "phone_number": NUMBER}
ORDERS = f"/twilio{API}/IncomingPhoneNumbers.json"


@pytest.fixture
def wanted(office: Office) -> Purchase:
    return Purchase(NUMBER, "Miami 1", office.connect("numbers"), office.connect("telephony"))


def lists(office: Office, *numbers: str) -> None:
    listed = [{"sid": "PN1", "phone_number": number} for number in numbers]
    page = {"page": 0, "page_size": 50, "uri": "/x", "next_page_uri": None}
    office.peer.replies(200, {"incoming_phone_numbers": listed, **page})


def numbers(office: Office) -> list[PoolNumber]:
    with access.as_tenant(office.tenant.pk):
        return list(PoolNumber.objects.order_by("pk"))


def test_a_number_that_is_bought_is_in_use_and_its_calls_come_to_us(office: Office, wanted: Purchase) -> None:
    office.peer.replies(201, BOUGHT)
    lists(office, NUMBER)

    number = provision.buy(wanted, now=clock.now())

    assert (number.state, number.provider_id, number.label) == ("active", "PN1", "Miami 1")
    assert [each.phone for each in kit.of(office.tenant.pk, now=clock.now()).numbers] == [NUMBER]
    form = dict(office.peer.requests[0].form)
    assert form["VoiceUrl"].endswith(f"/callbacks/twilio/{wanted.carrier.token}/inbound-call/")
    assert form["StatusCallback"].endswith(f"/callbacks/twilio/{wanted.carrier.token}/inbound-status/")
    assert (office.peer.sent(ORDERS), office.peer.open_transactions) == (1, 0)


def test_the_same_number_is_not_ordered_twice(office: Office, wanted: Purchase) -> None:
    office.peer.replies(201, BOUGHT)
    lists(office)
    provision.buy(wanted, now=clock.now())

    with pytest.raises(Taken):
        provision.buy(wanted, now=clock.now())

    assert office.peer.sent(ORDERS) == 1


def test_an_order_whose_answer_was_lost_is_found_and_not_sent_again(office: Office, wanted: Purchase) -> None:
    office.peer.reset()
    lists(office)
    lists(office, NUMBER)
    now = clock.now()

    number = provision.buy(wanted, now=now)
    assert (number.state, bool(number.reason)) == ("ordered", True)

    assert (provision.settle(now=now), provision.settle(now=now + timedelta(minutes=1))) == (0, 1)

    assert [(each.state, each.provider_id) for each in numbers(office)] == [("active", "PN1")]
    assert office.peer.sent(ORDERS) == 1


def test_what_the_seller_never_had_is_given_up_and_may_be_bought_anew(office: Office, wanted: Purchase) -> None:
    office.peer.reset()
    lists(office)
    lists(office)
    office.peer.replies(201, BOUGHT)
    lists(office, NUMBER)
    now = clock.now()
    provision.buy(wanted, now=now)

    provision.settle(now=now + timedelta(minutes=11))
    provision.buy(wanted, now=now)

    assert [each.state for each in numbers(office)] == ["released", "active"]


def test_a_refusal_is_said_and_the_number_is_free_again(office: Office, wanted: Purchase) -> None:
    office.peer.replies(400, {"code": 21422})

    with pytest.raises(Rejected, match="Somebody else has bought this number"):
        provision.buy(wanted, now=clock.now())

    assert [each.state for each in numbers(office)] == ["released"]


def test_a_number_that_is_not_there_yet_is_shown_in_no_call(office: Office, wanted: Purchase) -> None:
    office.peer.replies(201, BOUGHT)
    lists(office)

    provision.buy(wanted, now=clock.now())

    assert kit.of(office.tenant.pk, now=clock.now()).numbers == ()


def test_a_seller_who_is_not_the_carrier_is_not_told_where_calls_go(office: Office, wanted: Purchase) -> None:
    seller = office.connect("numbers2", "telnyx", api_key="KEY-1234", base_url=office.peer.url)
    office.set(seller, family="numbers")
    with access.as_tenant(office.tenant.pk):
        seller = Connection.objects.get(pk=seller.pk)
    office.peer.replies(200, {"data": {"id": "o1"}})
    office.peer.replies(200, {"data": [{"id": "n1", "phone_number": NUMBER}]})

    number = provision.buy(Purchase(NUMBER, "", seller, wanted.carrier), now=clock.now())

    assert (number.state, number.provider_id) == ("active", "n1")
    assert office.peer.requests[0].json == {"phone_numbers": [{"phone_number": NUMBER}]}


def test_the_sweeper_finds_out(office: Office, wanted: Purchase) -> None:
    office.peer.reset()
    lists(office, NUMBER)
    office.peer.replies(500)
    with access.as_tenant(office.tenant.pk):
        ordered = PoolNumber.objects.create(
            tenant=office.tenant,
            connection=wanted.carrier,
            seller=wanted.seller,
            phone=NUMBER,
            state="ordered",
            judged_from=clock.now() - timedelta(minutes=2),
        )
    sweeper = Sweeper(threads=1, clock=clock.now)

    sweeper.look_after()
    provision.settle(now=clock.now())

    assert [(each.pk, each.state) for each in numbers(office)] == [(ordered.pk, "active")]


def test_a_number_is_given_back_to_whom_it_was_bought_of(office: Office, wanted: Purchase) -> None:
    office.peer.replies(201, BOUGHT)
    lists(office, NUMBER)
    number = provision.buy(wanted, now=clock.now())
    office.peer.replies(204)

    provision.give_back(number)

    assert office.peer.requests[-1].method == "DELETE"
    assert [each.state for each in numbers(office)] == ["released"]


def test_a_number_that_was_typed_in_only_leaves_the_pool(office: Office, wanted: Purchase) -> None:
    with access.as_tenant(office.tenant.pk):
        own = PoolNumber.objects.create(tenant=office.tenant, connection=wanted.carrier, phone=NUMBER)

    provision.give_back(own)

    assert (office.peer.requests, [each.state for each in numbers(office)]) == ([], ["released"])
