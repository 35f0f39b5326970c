"""E-mail and password: in, refused in words, not without end; a new password by mail."""

import re
from typing import Any

import environ
import pytest
from django.core.mail import EmailMessage
from django.test import Client

from leadhub import mailers

from .conftest import PASSWORD, Member, is_in, sign_in

pytestmark = pytest.mark.django_db


def test_a_member_signs_in_however_the_address_is_spelt(member: Member) -> None:
    member("client", "ada@acme.example")

    answer = Client().post("/account/login/", {"login": "Ada@Acme.Example", "password": PASSWORD}, follow=True)

    assert answer.redirect_chain[-1][0] == "/app/acme/"


def test_the_former_address_of_the_page_goes_on_working(client: Client) -> None:
    assert client.get("/login/?next=/app/acme/").headers["Location"] == "/account/login/?next=/app/acme/"


def test_a_wrong_password_is_refused_in_words(member: Member) -> None:
    ada = member("client")

    answer = Client().post("/account/login/", {"login": ada.email, "password": "wrong"})

    assert "do not match" in answer.content.decode()


def test_who_guesses_is_made_to_wait(member: Member) -> None:
    ada = member("client")
    browser = Client()
    for _ in range(5):
        sign_in(ada.email, "wrong", browser)

    answer = browser.post("/account/login/", {"login": ada.email, "password": PASSWORD})

    assert "Too many failed attempts" in answer.content.decode()
    assert not is_in(browser)


def test_nobody_signs_up(client: Client) -> None:
    page = client.get("/account/signup/").content.decode()
    answer = client.post("/account/signup/", {"email": "eve@example.com", "password1": PASSWORD})

    assert "password1" not in page
    assert "sessionid" not in answer.cookies


def test_a_forgotten_password_is_replaced_by_mail(member: Member, mailoutbox: list[EmailMessage]) -> None:
    ada = member("client")
    browser = Client()
    browser.post("/account/password/reset/", {"email": ada.email})
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", str(mailoutbox[0].body))
    assert link

    form = browser.get(link[1], follow=True)
    new = "another harbour at dusk"
    browser.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert not is_in(sign_in(ada.email))
    assert is_in(sign_in(ada.email, new))


def test_a_stranger_learns_nothing_about_who_has_an_account(member: Member, mailoutbox: list[EmailMessage]) -> None:
    ada = member("client")
    known = Client().post("/account/password/reset/", {"email": ada.email}, follow=True)
    unknown = Client().post("/account/password/reset/", {"email": "nobody@acme.example"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content


def test_where_no_mail_can_be_sent_it_is_said_to_everybody_alike(member: Member, settings: Any) -> None:
    settings.MAILERS = mailers.of(environ.Env.email_url_config("smtp://127.0.0.1:1"))
    ada = member("client")

    said = [
        Client().post("/account/password/reset/", {"email": email}, follow=True).content.decode()
        for email in (ada.email, "nobody@acme.example")
    ]

    assert "No mail can be sent just now" in said[0]
    assert said[0] == said[1]
