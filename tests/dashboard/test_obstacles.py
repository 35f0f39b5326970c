"""“Why am I not getting leads?”: each thing that can stand in the way is found, named, and told to who may mend it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.core import clock
from apps.intake.models import Delivery
from apps.integrations.models import Connection
from apps.leads.models import Source
from apps.outreach.models import Playbook, Step
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import NewLead, SignIn, rung_after

pytestmark = pytest.mark.django_db


def checks(browser: Client) -> dict[str, Any]:
    return {check.title: check for check in browser.get("/app/acme/why/").context["checks"]}


def said(check: Any) -> str:
    return "\n".join(f"{finding.what}: {finding.says}" for finding in check.findings)


def connect(tenant: Tenant, family: str, **traits: Any) -> None:
    with access.as_tenant(tenant.pk):
        Connection.objects.create(tenant=tenant, family=family, vendor="twilio", name=f"Our {family}", **traits)


def deliver(source: Source, *, state: str = "accepted", **traits: Any) -> None:
    values: dict[str, Any] = {"received_at": clock.now(), "body": b"{}", "body_digest": b"", "source": source}
    with access.as_tenant(source.tenant_id):
        Delivery.objects.create(tenant_id=source.tenant_id, state=state, **(values | traits))


def promise(tenant: Tenant, **traits: Any) -> None:
    values: dict[str, Any] = {"kind": "call", "queue": "urgent", "key": "k", "due_at": clock.now()}
    with access.as_tenant(tenant.pk):
        Step.objects.create(tenant=tenant, **(values | traits))


@pytest.mark.parametrize("role", ["owner", "manager", "client", "rep"])
def test_every_member_may_ask(signed_in: SignIn, acme: Tenant, source: Source, role: str) -> None:
    assert signed_in(acme, role).get("/app/acme/why/").status_code == 200


@pytest.mark.parametrize("path", ["/app/acme/why/", "/app/acme/why/live/"])
def test_a_stranger_may_not(signed_in: SignIn, acme: Tenant, rival: Tenant, path: str) -> None:
    assert signed_in(rival, "owner").get(path).status_code == 404


def test_nothing_in_the_way_is_said_so(owner: Client, acme: Tenant, source: Source, new_lead: NewLead) -> None:
    new_lead(story=rung_after(2_000), received_at=clock.now())
    deliver(source)
    for family in ("telephony", "sms", "crm"):
        connect(acme, family)

    page = owner.get("/app/acme/why/")

    assert [check.title for check in page.context["checks"] if check.verdict != "good"] == []
    assert "All clear" in page.content.decode()


def test_a_company_without_a_source_or_a_carrier_is_told(owner: Client) -> None:
    found = checks(owner)

    assert found["Leads arriving"].verdict == found["Sources"].verdict == found["Vendors"].verdict == "bad"
    assert "Calls: not connected" in said(found["Vendors"])


def test_fewer_leads_than_usual_stand_out(owner: Client, new_lead: NewLead) -> None:
    for number in range(70):
        new_lead(received_at=clock.now() - timedelta(days=1 + number % 7, hours=1))
    assert checks(owner)["Leads arriving"].verdict == "bad"

    new_lead(received_at=clock.now())

    assert checks(owner)["Leads arriving"].verdict == "fair"


def test_a_silent_source_is_named(owner: Client, source: Source) -> None:
    for hours in range(48, 148):
        deliver(source, received_at=clock.now() - timedelta(hours=hours))

    assert "Website form: silent: last heard 2 d ago, and 100 came in 30 days" in said(checks(owner)["Sources"])


def test_a_slow_source_is_not_called_silent(owner: Client, source: Source) -> None:
    for days in range(2, 12):
        deliver(source, received_at=clock.now() - timedelta(days=days))

    assert checks(owner)["Sources"].verdict == "good"


def test_paused_and_switched_off_sources_come_first(owner: Client, acme: Tenant, source: Source) -> None:
    deliver(source)
    with access.as_tenant(acme.pk):
        Source.objects.create(tenant=acme, slug="off", name="An old form", is_active=False)
        Source.objects.create(
            tenant=acme, slug="paused", name="Yard signs", paused_at=clock.now(), paused_reason="looks like fraud"
        )

    lines = said(checks(owner)["Sources"]).splitlines()

    assert lines[0] == "Yard signs: paused, its leads are kept but nobody calls them: looks like fraud"
    assert lines[1] == "An old form: switched off: its address turns everything away"


def test_what_was_turned_away_is_grouped_by_reason(owner: Client, source: Source) -> None:
    for _ in range(3):
        deliver(source, state="unreachable", problems={"phone": "missing"})
    deliver(source, state="parked", problems={"body": "the body is not JSON"})
    deliver(source, state="parked", problems={"body": "long ago"}, received_at=clock.now() - timedelta(days=8))

    found = checks(owner)["Turned away"]

    assert found.says == "4 deliveries of the last 7 days became no lead."
    assert said(found).splitlines() == [
        "3 from Website form: no way to reach the person: phone: missing",
        "1 from Website form: not understood: body: the body is not JSON",
    ]


def test_a_rule_that_calls_nobody_is_named(owner: Client, new_lead: NewLead) -> None:
    routed = {"rule_name": "Renters", "actions": {"answered_by": "nobody"}}
    new_lead(received_at=clock.now(), story=[("lead.routed", 1, routed)])

    found = checks(owner)["Rules"]

    assert (found.verdict, said(found)) == ("fair", "1 lead by “Renters”: don't call")


def test_a_playbook_that_calls_nobody_is_in_the_way(owner: Client, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        Playbook.objects.create(tenant=acme, calls_leads=False)

    assert checks(owner)["Rules"].verdict == "bad"


def test_refusals_are_counted_by_reason_and_only_of_those_never_called(owner: Client, new_lead: NewLead) -> None:
    refused = [("gate.blocked", 5.0, {"channel": "call", "says": "Not called: it is night in Hawaii"})]
    for _ in range(2):
        new_lead(received_at=clock.now(), story=refused)
    new_lead(received_at=clock.now(), story=refused + rung_after(2_000))

    found = checks(owner)["Refused"]

    assert said(found) == "2 leads: Not called: it is night in Hawaii"
    assert "is=not_called" in found.leads


def test_what_a_wall_holds_waits_for_a_person(owner: Client, acme: Tenant) -> None:
    promise(acme, state="held", error_code="tenant_velocity", last_error="61 new numbers within the hour")
    promise(acme, state="held", error_code="no_connection", last_error="no carrier", key="other")

    found = checks(owner)["Fraud walls"]

    assert (found.verdict, said(found)) == ("bad", "1 step: 61 new numbers within the hour")


@pytest.mark.parametrize(("seconds", "verdict"), [(1, "good"), (30, "fair"), (300, "bad")])
def test_the_oldest_step_tells_how_long_the_queue_is(owner: Client, acme: Tenant, seconds: int, verdict: str) -> None:
    promise(acme, due_at=clock.now() - timedelta(seconds=seconds))
    promise(acme, due_at=clock.now() + timedelta(hours=1), key="later")

    found = checks(owner)["Queue"]

    assert (found.verdict, len(found.findings)) == (verdict, 1)
    assert "1 due" in said(found)


@pytest.mark.parametrize("state", ["broken", "unauthorized"])
def test_a_vendor_that_is_down_is_in_the_way(owner: Client, acme: Tenant, state: str) -> None:
    connect(acme, "telephony", state=state, last_error="HTTP 503")

    found = checks(owner)["Vendors"]

    assert found.verdict == "bad"
    assert "HTTP 503" in said(found)


@pytest.mark.parametrize(("role", "is_shown"), [("owner", True), ("manager", True), ("client", False), ("rep", False)])
def test_only_who_may_mend_it_is_led_to_the_back_office(
    signed_in: SignIn, acme: Tenant, source: Source, role: str, is_shown: bool
) -> None:
    page = signed_in(acme, role).get("/app/acme/why/").content.decode()

    assert (f"/manage/acme/leads/source/{source.pk}/change/" in page) == is_shown


def test_it_takes_as_many_queries_for_much_as_for_little(
    owner: Client, source: Source, new_lead: NewLead, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        deliver(source, state="parked", problems={"body": str(number)})
        new_lead(received_at=clock.now(), story=[("gate.blocked", 5, {"says": str(number)})])

    with django_assert_max_num_queries(30):
        owner.get("/app/acme/why/")


def test_what_the_plan_has_no_room_for_is_found(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    says = "your plan's leads of this month are used up"
    for number in range(2):
        promise(acme, key=str(number), lead=new_lead(), state="held", error_code="plan_leads", last_error=says)

    found = checks(owner)

    assert (found["Plan"].verdict, said(found["Plan"])) == ("bad", f"2 steps: {says}")
    assert found["Fraud walls"].verdict == "good"
