"""The screen of paces: limits in numbers, and what they mean for a burst."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.calls.models import Pace
from apps.calls.pacing import Limit, Scope
from apps.integrations.models import Connection
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db

SCREEN = "/manage/acme/calls/pace/"
FORM = {"calls_per_second": "1", "calls_at_once": "20", "number_calls_per_second": "0.5", "number_calls_at_once": "0"}


@pytest.fixture
def connection(acme: Tenant) -> Callable[[str], Connection]:
    def make(family: str) -> Connection:
        with access.as_tenant(acme.pk):
            return Connection.objects.create(tenant=acme, family=family, vendor="twilio", name=f"My {family}")

    return make


def test_a_connections_pace_limits_it_and_each_of_its_numbers(
    manager: Client, acme: Tenant, connection: Callable[[str], Connection]
) -> None:
    carrier = connection("telephony")

    manager.post(f"{SCREEN}add/", FORM | {"connection": carrier.pk})

    with access.as_tenant(acme.pk):
        assert Pace.objects.get().limits() == [
            Limit(Scope.CONNECTION, 1.0, 20, carrier.pk),
            Limit(Scope.NUMBER, 0.5, 0, carrier.pk),
        ]


def test_the_list_says_how_long_a_burst_takes(manager: Client) -> None:
    manager.post(f"{SCREEN}add/", FORM)

    assert b"98 s" in manager.get(SCREEN).content


def test_there_is_one_pace_for_all_connections(manager: Client) -> None:
    manager.post(f"{SCREEN}add/", FORM)

    assert b"You have one like this already" in manager.post(f"{SCREEN}add/", FORM).content


def test_only_what_places_calls_has_a_pace(manager: Client, connection: Callable[[str], Connection]) -> None:
    texts = connection("sms")

    form = manager.post(f"{SCREEN}add/", FORM | {"connection": texts.pk}).context["adminform"].form

    assert "connection" in form.errors


def test_a_pace_is_not_negative(manager: Client) -> None:
    form = manager.post(f"{SCREEN}add/", FORM | {"calls_per_second": "-1"}).context["adminform"].form

    assert form.errors["calls_per_second"] == ["A pace is 0 or more."]


def test_a_pace_can_be_taken_away(manager: Client, acme: Tenant) -> None:
    manager.post(f"{SCREEN}add/", FORM)
    with access.as_tenant(acme.pk):
        pace = Pace.objects.get()

    manager.post(f"{SCREEN}{pace.pk}/delete/", {"post": "yes"})

    with access.as_tenant(acme.pk):
        assert not Pace.objects.exists()
