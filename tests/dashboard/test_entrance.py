"""Home, the one-time link, and the way out."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.tenants import access
from apps.tenants.models import LoginLink, Membership, Tenant, User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(acme: Tenant) -> User:
    user = User.objects.create_user("ada@acme.example", PASSWORD)
    with access.as_tenant(acme.pk):
        Membership.objects.create(tenant=acme, user=user, role="client")
    return user


@pytest.fixture
def link(ada: User) -> str:
    return reverse("dashboard:link", args=[LoginLink.objects.issue(ada, now=clock.now())])


def test_home_sends_a_stranger_to_the_login(client: Client) -> None:
    assert client.get("/").headers["Location"].startswith("/account/login/")


def test_the_link_of_a_preview_is_not_used_up(client: Client, link: str) -> None:
    client.get(link)
    client.head(link)

    assert client.post(link, follow=True).redirect_chain[-1][0] == "/app/acme/"


def test_the_link_works_once(client: Client, link: str) -> None:
    client.post(link)

    second = Client().post(link)

    assert second.status_code == 410
    assert "no longer works" in second.content.decode()


def test_a_link_that_never_was_is_refused_alike(client: Client) -> None:
    assert client.post(reverse("dashboard:link", args=["nonsense"])).status_code == 410


def test_signing_out_takes_a_post_and_ends_the_session(client: Client, ada: User) -> None:
    client.force_login(ada)

    assert client.get("/logout/").status_code == 405
    client.post("/logout/")

    assert client.get("/app/acme/").status_code == 302


def test_a_user_of_no_company_is_told_whom_to_ask(client: Client) -> None:
    client.force_login(User.objects.create_user("lost@nowhere.example", PASSWORD))

    assert "no company yet" in client.get("/").content.decode()


def test_an_error_page_is_ours(client: Client) -> None:
    answer = client.get("/nothing/here/")

    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()
