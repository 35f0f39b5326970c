"""The screens of numbers: how each fares, what it is known as, and when it rests."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.calls.models import NumberRules, PoolNumber
from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Lead, Source
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db

SCREEN, RULES = "/manage/acme/calls/poolnumber/", "/manage/acme/calls/numberrules/"
FORM = {"phone": "(305) 748-1201", "label": "Miami 1", "daily_cap": "75", "expected_attestation": "A"}


@pytest.fixture
def carrier(acme: Tenant) -> Connection:
    with access.as_tenant(acme.pk):
        return Connection.objects.create(tenant=acme, family="telephony", vendor="twilio", name="Carrier")


@pytest.fixture
def number(acme: Tenant, carrier: Connection) -> PoolNumber:
    with access.as_tenant(acme.pk):
        return PoolNumber.objects.create(tenant=acme, connection=carrier, phone="+13057481201")


def stands(number: PoolNumber) -> PoolNumber:
    with access.as_tenant(number.tenant_id):
        return PoolNumber.objects.get(pk=number.pk)


def called(number: PoolNumber, times: int, **traits: object) -> None:
    with access.as_tenant(number.tenant_id):
        source = Source.objects.create(tenant_id=number.tenant_id, slug="web", name="Web")
        lead = Lead.objects.create(
            tenant_id=number.tenant_id, source=source, phone="+13057481299", received_at=clock.now()
        )
        for nth in range(times):
            lead.calls.create(
                tenant_id=number.tenant_id,
                step_id=nth,
                connection_id=number.connection_id,
                phone=lead.phone,
                caller_id=number.phone,
                number=number,
                reserved_for=(clock.now() - timedelta(days=nth + 1), clock.now() - timedelta(days=nth + 1)),
                ended_at=clock.now() + timedelta(seconds=1),
                **traits,
            )


def test_a_number_is_read_in_any_spelling_and_belongs_to_a_carriers_connection(
    manager: Client, acme: Tenant, carrier: Connection
) -> None:
    manager.post(f"{SCREEN}add/", FORM | {"connection": carrier.pk})

    with access.as_tenant(acme.pk):
        made = PoolNumber.objects.get()
    assert (made.phone, made.connection_id, made.daily_cap, made.state) == ("+13057481201", carrier.pk, 75, "active")


def test_what_is_no_number_is_refused_in_words(manager: Client, carrier: Connection) -> None:
    answer = manager.post(f"{SCREEN}add/", FORM | {"connection": carrier.pk, "phone": "123"})

    assert b"Not a number that can be called" in answer.content


def test_the_same_number_twice_is_refused_unless_it_was_given_back(
    manager: Client, number: PoolNumber, carrier: Connection
) -> None:
    form = FORM | {"connection": carrier.pk}
    assert b"You have this number already" in manager.post(f"{SCREEN}add/", form).content
    with access.as_tenant(number.tenant_id):
        number.release()

    assert manager.post(f"{SCREEN}add/", form).status_code == 302


def test_the_list_shows_how_a_number_fares_and_what_was_reported(manager: Client, number: PoolNumber) -> None:
    called(number, 4, sip_code=607, attestation="")

    page = manager.get(SCREEN).content.decode()

    assert "Florida" in page
    assert "100 % of 4 (0 / 4 / 0)" in page
    assert "not reported: 4" in page


def test_a_person_puts_a_number_aside_and_uses_it_again(manager: Client, number: PoolNumber) -> None:
    chosen = {"_selected_action": [number.pk]}

    manager.post(SCREEN, chosen | {"action": "put_aside"})
    aside = stands(number)
    page = manager.get(SCREEN).content.decode()
    manager.post(SCREEN, chosen | {"action": "use_again"})

    assert (aside.state, aside.reason) == ("quarantined", "by hand")
    assert "Out of use: by hand" in page
    assert (stands(number).state, stands(number).judged_from > number.judged_from) == ("active", True)


RESTS = {"latest_calls": "50", "least_calls": "20", "rest_below_answered": "8", "rest_from_refused": "25"}
RESTS |= {"quarantine_from_unwanted": "10", "rest_hours": "24"}


def test_a_tenant_has_one_set_of_rules_for_its_numbers(manager: Client, acme: Tenant) -> None:
    manager.post(f"{RULES}add/", RESTS | {"rest_hours": "48"})

    with access.as_tenant(acme.pk):
        rules = NumberRules.objects.get()
    assert rules.rest_hours == 48
    assert manager.get(RULES).headers["Location"].endswith(f"/{rules.pk}/change/")


@pytest.mark.parametrize(("name", "value"), [("rest_from_refused", "101"), ("least_calls", "51")])
def test_rules_that_make_no_sense_are_refused(manager: Client, name: str, value: str) -> None:
    form = manager.post(f"{RULES}add/", RESTS | {name: value}).context["adminform"].form

    assert list(form.errors) == [name]
