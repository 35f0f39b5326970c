"""One's own account in a real browser: its pages, and a passkey made, used and refused."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import CDPSession
from pytest_django.live_server_helper import LiveServer

from apps.tenants import access
from apps.tenants.models import Membership, Tenant, User
from tests.signin.conftest import PASSWORD, sign_in

from .chromium import AXE, Tab, needed, tab

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needed]

LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
OWN = [
    "",
    "email/",
    "password/change/",
    "second-step/",
    "second-step/totp/activate/",
    "second-step/webauthn/add/",
    "sessions/",
]
FOREIGN = ["login/", "password/reset/", "signup/", "password/reset/done/"]


@pytest.fixture(autouse=True)
def may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright runs a loop in this thread."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def ada() -> User:
    acme = Tenant.objects.create(slug="acme", name="Acme Solar")
    user = User.objects.create_user("ada@acme.example", PASSWORD, first_name="Ada", last_name="Lund")
    with access.as_tenant(acme.pk):
        Membership.objects.create(tenant=acme, user=user, role="client")
    return user


@contextmanager
def authenticator(opened: Tab) -> Iterator[CDPSession]:
    """Chromium's own virtual key, which answers as a person with a finger on it would."""
    device = opened.page.context.new_cdp_session(opened.page)
    device.send("WebAuthn.enable")
    traits = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": traits | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    yield device


def session(user: User) -> str:
    browser = sign_in(user.email)
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    return browser.cookies["sessionid"].value


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_pages_are_clean_and_accessible(live_server: LiveServer, ada: User, width: int, scheme: str) -> None:
    assert AXE.exists(), "`bin/browser` installs axe"
    for signed_in, paths in (("", FOREIGN), (session(ada), OWN)):
        with tab(live_server.url, session=signed_in, width=width, scheme=scheme) as opened:
            for path in paths:
                answer = opened.page.goto(f"{live_server.url}/account/{path}")
                assert answer
                assert answer.status == 200, path
                opened.fits(width)
                opened.audit()
                opened.shoot(f"account-{path.strip('/').replace('/', '-') or 'home'}-{width}-{scheme}")
            assert opened.complaints == []


def test_a_passkey_is_made_and_opens_the_door_alone(live_server: LiveServer, ada: User) -> None:
    with tab(live_server.url, session=session(ada)) as opened, authenticator(opened):
        page = opened.page
        page.goto(f"{live_server.url}/account/second-step/webauthn/add/")
        page.get_by_label("Passwordless").check()
        page.get_by_role("button", name="Add").click()
        page.wait_for_url("**/account/second-step/recovery-codes/**")

        page.context.clear_cookies()
        page.goto(f"{live_server.url}/account/login/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url("**/app/acme/")

        assert opened.complaints == []
