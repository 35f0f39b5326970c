"""The lead page: identity, speed, waterfall, every event, what is still to come."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.compliance.models import DncEntry, ScrubAnswer
from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Finding, Known, Lead
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant
from tests import conversed

from .conftest import NewLead, SignIn, rung_after

pytestmark = pytest.mark.django_db


def page_of(client: Client, lead: Lead, query: str = "") -> str:
    answer = client.get(f"/app/acme/leads/{lead.pk}/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("role", ["owner", "manager", "client", "rep"])
def test_every_member_sees_how_fast_it_was(signed_in: SignIn, acme: Tenant, new_lead: NewLead, role: str) -> None:
    lead = new_lead(story=rung_after(2_941))

    page = page_of(signed_in(acme, role), lead)

    assert "ours 71 ms, carrier 2.87 s" in page


@pytest.mark.parametrize("tail", ["", "live/"])
def test_another_companys_lead_is_not_there(signed_in: SignIn, rival: Tenant, new_lead: NewLead, tail: str) -> None:
    lead = new_lead()
    client = signed_in(rival, "owner")

    assert client.get(f"/app/rival/leads/{lead.pk}/{tail}").status_code == 404
    assert client.get(f"/app/acme/leads/{lead.pk}/{tail}").status_code == 404


@pytest.mark.parametrize("view", ["first", "log", "whole", "nonsense"])
def test_every_bar_has_a_name_with_its_milliseconds_in_every_view(owner: Client, new_lead: NewLead, view: str) -> None:
    page = page_of(owner, new_lead(story=rung_after(2_941)), f"?view={view}")

    assert 'aria-label="Call: Carrier rang the phone, 2,870 ms, from 71 ms to 2,941 ms"' in page


def test_the_table_has_every_event_in_order_with_its_facts(owner: Client, new_lead: NewLead) -> None:
    lead = new_lead(story=rung_after(2_941))

    entries = owner.get(f"/app/acme/leads/{lead.pk}/").context["lead"].entries

    assert [entry.since for entry in entries][:5] == ["+0 ms", "+8 ms", "+20 ms", "+71 ms", "+400 ms"]
    assert entries[-1].what == "Call ended"
    assert ("Talk seconds", "60") in [(fact.name, fact.value) for fact in entries[-1].facts]


@pytest.mark.parametrize(("closes", "badge"), [("all", "Do not contact"), ("call", "No calls"), ("sms", "No texts")])
def test_what_the_do_not_call_list_closes_is_seen(
    owner: Client, acme: Tenant, new_lead: NewLead, closes: str, badge: str
) -> None:
    lead = new_lead(story=[("optout.recorded", 20, {"channel": closes})])
    with access.as_tenant(acme.pk):
        DncEntry.objects.create(tenant=acme, phone=lead.phone, closes=closes)

    assert f'<span class="badge blocked">{badge}</span>' in page_of(owner, lead)


def test_a_blocked_lead_says_why_it_was_not_called(owner: Client, new_lead: NewLead) -> None:
    reasons = [{"code": "dnc", "says": "On your do-not-call list"}]
    lead = new_lead(story=[("gate.blocked", 20, {"channel": "call", "reasons": reasons})])

    assert "Not called: On your do-not-call list" in page_of(owner, lead)


def test_a_step_to_be_tried_again_shows_reason_and_time(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    now = clock.now()
    lead = new_lead()
    with access.as_tenant(acme.pk):
        Step.objects.create(
            tenant=acme,
            lead=lead,
            kind="crm",
            queue="default",
            key="k",
            due_at=now + timedelta(minutes=5),
            attempt=2,
            last_error="HubSpot answered 502",
        )

    (promise,) = owner.get(f"/app/acme/leads/{lead.pk}/").context["lead"].promises

    assert (promise.state, promise.reason) == ("Will be tried again", "HubSpot answered 502")
    assert promise.next_try.relative == "in 4 min"


@pytest.mark.parametrize(("age", "every_ms"), [(timedelta(seconds=5), 1_000), (timedelta(hours=1), 0)])
def test_the_page_reads_itself_again_while_the_lead_is_young(
    owner: Client, new_lead: NewLead, age: timedelta, every_ms: int
) -> None:
    lead = new_lead(received_at=clock.now() - age)

    assert f'data-every="{every_ms}"' in page_of(owner, lead)


def test_the_live_part_is_the_page_without_its_frame(owner: Client, new_lead: NewLead) -> None:
    lead = new_lead(story=rung_after(2_941))

    part = owner.get(f"/app/acme/leads/{lead.pk}/live/").content.decode()

    assert part.lstrip().startswith("<div data-live=")
    assert "<html" not in part


def test_a_record_with_a_script_for_an_address_gets_no_link(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    lead = new_lead()
    with access.as_tenant(acme.pk):
        crm = Connection.objects.create(tenant=acme, family="crm", vendor="hubspot", name="HubSpot")
        Known.objects.create(
            tenant=acme, lead=lead, connection=crm, record_id="1", kind="contact", url="javascript:alert(1)"
        )

    page = page_of(owner, lead)

    assert "HubSpot contact" in page
    assert "javascript:" not in page


def test_a_long_story_takes_no_more_queries(
    owner: Client, new_lead: NewLead, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lead = new_lead(story=rung_after(2_941) * 10)

    with django_assert_max_num_queries(24):
        page_of(owner, lead)


def test_pages_obey_the_policy_against_inline_code(owner: Client, new_lead: NewLead) -> None:
    page = page_of(owner, new_lead(story=rung_after(2_941)))

    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count("<script src=") == 2


def test_an_effect_is_matched_to_its_step_by_its_origin(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    facts: dict[str, object] = {"step_kind": "crm", "attempt": 1, "claimed_from": "ready"}
    lead = new_lead(story=[("step.started", 10, facts | {"step": 1}), ("step.started", 12, facts | {"step": 2})])
    with access.as_tenant(acme.pk):
        lead.tell("crm.written", at=lead.received_at + timedelta(milliseconds=300), origin="step:2")
        lead.tell("crm.written", at=lead.received_at + timedelta(milliseconds=900), origin="step:1")

    bars = owner.get(f"/app/acme/leads/{lead.pk}/").context["lead"].chart.bars

    assert [bar.lasts for bar in bars if bar.label == "Wrote to the CRM"] == ["890 ms", "288 ms"]


def test_what_was_spent_on_a_lead_is_summed_up_by_currency(owner: Client, new_lead: NewLead) -> None:
    lead = new_lead(story=rung_after(2_941))
    call = conversed.call(lead, at=lead.received_at)
    conversed.cost(call, 26_500)
    conversed.cost(call, 8_600, service="hearing")
    conversed.cost(call, 30_000, service="speech", currency="EUR")

    assert owner.get(f"/app/acme/leads/{lead.pk}/").context["lead"].spent == ["$0.0351", "EUR 0.0300"]


def test_where_nothing_was_spent_nothing_is_said_of_it(owner: Client, new_lead: NewLead) -> None:
    assert ">Cost<" not in page_of(owner, new_lead())


def test_facts_stand_with_their_source_and_age(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    lead, now = new_lead(phone="+12025550143"), clock.now()
    mine = {"tenant": acme, "lead": lead, "subject": "phone:+12025550143", "vendor": "twilio"}
    with access.as_tenant(acme.pk):
        Finding.objects.create(name="", found_at=now, good_until=now, cost_micros=8_000, **mine)
        for name, value, days in (("line_type", "landline", 27), ("reassigned", "no", -2)):
            told = {"found_at": now - timedelta(days=3), "good_until": now + timedelta(days=days)}
            Finding.objects.create(name=name, value=value, **told, **mine)

    page = page_of(owner, lead)

    assert "<dt>Line type</dt><dd>landline" in page
    assert "Twilio Lookup, <time" in page
    assert "3 d ago" in page
    assert page.count("too old to go by") == 1
    assert "$0.0080" in page


def test_checks_of_the_number_stand_with_who_made_them(owner: Client, acme: Tenant, new_lead: NewLead) -> None:
    lead, now = new_lead(phone="+12025550143"), clock.now()
    with access.as_tenant(acme.pk):
        service = Connection.objects.create(tenant=acme, family="scrub", vendor="dncscrub", name="Our scrub")
        mine = {"tenant": acme, "lead": lead, "connection": service, "phone": lead.phone, "digest": "d" * 64}
        said = {"kind": "dnc", "verdict": "listed", "is_against": True, "says": "on a do-not-call list"}
        ScrubAnswer.objects.create(checked_at=now, good_until=now + timedelta(days=30), **mine, **said)

    page = page_of(owner, lead)

    assert "<dt>Checked for do-not-call lists</dt><dd>the number is on a do-not-call list" in page
    assert "Our scrub, <time" in page
