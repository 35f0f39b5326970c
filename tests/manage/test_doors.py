"""Who gets into which back office."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from unfold.admin import ModelAdmin

from apps.core import clock
from apps.leads.models import Lead
from apps.manage.site import BackOffice
from apps.manage.tenant_admin import TenantAdmin
from apps.tenants import access, stays
from apps.tenants.models import Membership, Role, Tenant, User

pytestmark = pytest.mark.django_db

PAGES = ["", "leads/source/", "integrations/connection/add/", "outreach/playbook/", "no/such/page/"]


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_sent_to_sign_in_and_back(acme: Tenant, page: str, settings: Any) -> None:
    settings.LOGIN_URL = "/in/"

    answer = Client().get(f"/manage/acme/{page}")

    assert (answer.status_code, answer["Location"]) == (302, f"/in/?next=/manage/acme/{page}")


@pytest.mark.parametrize("role", [Role.CLIENT, Role.REP])
@pytest.mark.parametrize("page", PAGES)
def test_to_clients_and_reps_there_is_no_back_office(member: Callable[..., Client], role: str, page: str) -> None:
    assert member(role).get(f"/manage/acme/{page}").status_code == 404


def test_an_owner_elsewhere_finds_nothing_here(member: Callable[..., Client], rival: Tenant) -> None:
    eve = member(Role.OWNER, tenant=rival)

    assert eve.get("/manage/rival/").status_code == 200
    assert eve.get("/manage/acme/").status_code == 404


def test_being_staff_opens_no_door(acme: Tenant) -> None:
    staff = Client()
    staff.force_login(User.objects.create_user("staff@example.com", is_staff=True))

    assert staff.get("/manage/acme/").status_code == 404


def test_an_operator_may_enter_every_back_office_with_a_reason(acme: Tenant) -> None:
    operator, root = Client(), User.objects.create_superuser("root@example.com")
    operator.force_login(root)
    stays.begin(root, acme, reason="asked by mail", now=clock.now())

    assert operator.get("/manage/acme/tenants/membership/").status_code == 200


def test_a_manager_manages_all_but_the_team(manager: Client) -> None:
    assert manager.get("/manage/acme/leads/source/").status_code == 200
    assert manager.get("/manage/acme/tenants/membership/").status_code == 403
    assert b"/tenants/membership/" not in manager.get("/manage/acme/").content


def test_who_leaves_the_team_is_out_at_once(manager: Client, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        Membership.objects.all().delete()

    assert manager.get("/manage/acme/").status_code == 404


def test_two_tabs_show_two_tenants_and_every_link_stays_in_its_own(
    member: Callable[..., Client], acme: Tenant, rival: Tenant
) -> None:
    owner = member(Role.OWNER)
    with access.as_tenant(rival.pk):
        Membership.objects.create(tenant=rival, user=User.objects.get(), role=Role.OWNER)

    first, second = (owner.get(f"/manage/{slug}/").content.decode() for slug in ("acme", "rival"))

    assert 'href="/manage/acme/leads/source/"' in first
    assert "/manage/rival/leads" not in first
    assert 'href="/manage/rival/leads/source/"' in second


def test_the_way_in_without_a_tenant_leads_to_the_first(owner: Client) -> None:
    assert owner.get("/manage/")["Location"] == "/manage/acme/"


def test_only_the_back_office_may_evaluate_scripts(owner: Client) -> None:
    assert "'unsafe-eval'" in owner.get("/manage/acme/")["Content-Security-Policy"]
    assert "unsafe" not in owner.get("/ops/login/")["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["login/", "r/1/1/", "leads/"])
def test_what_django_offers_to_everybody_is_not_there(owner: Client, path: str) -> None:
    assert owner.get(f"/manage/acme/{path}").status_code == 404


def test_the_site_takes_no_admin_that_knows_no_tenant() -> None:
    class Naive(ModelAdmin):  # type: ignore[misc]  # unfold has no types
        pass

    with pytest.raises(ImproperlyConfigured):
        BackOffice("probe").register(Lead, Naive)


def test_the_site_takes_no_raw_ids() -> None:
    class Raw(TenantAdmin):
        raw_id_fields = ("source",)

    with pytest.raises(ImproperlyConfigured):
        BackOffice("probe").register(Lead, Raw)
