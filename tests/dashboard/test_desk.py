"""A rep's desk: leads pop up the moment they ring, for whom they were given to, and only their rep acts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.calls.models import Bridge, Call, Ring
from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Known, Lead
from apps.routing import choose
from apps.routing.chosen import By
from apps.routing.models import Rep, Team
from apps.tenants import access
from apps.tenants.models import Membership, Tenant

from .conftest import NewLead, SignIn

pytestmark = pytest.mark.django_db
DESK = "/app/acme/desk/"

type Ringing = Callable[..., Call]


@pytest.fixture
def ann(signed_in: SignIn, acme: Tenant) -> Rep:
    """A rep who has signed in."""
    signed_in(acme, "rep")
    return rep(acme, "Ann", "+12145550177", membership=Membership.objects.get)


def rep(tenant: Tenant, name: str, phone: str, *, membership: Callable[[], Membership] | None = None) -> Rep:
    with access.as_tenant(tenant.pk):
        team, _ = Team.objects.get_or_create(tenant=tenant, name="Advisers")
        login = membership() if membership else None
        return Rep.objects.create(tenant=tenant, team=team, name=name, phone=phone, membership=login)


@pytest.fixture
def carrier(acme: Tenant) -> Connection:
    with access.as_tenant(acme.pk):
        return Connection.objects.create(tenant=acme, family="telephony", vendor="twilio", name="Carrier")


@pytest.fixture
def lead(new_lead: NewLead) -> Lead:
    return new_lead(answers={"roof": "tin"})


def rings(lead: Lead, carrier: Connection, **traits: Any) -> Call:
    """The lead's phone rings at this moment."""
    now = clock.now()
    values = {"state": "ringing", "ringing_at": now, "created_at": now, "step_id": 1} | traits
    with access.as_tenant(lead.tenant_id):
        return Call.objects.create(
            tenant_id=lead.tenant_id,
            lead=lead,
            connection=carrier,
            phone=lead.phone,
            reserved_for=(now, now + timedelta(minutes=2)),
            **values,
        )


def given(lead: Lead, to: Rep) -> None:
    with access.as_tenant(lead.tenant_id):
        choose.give(lead, to.pk, by=By.TURN, now=clock.now())


def talk(lead: Lead, to: Rep, carrier: Connection, **traits: Any) -> Ring:
    now = clock.now()
    with access.as_tenant(lead.tenant_id):
        bridge = Bridge.objects.create(
            tenant_id=lead.tenant_id, lead=lead, step_id=1, connection=carrier, opened_at=now, talking_at=now
        )
        values = {"state": "accepted", "accepted_at": now, "requested_at": now} | traits
        return Ring.objects.create(
            tenant_id=lead.tenant_id, bridge=bridge, number=1, rep_id=to.pk, phone=to.phone, **values
        )


def shown(client: Client) -> str:
    answer = client.get(DESK)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_lead_pops_up_with_what_is_known_the_moment_their_phone_rings(
    client: Client, ann: Rep, lead: Lead, carrier: Connection, acme: Tenant
) -> None:
    with access.as_tenant(acme.pk):
        crm = Connection.objects.create(tenant=acme, family="crm", vendor="hubspot", name="HubSpot")
        Known.objects.create(
            tenant=acme, lead=lead, connection=crm, record_id="7", kind="contact", url="https://crm.example/7"
        )
    given(lead, ann)
    rings(lead, carrier)

    page = shown(client)

    for known in (lead.full_name, "Website form", "tin", "https://crm.example/7", f"/leads/{lead.pk}/", "phone rings"):
        assert known in page
    assert f'data-news="{lead.full_name}: The lead&#x27;s phone rings"' in page


def test_another_rep_s_lead_is_not_theirs_to_see_here(
    client: Client, ann: Rep, lead: Lead, carrier: Connection, acme: Tenant
) -> None:
    given(lead, rep(acme, "Bob", "+12145550178"))
    rings(lead, carrier)

    assert lead.full_name not in shown(client)


def test_a_call_whose_end_was_lost_does_not_ring_for_ever(
    client: Client, ann: Rep, lead: Lead, carrier: Connection
) -> None:
    given(lead, ann)
    rings(lead, carrier, created_at=clock.now() - timedelta(hours=2))

    assert lead.full_name not in shown(client)


def test_a_talk_has_its_buttons_and_whom_it_may_be_passed_on_to(
    client: Client, ann: Rep, lead: Lead, carrier: Connection, acme: Tenant
) -> None:
    bob = rep(acme, "Bob", "+12145550178")
    ring = talk(lead, ann, carrier)

    page = shown(client)

    assert "You are talking" in page
    for verb in ("hold", "mute", "hang-up", "warm", "cold"):
        assert f"/desk/{ring.pk}/{verb}/" in page
    assert f'<option value="{bob.pk}">Bob, Advisers</option>' in page


def test_a_rep_on_the_phone_can_not_take_over(
    client: Client, ann: Rep, lead: Lead, new_lead: NewLead, carrier: Connection, acme: Tenant
) -> None:
    bob = rep(acme, "Bob", "+12145550178")
    talk(lead, ann, carrier)
    with access.as_tenant(acme.pk):
        other = Bridge.objects.create(
            tenant=acme, lead=new_lead(), step_id=2, connection=carrier, opened_at=clock.now()
        )
        Ring.objects.create(tenant=acme, bridge=other, number=1, phone=bob.phone, requested_at=clock.now())

    assert "No colleague is there" in shown(client)


def test_what_can_not_be_done_is_said(client: Client, ann: Rep, lead: Lead, carrier: Connection) -> None:
    ring = talk(lead, ann, carrier, ended_at=clock.now())

    page = client.post(f"{DESK}{ring.pk}/hold/", follow=True).content.decode()

    assert "This call is over." in page


@pytest.mark.parametrize("verb", ["hold", "hang-up", "cold", "sing"])
def test_whose_call_it_is_not_can_do_nothing_with_it(
    client: Client, ann: Rep, lead: Lead, carrier: Connection, acme: Tenant, verb: str
) -> None:
    ring = talk(lead, rep(acme, "Bob", "+12145550178"), carrier)

    assert client.post(f"{DESK}{ring.pk}/{verb}/").status_code == 404


def test_a_rep_goes_off_duty_and_comes_back(client: Client, ann: Rep, acme: Tenant) -> None:
    client.post(f"{DESK}duty/")
    with access.as_tenant(acme.pk):
        was_away = Rep.objects.get().is_away
    client.post(f"{DESK}duty/", {"is_on_duty": "on"})

    with access.as_tenant(acme.pk):
        assert (was_away, Rep.objects.get().is_away) == (True, False)


def test_a_login_that_is_no_rep_is_told_how_it_becomes_one(owner: Client) -> None:
    assert "Routing → Reps" in shown(owner)


def test_an_empty_desk_says_what_it_is_for(client: Client, ann: Rep) -> None:
    assert "Nobody is on the phone for you" in shown(client)


def test_strangers_see_no_desk(signed_in: SignIn, rival: Tenant, acme: Tenant) -> None:
    assert signed_in(rival, "owner").get(DESK).status_code == 404
