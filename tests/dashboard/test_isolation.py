"""Every address below a company's is shut to others: found from the addresses themselves, so that none is forgotten."""

import pytest
from django.test import Client

from apps.tenants.models import Tenant

from .addresses import ADDRESSES, ROLES, filled
from .conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("tenant", ["acme", "rival"])
def test_nothing_of_acmes_is_shown_to_a_stranger(
    signed_in: SignIn, rival: Tenant, known: dict[str, str], role: str, tenant: str
) -> None:
    """Below Acme's own addresses, and with Acme's ids below their own."""
    browser = signed_in(rival, role)

    for address in ADDRESSES:
        path = filled(address, tenant, known)
        for answer in (browser.get(path), browser.post(path, {"steps": "1", "phone": "+12145550123"})):
            assert "SECRET" not in answer.content.decode("utf-8", "replace"), path
            allowed = (403, 404, 405) if tenant == "acme" else (200, 302, 403, 404, 405)
            assert answer.status_code in allowed, path


def test_whoever_has_not_signed_in_is_led_to_the_login(client: Client, known: dict[str, str]) -> None:
    for address in ADDRESSES:
        answer = client.get(filled(address, "acme", known))
        assert answer.status_code in (302, 405), address
        assert answer.status_code == 405 or answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("role", ROLES)
def test_a_member_is_never_met_by_an_error(signed_in: SignIn, acme: Tenant, known: dict[str, str], role: str) -> None:
    browser, seen = signed_in(acme, role), ""

    for address in ADDRESSES:
        path = filled(address, "acme", known)
        answer = browser.get(path)
        assert answer.status_code in (200, 302, 403, 404, 405), path
        seen += "" if answer.streaming else answer.content.decode()
    # What the tests above look for is really there to be seen.
    assert "SECRET Person" in seen
