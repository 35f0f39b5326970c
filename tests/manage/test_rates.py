"""The screen of rates: a contract's prices to the millionth, for what the connection does."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.calls.models import Rate
from apps.integrations.models import Connection
from apps.tenants import access
from apps.tenants.models import Tenant

from .test_paces import connection

__all__ = ["connection"]
pytestmark = pytest.mark.django_db

SCREEN = "/manage/acme/calls/rate/"
FORM: dict[str, object] = {"service": "call", "direction": "out", "prefix": "1", "micros": "0.0065", "currency": "USD"}
FORM |= {"valid_from": "2026-12-01"}


def errors(client: Client, form: dict[str, object]) -> dict[str, list[str]]:
    return dict(client.post(f"{SCREEN}add/", form).context["adminform"].form.errors)


def test_a_price_is_kept_to_the_millionth_and_shown_again(
    manager: Client, acme: Tenant, connection: Callable[[str], Connection]
) -> None:
    carrier = connection("telephony")

    manager.post(f"{SCREEN}add/", FORM | {"connection": carrier.pk, "prefix": "+1212", "currency": "usd"})

    with access.as_tenant(acme.pk):
        rate = Rate.objects.get()
    assert (rate.micros, rate.prefix, rate.currency, rate.connection_id) == (6_500, "1212", "USD", carrier.pk)
    assert b"$0.0065 a minute" in manager.get(SCREEN).content
    assert b'value="0.0065"' in manager.get(f"{SCREEN}{rate.pk}/change/").content


def test_a_whole_price_is_shown_as_it_was_typed(
    manager: Client, acme: Tenant, connection: Callable[[str], Connection]
) -> None:
    manager.post(f"{SCREEN}add/", FORM | {"connection": connection("telephony").pk, "micros": "100"})

    with access.as_tenant(acme.pk):
        rate = Rate.objects.get()
    assert b'value="100"' in manager.get(f"{SCREEN}{rate.pk}/change/").content


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"micros": "-1"}, "micros"),
        ({"micros": "0.0000001"}, "micros"),
        ({"micros": "much"}, "micros"),
        ({"currency": "US"}, "currency"),
        ({"prefix": "1-212"}, "prefix"),
        ({"service": "text"}, "service"),
        ({"valid_from": ""}, "valid_from"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    manager: Client, connection: Callable[[str], Connection], wrong: dict[str, object], field: str
) -> None:
    assert field in errors(manager, FORM | {"connection": connection("telephony").pk} | wrong)


def test_an_engines_minutes_have_no_numbers(manager: Client, connection: Callable[[str], Connection]) -> None:
    form = FORM | {"connection": connection("hearing").pk, "service": "hearing"}

    assert "prefix" in errors(manager, form)
    assert manager.post(f"{SCREEN}add/", form | {"prefix": ""}).status_code == 302


def test_the_same_rate_from_the_same_day_stands_once(manager: Client, connection: Callable[[str], Connection]) -> None:
    form = FORM | {"connection": connection("telephony").pk}
    manager.post(f"{SCREEN}add/", form)

    assert errors(manager, form)


def test_what_has_no_price_by_the_minute_is_not_offered(
    manager: Client, connection: Callable[[str], Connection]
) -> None:
    assert "connection" in errors(manager, FORM | {"connection": connection("crm").pk})
