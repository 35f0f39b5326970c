"""Plans and who is on them, as operators set them; what a tenant reads of it."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.core import clock
from apps.dashboard.queries import audit
from apps.leads.models import Lead, Source
from apps.ops import standing
from apps.outreach import allotting
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import LIMITS, Plan, Subscription, Tenant, User
from tests import sold

pytestmark = pytest.mark.django_db

PLANS = "/ops/tenants/plan/"
SUBSCRIPTIONS = "/ops/tenants/subscription/"
LIMITED = dict.fromkeys(LIMITS, "0") | {"leads": "1000", "seats": "5"}


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ops@example.com"))
    return client


@pytest.fixture
def acme() -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme Solar")


@pytest.fixture
def growth(operator: Client) -> Plan:
    operator.post(f"{PLANS}add/", {"name": "Growth", "is_offered": "on", "overage": "hold", **LIMITED})
    return Plan.objects.get()


def put_on(operator: Client, tenant: Tenant, plan: Plan, **more: Any) -> Any:
    return operator.post(
        f"{SUBSCRIPTIONS}add/", {"tenant": tenant.pk, "plan": plan.pk, "reason": "They asked for it", **more}
    )


def subscriptions() -> list[Subscription]:
    with access.as_platform():
        return list(Subscription.objects.select_related("plan").order_by("pk"))


def leads(tenant: Tenant, count: int) -> list[Lead]:
    with access.as_tenant(tenant.pk):
        source, _ = Source.objects.get_or_create(tenant=tenant, slug="web", defaults={"name": "Web"})
        traits = {"tenant": tenant, "source": source, "email": "d@x.example"}
        return [Lead.objects.create(received_at=clock.now(), **traits) for _ in range(count)]


def test_an_operator_makes_a_plan(growth: Plan) -> None:
    assert (growth.leads, growth.seats, growth.calls, growth.overage) == (1000, 5, 0, "hold")


def test_a_tenant_is_put_on_it_with_a_limit_of_its_own(operator: Client, acme: Tenant, growth: Plan) -> None:
    put_on(operator, acme, growth, leads="1500")

    (made,) = subscriptions()
    assert (made.plan, made.leads, made.seats, made.set_by) == (growth, 1500, None, "ops@example.com")


def test_a_change_is_a_new_row_and_the_one_before_stays(operator: Client, acme: Tenant, growth: Plan) -> None:
    put_on(operator, acme, growth)
    put_on(operator, acme, growth, seats="7")

    assert [each.seats for each in subscriptions()] == [None, 7]
    first = subscriptions()[0]
    assert operator.post(f"{SUBSCRIPTIONS}{first.pk}/change/", {"seats": "9"}).status_code == 403
    assert operator.post(f"{SUBSCRIPTIONS}{first.pk}/delete/", {"post": "yes"}).status_code == 403


def test_no_change_goes_without_its_reason(operator: Client, acme: Tenant, growth: Plan) -> None:
    answer = put_on(operator, acme, growth, reason="")

    assert "reason" in answer.context["adminform"].form.errors
    assert subscriptions() == []


def test_what_was_sold_stays_as_it_was_sold(operator: Client, acme: Tenant, growth: Plan) -> None:
    put_on(operator, acme, growth)

    operator.post(f"{PLANS}{growth.pk}/change/", {"name": "Stingy", "leads": "1", "overage": "warn"})

    growth.refresh_from_db()
    assert (growth.name, growth.leads, growth.overage, growth.is_offered) == ("Growth", 1000, "hold", False)


def test_a_plan_that_is_not_offered_is_given_to_nobody_new(operator: Client, acme: Tenant, growth: Plan) -> None:
    operator.post(f"{PLANS}{growth.pk}/change/", {"name": "Growth", "overage": "hold", **LIMITED})

    assert "plan" in put_on(operator, acme, growth).context["adminform"].form.errors


def test_a_plan_is_never_deleted(operator: Client, growth: Plan) -> None:
    assert operator.post(f"{PLANS}{growth.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_list_of_tenants_says_plan_and_usage(operator: Client, acme: Tenant, growth: Plan) -> None:
    put_on(operator, acme, growth)
    leads(acme, 3)
    allotting.look(now=clock.now())

    page = operator.get("/ops/tenants/tenant/").content.decode()

    assert ">Growth</a>" in page
    assert ">3 · 0 · 0</a>" in page


def test_more_tenants_cost_the_list_no_more_queries(
    operator: Client, acme: Tenant, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        sold.plan(Tenant.objects.create(slug=f"t{number}", name=f"Tenant {number}"), leads=1)

    with django_assert_max_num_queries(12):
        assert operator.get("/ops/tenants/tenant/").status_code == 200


def test_the_first_page_says_whose_plan_runs_short(operator: Client, acme: Tenant, growth: Plan) -> None:
    put_on(operator, acme, growth, leads="4")
    sold.plan(Tenant.objects.create(slug="quiet", name="Quiet"), leads=4)
    leads(acme, 5)
    allotting.look(now=clock.now())

    (short,) = standing.short(now=clock.now())

    assert (short.tenant, short.plan, short.what, short.used, short.most) == (acme, "Growth", "leads", 5, 4)
    assert f"{SUBSCRIPTIONS}add/?tenant={acme.pk}" in operator.get("/ops/").content.decode()


def test_raising_a_limit_lets_go_at_once(operator: Client, acme: Tenant, growth: Plan) -> None:
    put_on(operator, acme, growth, leads="1")
    leads(acme, 3)
    allotting.look(now=clock.now())
    acme.refresh_from_db()
    assert acme.leads_held_from is not None

    put_on(operator, acme, growth, leads="3")

    acme.refresh_from_db()
    assert acme.leads_held_from is None
    with access.as_tenant(acme.pk):
        assert Step.objects.filter(kind="let_go").count() == 1


def test_the_tenant_reads_in_its_audit_log_who_set_its_plan_and_why(
    operator: Client, acme: Tenant, growth: Plan
) -> None:
    put_on(operator, acme, growth)

    with access.as_tenant(acme.pk):
        found = [(entry.who, entry.what) for entry in audit.latest(acme, who="", now=clock.now())]

    assert found == [("ops@example.com, LeadHub", "Set your plan to Growth: They asked for it")]
