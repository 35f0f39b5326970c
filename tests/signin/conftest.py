"""A company, an owner and a client of it, and browsers that nobody has signed in."""

import base64
import hmac
import time
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from apps.tenants import access
from apps.tenants.models import Membership, Tenant, User

PASSWORD = "a quiet harbour at dawn"
APP_SECONDS = 30

type Member = Callable[..., User]


@pytest.fixture
def acme() -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme Solar")


@pytest.fixture
def member(acme: Tenant) -> Member:
    def make(role: str, email: str = "") -> User:
        user = User.objects.create_user(email or f"{role}@acme.example", PASSWORD)
        with access.as_tenant(acme.pk):
            Membership.objects.create(tenant=acme, user=user, role=role)
        return user

    return make


@pytest.fixture(autouse=True)
def nobody_has_failed() -> None:
    """Counts of failed sign-ins are the database's, and go with the test; allauth's own are no exception."""
    cache.clear()


def sign_in(email: str, password: str = PASSWORD, client: Client | None = None) -> Client:
    """A browser after the first step."""
    browser = client or Client()
    browser.post("/account/login/", {"login": email, "password": password})
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def activate_app(browser: Client) -> str:
    """Set up an authenticator app as a person would; the secret that the app now has."""
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/account/second-step/totp/activate/")
    secret: str = page.context["form"].secret
    answer = browser.post("/account/second-step/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def code_of(secret: str, *, ahead: int = 0) -> str:
    """What an authenticator app shows now, or some half minutes from now (RFC 6238)."""
    moment = int(time.time()) // APP_SECONDS + ahead
    mac = hmac.digest(base64.b32decode(secret), moment.to_bytes(8), "sha1")
    at = mac[-1] & 0xF
    return f"{(int.from_bytes(mac[at : at + 4]) & 0x7FFFFFFF) % 1_000_000:06}"
