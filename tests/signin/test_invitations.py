"""Invitations: by an owner's hand, by mail, for one address, once."""

import re
from datetime import timedelta
from typing import Any

import environ
import pytest
from django.core.mail import EmailMessage
from django.test import Client

from apps.core import clock
from apps.tenants import access, invite
from apps.tenants.models import Invitation, Membership, Tenant, User
from leadhub import mailers

from .conftest import PASSWORD, Member, is_in, sign_in

pytestmark = pytest.mark.django_db

NEW = {"first_name": "Bo", "last_name": "Lind", "password": "many grey stones in a row"}


@pytest.fixture
def owner(member: Member) -> User:
    return member("owner")


@pytest.fixture
def link(acme: Tenant, owner: User) -> str:
    return path_of(renewed(Invitation(tenant=acme, email="bo@example.com", role="manager"), owner))


def renewed(invitation: Invitation, owner: User) -> str:
    with access.as_tenant(invitation.tenant_id):
        return invite.renew(invitation, by=owner, now=clock.now())


def path_of(link: str) -> str:
    found = re.search(r"/join/\S+/", link)
    assert found
    return found[0]


def roles(acme: Tenant) -> dict[str, str]:
    with access.as_tenant(acme.pk):
        return dict(Membership.objects.for_tenant(acme).values_list("user__email", "role"))


def test_an_owner_invites_by_mail_and_the_invited_joins(
    acme: Tenant, owner: User, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(owner.email).post(
            "/manage/acme/tenants/invitation/add/", {"email": "Bo@Example.com", "role": "manager"}
        )
    assert answer.status_code == 302, answer.content.decode()
    assert mailoutbox[0].to == ["bo@example.com"]

    browser = Client()
    answer = browser.post(path_of(str(mailoutbox[0].body)), NEW)

    assert answer.headers["Location"] == "/app/acme/"
    assert is_in(browser)
    assert roles(acme)["bo@example.com"] == "manager"
    assert is_in(sign_in("bo@example.com", NEW["password"]))


@pytest.mark.django_db(transaction=True)
def test_without_a_mail_server_the_owner_gets_the_link(owner: User, settings: Any) -> None:
    settings.MAILERS = mailers.of(environ.Env.email_url_config("smtp://127.0.0.1:1"))
    browser = sign_in(owner.email)

    browser.post("/manage/acme/tenants/invitation/add/", {"email": "bo@example.com", "role": "rep"})

    assert "/join/" in browser.get("/manage/acme/tenants/invitation/").content.decode()


@pytest.mark.parametrize("role", ["manager", "client", "rep"])
def test_nobody_else_invites(member: Member, role: str) -> None:
    answer = sign_in(member(role).email).post(
        "/manage/acme/tenants/invitation/add/", {"email": "bo@example.com", "role": "owner"}
    )

    assert answer.status_code in (403, 404)


def test_looking_at_it_does_not_use_it_up(acme: Tenant, link: str) -> None:
    Client().get(link)

    assert Client().post(link, NEW).status_code == 302


def test_it_works_once(link: str) -> None:
    Client().post(link, NEW)

    assert Client().post(link, NEW | {"first_name": "Eve"}).status_code == 410


def test_it_runs_out(acme: Tenant, link: str) -> None:
    with access.as_tenant(acme.pk):
        Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))

    assert Client().get(link).status_code == 410


def test_sent_again_the_former_link_ends(acme: Tenant, owner: User, link: str) -> None:
    with access.as_tenant(acme.pk):
        invitation = Invitation.objects.select_related("tenant").get()
    newer = path_of(renewed(invitation, owner))

    assert Client().get(link).status_code == 410
    assert Client().get(newer).status_code == 200


def test_a_weak_password_is_refused_and_nothing_is_used_up(acme: Tenant, link: str) -> None:
    answer = Client().post(link, NEW | {"password": "short"})

    assert "too short" in answer.content.decode()
    assert Client().post(link, NEW).status_code == 302


def test_who_has_an_account_signs_in_first_and_joins(acme: Tenant, link: str) -> None:
    User.objects.create_user("bo@example.com", PASSWORD)
    browser = Client()

    asked = browser.get(link)
    assert asked.headers["Location"] == f"/account/login/?next={link}"

    sign_in("bo@example.com", client=browser).post(link)
    assert roles(acme)["bo@example.com"] == "manager"


def test_somebody_else_cannot_take_it(acme: Tenant, link: str) -> None:
    User.objects.create_user("bo@example.com", PASSWORD)
    eve = sign_in(User.objects.create_user("eve@example.com", PASSWORD).email)

    answer = eve.post(link)

    assert "This invitation is for bo@example.com" in answer.content.decode()
    assert "eve@example.com" not in roles(acme)


def test_a_member_keeps_the_role_they_have(acme: Tenant, owner: User) -> None:
    mine = path_of(renewed(Invitation(tenant=acme, email=owner.email, role="client"), owner))

    sign_in(owner.email).post(mine)

    assert roles(acme)[owner.email] == "owner"


def test_a_made_up_link_opens_nothing(client: Client) -> None:
    assert client.get("/join/nonsense-nonsense/").status_code == 410
