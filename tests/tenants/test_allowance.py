"""What a plan allows, and that nobody adds one thing more than that."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import ProgrammingError, connection

from apps.core import clock
from apps.tenants import access, allowance
from apps.tenants.allowance import Allowance, Full
from apps.tenants.models import Invitation, Membership, Overage, Plan, Subscription, Tenant, User
from tests import sold


@pytest.fixture
def acme() -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme")


def allowed(tenant: Tenant) -> Allowance:
    with access.as_tenant(tenant.pk):
        return allowance.of(tenant.pk)


@pytest.mark.django_db
def test_a_tenant_without_a_plan_has_no_limits(acme: Tenant) -> None:
    assert allowed(acme) == Allowance()


@pytest.mark.django_db
def test_what_a_tenant_has_of_its_own_goes_before_the_plan(acme: Tenant) -> None:
    sold.plan(acme, leads=100, seats=3, calls=50, overage="hold", own={"leads": 500, "calls": 0})

    found = allowed(acme)

    assert (found.leads, found.seats, found.calls, found.holds) == (500, 3, 0, True)


@pytest.mark.django_db
def test_its_own_word_on_what_is_over_goes_before_the_plans(acme: Tenant) -> None:
    sold.plan(acme, overage="hold", own={"overage": "warn"})

    assert allowed(acme).overage == Overage.WARN


@pytest.mark.django_db
def test_the_latest_plan_counts_and_those_before_stay_on_record(acme: Tenant) -> None:
    sold.plan(acme, seats=3)
    sold.plan(acme, seats=9)

    assert allowed(acme).seats == 9
    with access.as_tenant(acme.pk):
        assert Subscription.objects.count() == 2


@pytest.mark.django_db
def test_a_tenant_sees_no_other_tenants_plan(acme: Tenant) -> None:
    sold.plan(Tenant.objects.create(slug="rival", name="Rival"), seats=1)

    assert allowed(acme) == Allowance()


@pytest.mark.django_db
def test_a_tenant_makes_no_plan_cheaper(acme: Tenant) -> None:
    sold.plan(acme, seats=1)

    with access.as_tenant(acme.pk):
        assert Plan.objects.update(seats=0) == 0


@pytest.mark.django_db
def test_a_tenant_makes_no_plan_of_its_own(acme: Tenant) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), access.as_tenant(acme.pk):
        Plan.objects.create(name="Free")


@pytest.mark.django_db
def test_seats_are_members_and_open_invitations(acme: Tenant) -> None:
    now = clock.now()
    with access.as_tenant(acme.pk):
        Membership.objects.create(tenant=acme, user=User.objects.create_user("a@example.com"), role="owner")
        for days, email in ((7, "open@example.com"), (-1, "old@example.com")):
            Invitation.objects.create(
                tenant=acme, email=email, digest=email.encode(), expires_at=now + timedelta(days=days)
            )

        assert allowance.seats_taken(acme.pk, now=now) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("most", "said"),
    [
        (1, "Your plan Plan 1 has 1 seat, and it is taken."),
        (2, "Your plan Plan 1 has 2 seats, and all are taken."),
    ],
)
def test_one_too_many_is_refused_with_the_way_out(acme: Tenant, most: int, said: str) -> None:
    sold.plan(acme, seats=most)

    with access.as_tenant(acme.pk), pytest.raises(Full) as refused:
        allowance.require(acme, "seats", taken=lambda: most)

    assert str(refused.value).startswith(said)
    assert "have an owner ask LeadHub for more" in str(refused.value)


@pytest.mark.django_db
def test_the_last_place_is_given(acme: Tenant) -> None:
    sold.plan(acme, seats=2)

    with access.as_tenant(acme.pk):
        allowance.require(acme, "seats", taken=lambda: 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_do_not_both_get_the_last_place(acme: Tenant) -> None:
    sold.plan(acme, seats=1)
    at_once = Barrier(2)

    def join(name: str) -> bool:
        user = User.objects.create_user(f"{name}@example.com")
        at_once.wait(timeout=30)
        try:
            with access.as_tenant(acme.pk):
                allowance.require(acme, "seats", taken=Membership.objects.for_tenant(acme).count)
                Membership.objects.create(tenant=acme, user=user, role="rep")
        except Full:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as both:
        joined = list(both.map(join, ["ann", "bo"]))

    assert sorted(joined) == [False, True]
