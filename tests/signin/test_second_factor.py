"""The second step: an app's code, codes for a lost phone, and who may not do without."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.tenants.models import LoginLink, User

from .conftest import Member, activate_app, code_of, is_in, sign_in

pytestmark = pytest.mark.django_db


def test_with_an_app_the_password_alone_is_not_enough(member: Member) -> None:
    ada = member("client")
    secret = activate_app(sign_in(ada.email))

    browser = sign_in(ada.email)
    assert not is_in(browser)

    browser.post("/account/second-step/authenticate/", {"code": "000000"})
    assert not is_in(browser)

    browser.post("/account/second-step/authenticate/", {"code": code_of(secret, ahead=1)})
    assert is_in(browser)


def test_a_code_of_the_app_works_once(member: Member) -> None:
    ada = member("client")
    secret = activate_app(sign_in(ada.email))
    code = code_of(secret, ahead=1)
    first, second = sign_in(ada.email), sign_in(ada.email)

    first.post("/account/second-step/authenticate/", {"code": code})
    second.post("/account/second-step/authenticate/", {"code": code})

    assert (is_in(first), is_in(second)) == (True, False)


def test_a_lost_phone_is_replaced_by_a_recovery_code_once(member: Member) -> None:
    ada = member("client")
    browser = sign_in(ada.email)
    activate_app(browser)
    codes = browser.get("/account/second-step/recovery-codes/").context["unused_codes"]
    first, second = sign_in(ada.email), sign_in(ada.email)

    first.post("/account/second-step/authenticate/", {"code": codes[0]})
    second.post("/account/second-step/authenticate/", {"code": codes[0]})

    assert (is_in(first), is_in(second)) == (True, False)


def test_a_one_time_link_does_not_spare_the_second_step(member: Member) -> None:
    ada = member("client")
    activate_app(sign_in(ada.email))
    link = reverse("dashboard:link", args=[LoginLink.objects.issue(ada, now=clock.now())])
    browser = Client()

    answer = browser.post(link)

    assert answer.headers["Location"] == "/account/second-step/authenticate/"
    assert not is_in(browser)


def test_what_the_app_is_made_of_is_kept_in_cipher_text_and_survives_a_new_key(member: Member, settings: Any) -> None:
    ada = member("client")
    secret = activate_app(sign_in(ada.email))
    kept = Authenticator.objects.get(user=ada, type="totp")
    assert secret not in str(kept.data)

    settings.SALT_KEY = ["a newer one", *settings.SALT_KEY]
    call_command("rotate_keys", verbosity=0)
    settings.SALT_KEY = settings.SALT_KEY[:1]

    browser = sign_in(ada.email)
    browser.post("/account/second-step/authenticate/", {"code": code_of(secret, ahead=1)})
    assert is_in(browser)


@pytest.fixture
def required(settings: Any) -> None:
    settings.LEADHUB_REQUIRE_SECOND_FACTOR = True


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("page", ["/app/acme/", "/manage/acme/", "/"])
def test_an_owner_without_one_is_led_to_where_it_is_made(member: Member, page: str) -> None:
    answer = sign_in(member("owner").email).get(page, follow=True)

    assert answer.redirect_chain == [("/account/second-step/", 302)]
    assert "Set one up" in answer.content.decode()


@pytest.mark.usefixtures("required")
def test_an_owner_goes_on_when_it_is_there(member: Member) -> None:
    browser = sign_in(member("owner").email)
    activate_app(browser)

    assert browser.get("/app/acme/").status_code == 200


@pytest.mark.usefixtures("required")
def test_an_operator_without_one_sees_no_page_of_theirs() -> None:
    browser = sign_in(User.objects.create_superuser("ops@example.com", "a quiet harbour at dawn").email)

    assert browser.get("/ops/").headers["Location"] == "/account/second-step/"


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("role", ["manager", "client", "rep"])
def test_the_others_may_do_without(member: Member, role: str) -> None:
    assert sign_in(member(role).email).get("/app/acme/leads/").status_code == 200


@pytest.mark.usefixtures("required")
def test_who_has_none_may_still_leave(member: Member) -> None:
    browser = sign_in(member("owner").email)

    browser.post("/logout/")

    assert not is_in(browser)
