"""Views of the lead list under a name: one's own, and those that are everybody's."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.dashboard import saved_views
from apps.dashboard.models import SavedView
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import NewLead, SignIn

pytestmark = pytest.mark.django_db
KEEP = "/app/acme/leads/views/"


def keep(browser: Client, query: str = "?state=booked", name: str = "Booked ones", **more: str) -> None:
    assert browser.post(KEEP, {"query": query, "name": name, **more}).status_code == 302


def kept(acme: Tenant) -> list[tuple[str, str, bool]]:
    with access.as_tenant(acme.pk):
        return list(SavedView.objects.order_by("id").values_list("name", "query", "is_shared"))


def names(browser: Client) -> list[str]:
    return [view.name for view in browser.get("/app/acme/leads/").context["views"]]


def test_a_view_is_kept_and_leads_to_its_list(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    new_lead()
    keep(owner, "?q=reed&state=new&before=1.00000000000000000000000000000001")

    page = owner.get("/app/acme/leads/?q=reed&state=new")

    assert kept(acme) == [("Booked ones", "?q=reed&state=new", False)]
    assert [view.is_chosen for view in page.context["views"]] == [True]
    assert "Forget “Booked ones”" in page.content.decode()


def test_many_views_take_no_more_queries(owner: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for nth in range(12):
        keep(owner, name=f"View {nth}")

    with django_assert_max_num_queries(17):
        assert len(names(owner)) == 12


def test_a_name_that_is_kept_again_takes_the_new_filters(owner: Client, acme: Tenant) -> None:
    keep(owner)
    keep(owner, "?state=new")

    assert kept(acme) == [("Booked ones", "?state=new", False)]


@pytest.mark.parametrize(
    ("query", "name", "says"), [("", "All", "choose a filter first"), ("?state=new", " ", "Give the view a name")]
)
def test_what_cannot_be_kept_is_told(owner: Client, acme: Tenant, query: str, name: str, says: str) -> None:
    answer = owner.post(KEEP, {"query": query, "name": name}, follow=True)

    assert says in answer.content.decode()
    assert kept(acme) == []


def test_there_are_only_so_many(owner: Client, acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MOST", 1)
    keep(owner, name="One")
    keep(owner, name="Two")
    keep(owner, name="One", query="?state=new")

    assert kept(acme) == [("One", "?state=new", False)]


def test_a_view_is_ones_own_unless_it_is_kept_for_everybody(signed_in: SignIn, acme: Tenant) -> None:
    manager = signed_in(acme, "manager")
    keep(manager, name="Mine")
    keep(manager, name="Ours", shared="on")

    assert names(signed_in(acme, "client")) == ["Ours"]


def test_who_may_not_manage_keeps_for_themselves_and_forgets_nobody_elses(signed_in: SignIn, acme: Tenant) -> None:
    keep(signed_in(acme, "manager"), name="Ours", shared="on")
    client = signed_in(acme, "client")
    keep(client, name="Mine", shared="on")
    with access.as_tenant(acme.pk):
        ours = SavedView.objects.get(name="Ours").pk

    client.post(f"{KEEP}{ours}/forget/")

    assert kept(acme) == [("Ours", "?state=booked", True), ("Mine", "?state=booked", False)]


def test_a_forgotten_view_is_gone(owner: Client, acme: Tenant) -> None:
    keep(owner)
    with access.as_tenant(acme.pk):
        view = SavedView.objects.get().pk

    owner.post(f"{KEEP}{view}/forget/")

    assert kept(acme) == []


def test_a_query_that_is_none_is_not_found(owner: Client) -> None:
    assert owner.post(KEEP, {"query": "?from=yesterday", "name": "x"}).status_code == 404
