"""Notifications: every alert of the team once, whoever was told, and what somebody has not read."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.outreach import plan
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import NewLead, SignIn

pytestmark = pytest.mark.django_db
type Alert = Callable[..., None]


@pytest.fixture
def slack(acme: Tenant) -> Connection:
    return messenger(acme, "Team channel")


def messenger(acme: Tenant, name: str) -> Connection:
    with access.as_tenant(acme.pk):
        return Connection.objects.create(tenant=acme, family="alerts", vendor="slack", name=name, settings={})


@pytest.fixture
def alert(acme: Tenant, slack: Connection) -> Alert:
    def write(about: str, key: str, *, by: Connection = slack, lead: Lead | None = None, **params: object) -> None:
        planned, state = plan.alert(about, key, by.pk, **params), Step.State.DONE
        told = {"kind": planned.kind, "key": planned.key, "params": dict(planned.params), "queue": "default"}
        with access.as_tenant(acme.pk):
            Step.objects.create(
                tenant=acme, lead=lead, connection_id=by.pk, due_at=clock.now(), state=state, priority=5, **told
            )

    return write


def shown(browser: Client) -> list[tuple[str, bool]]:
    found = browser.get("/app/acme/notifications/").context["notifications"].found
    return [(each.title, each.is_new) for each in found]


def bell(browser: Client) -> str:
    return browser.get("/app/acme/notifications/bell/").content.decode()


def test_an_alert_stands_there_in_the_words_that_were_sent(owner: Client, alert: Alert, new_lead: NewLead) -> None:
    lead = new_lead()
    alert("call_missed", "c1", lead=lead)

    page = owner.get("/app/acme/notifications/")

    assert "A lead called, and nobody answered" in page.content.decode()
    assert page.context["notifications"].found[0].lead == lead.pk
    assert page.context["notifications"].found[0].told == "Team channel: told"


def test_many_alerts_take_no_more_queries(
    owner: Client, alert: Alert, new_lead: NewLead, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for nth in range(12):
        alert("call_missed", f"c{nth}", lead=new_lead())

    with django_assert_max_num_queries(14):
        assert len(shown(owner)) == 12
    with django_assert_max_num_queries(13):
        assert bell(owner) == "12"


def test_what_two_messengers_tell_is_one_notification(owner: Client, acme: Tenant, alert: Alert) -> None:
    alert("vendor_down", "o1", name="Twilio", reason="timeout")
    alert("vendor_down", "o1", by=messenger(acme, "On call"), name="Twilio", reason="timeout")

    assert shown(owner) == [("Twilio does not answer", True)]
    assert bell(owner) == "1"


def test_new_leads_ring_no_bell(owner: Client, alert: Alert) -> None:
    alert("new_lead", "l1")

    assert (shown(owner), bell(owner)) == ([], "")


def test_what_is_read_is_no_news_and_what_comes_later_is(owner: Client, alert: Alert) -> None:
    alert("vendor_down", "o1", name="Twilio", reason="timeout")
    upto = owner.get("/app/acme/notifications/").context["notifications"].upto
    alert("vendor_back", "o1", name="Twilio")

    owner.post("/app/acme/notifications/read/", {"upto": str(upto)})
    owner.post("/app/acme/notifications/read/", {"upto": "0"})

    assert shown(owner) == [("Twilio answers again", True), ("Twilio does not answer", False)]
    assert bell(owner) == "1"


def test_each_reads_for_themselves(signed_in: SignIn, acme: Tenant, alert: Alert) -> None:
    alert("vendor_down", "o1", name="Twilio", reason="timeout")
    manager = signed_in(acme, "manager")
    upto = manager.get("/app/acme/notifications/").context["notifications"].upto
    manager.post("/app/acme/notifications/read/", {"upto": str(upto)})
    read_by_manager = bell(manager)

    assert (read_by_manager, bell(signed_in(acme, "owner"))) == ("", "1")


def test_where_nobody_is_told_the_page_says_so(owner: Client, acme: Tenant) -> None:
    assert "connect Slack" in owner.get("/app/acme/notifications/").content.decode()


def test_where_all_is_quiet_the_page_says_so(owner: Client, slack: Connection) -> None:
    assert "Nothing needs you" in owner.get("/app/acme/notifications/").content.decode()


@pytest.mark.parametrize("role", ["client", "rep"])
def test_alerts_are_the_managers(signed_in: SignIn, acme: Tenant, role: str) -> None:
    assert signed_in(acme, role).get("/app/acme/notifications/").status_code == 403
