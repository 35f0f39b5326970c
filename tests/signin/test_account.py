"""One's own account: every page of it is there, and in our clothes."""

import pytest
from django.test import Client

from .conftest import PASSWORD, Member, is_in, sign_in

pytestmark = pytest.mark.django_db

PAGES = [
    "",
    "email/",
    "password/change/",
    "second-step/",
    "second-step/totp/activate/",
    "second-step/webauthn/",
    "second-step/webauthn/add/",
    "sessions/",
    "reauthenticate/",
]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_drawn_by_our_templates(member: Member, page: str) -> None:
    browser = sign_in(member("client").email)
    browser.post("/account/reauthenticate/", {"password": PASSWORD})

    answer = browser.get(f"/account/{page}")

    assert answer.status_code == 200
    assert "static/app.css" in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("page", ["", "sessions/", "second-step/"])
def test_none_is_a_strangers(client: Client, page: str) -> None:
    assert client.get(f"/account/{page}").headers["Location"].startswith("/account/login/")


def test_other_sessions_can_be_ended(member: Member) -> None:
    ada = member("client")
    here, there = sign_in(ada.email), sign_in(ada.email)
    assert is_in(there)

    here.post("/account/sessions/")

    assert (is_in(here), is_in(there)) == (True, False)
