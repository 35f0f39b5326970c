"""Facts about a lead: asked for once, kept with age and source, and by them the rules decide again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from apps.core import clock
from apps.integrations.crm.base import Record
from apps.leads import findings
from apps.leads.models import Event, Finding, Lead
from apps.leads.models.finding import LOOK_UP
from apps.leads.states import State
from apps.outreach import kit, plan
from apps.outreach.ledger import crm_written
from apps.outreach.ledger.crm_written import Written
from apps.outreach.models import Step
from apps.routing.models import Version
from apps.tenants import access
from tests.integrations.twilio_side import ACCOUNT
from tests.routing.made import every, is_, rule, rules

from .conftest import PHONE, Office

FOUND = orjson.loads((Path(__file__).parents[1] / "samples" / "twilio_lookup_200.json").read_bytes())
LANDLINE = FOUND | {"line_type_intelligence": FOUND["line_type_intelligence"] | {"type": "landline"}}
NO_LANDLINES = rules(
    rule("Landlines", is_("found.line_type", "landline"), answered_by="nobody"),
    rule("The rest", every(), answered_by="ai_agent"),
)


@pytest.fixture
def office(office: Office) -> Office:
    account = ACCOUNT | {"base_url": f"{office.peer.url}/twilio", "price": "0.008"}
    office.connect("enrichment", "twilio", **account)
    return office


def publish(office: Office, set_of_rules: Any = NO_LANDLINES) -> None:
    with access.as_tenant(office.tenant.pk):
        Version.objects.create(
            tenant=office.tenant, number=1, rules=set_of_rules.model_dump(mode="json"), published_at=clock.now()
        )
    kit.forget()


def asks(office: Office, lead: Lead, **traits: Any) -> Step:
    return office.promise("enrich", lead, connection_id=office.connections["enrichment"].pk, **traits)


def asks_for_a_rule(office: Office, lead: Lead) -> Step:
    return asks(office, lead, params={"is_needed": True})


def first_call(office: Office, lead: Lead) -> Step:
    due_at = clock.now() + timedelta(seconds=1)
    return office.promise("call", lead, key=plan.first_call_key(str(lead.pk)), due_at=due_at)


def known(office: Office) -> list[Finding]:
    with access.as_tenant(office.tenant.pk):
        return list(Finding.objects.order_by("name"))


def test_what_is_told_is_kept_with_age_source_and_cost(office: Office) -> None:
    lead = office.lead()
    office.peer.replies(200, FOUND)

    assert office.carry_out(asks(office, lead)).state == "done"

    look_up, *facts = known(office)
    assert (look_up.name, look_up.cost_micros) == (LOOK_UP, 8_000)
    assert {each.name: each.value for each in facts}["line_type"] == "mobile"
    assert {(each.subject, each.vendor) for each in facts} == {(f"phone:{PHONE}", "twilio")}
    assert all(each.good_until - each.found_at == timedelta(days=30) for each in facts)
    assert office.peer.open_transactions == 0


def test_the_timeline_says_who_was_asked_and_what_for_but_not_what_is_known(office: Office) -> None:
    office.peer.replies(200, FOUND)

    office.carry_out(asks(office, office.lead()))

    [event] = office.all(Event, kind="lead.enriched")
    assert (event.facts["vendor"], event.facts["purpose"], event.facts["remembered"]) == ("twilio", "record", False)
    assert "line_type" in event.facts["told"]
    assert "Example Mobile" not in str(event.facts)


def test_the_same_number_is_not_asked_about_twice(office: Office) -> None:
    office.peer.replies(200, FOUND)
    first, second = office.lead(), office.lead()
    office.carry_out(asks(office, first))

    assert office.carry_out(asks(office, second)).state == "done"

    assert len(office.peer.requests) == 1
    with access.as_tenant(office.tenant.pk):
        assert findings.good(second, now=clock.now())["line_type"] == "mobile"


def test_what_is_old_is_asked_for_again_and_replaced(office: Office) -> None:
    lead = office.lead()
    office.peer.replies(200, FOUND)
    office.peer.replies(200, LANDLINE)
    office.carry_out(asks(office, lead))
    for each in known(office):
        office.set(each, good_until=clock.now())

    office.carry_out(asks(office, lead))

    with access.as_tenant(office.tenant.pk):
        assert findings.good(lead, now=clock.now())["line_type"] == "landline"


def test_a_fact_that_is_old_is_shown_and_no_rule_goes_by_it(office: Office) -> None:
    lead = office.lead()
    office.peer.replies(200, FOUND)
    office.carry_out(asks(office, lead))

    with access.as_tenant(office.tenant.pk):
        assert findings.good(lead, now=clock.now() + timedelta(days=31)) == {}
        assert len(findings.told(lead)) == 5


def test_who_wants_no_contact_is_asked_about_nowhere(office: Office) -> None:
    lead = office.lead(state=State.BLOCKED)

    assert office.carry_out(asks(office, lead)).state == "skipped"

    assert office.peer.requests == []


def test_a_lead_without_a_number_is_no_question_for_who_knows_numbers(office: Office) -> None:
    lead = office.lead(phone="", email="dana@example.com")

    assert office.carry_out(asks(office, lead)).state == "skipped"


def test_silence_is_tried_again_and_a_refusal_is_a_dead_letter(office: Office) -> None:
    office.peer.reset()
    office.peer.replies(400, {"code": 20404})
    step = asks(office, office.lead())

    assert office.carry_out(step).state == "ready"
    assert office.carry_out(step).state == "dead"

    assert office.timeline("step.retried", "step.dead") == ["step.retried", "step.dead"]


def test_refused_credentials_hold_it_until_a_person_corrects_them(office: Office) -> None:
    office.peer.replies(401, {"code": 20003})

    assert office.carry_out(asks(office, office.lead())).state == "held"


def test_who_erases_the_lead_erases_what_was_told_of_it(office: Office) -> None:
    lead = office.lead()
    office.peer.replies(200, FOUND)
    office.carry_out(asks(office, lead))

    with access.as_tenant(office.tenant.pk):
        Step.objects.filter(lead=lead).delete()
        access.fetch("DELETE FROM leads_lead WHERE id = %(id)s RETURNING id", {"id": lead.pk}, tenant_id=lead.tenant_id)

    assert known(office) == []


def test_a_call_that_waits_for_a_fact_goes_when_it_has_come(office: Office) -> None:
    publish(office)
    lead = office.lead()
    call = first_call(office, lead)
    office.peer.replies(200, FOUND)

    office.carry_out(asks_for_a_rule(office, lead))

    now_stands = office.now(call)
    assert now_stands.due_at <= clock.now()
    assert now_stands.params["route"] == {"answered_by": "ai_agent"}


def test_a_fact_may_decide_that_nobody_calls(office: Office) -> None:
    publish(office)
    lead = office.lead()
    call = first_call(office, lead)
    office.peer.replies(200, LANDLINE)

    office.carry_out(asks_for_a_rule(office, lead))

    assert office.now(call).state == "cancelled"
    assert office.all(Event, kind="lead.routed")[-1].facts["rule"] == "landlines"


def test_a_fact_may_decide_that_somebody_calls_after_all(office: Office) -> None:
    publish(
        office,
        rules(
            rule("Mobiles", is_("found.line_type", "mobile"), answered_by="ai_agent"),
            rule("The rest", every(), answered_by="nobody"),
        ),
    )
    lead = office.lead()
    with access.as_tenant(office.tenant.pk):
        lead.tell("lead.routed", at=clock.now(), rule="the-rest", version=1)
    office.peer.replies(200, FOUND)

    office.carry_out(asks_for_a_rule(office, lead))

    [call] = office.all(Step, kind="call")
    assert (call.key, call.params["route"]) == (plan.first_call_key(str(lead.pk)), {"answered_by": "ai_agent"})


def test_a_test_is_not_called_whatever_is_known_of_it(office: Office) -> None:
    publish(office)
    lead = office.lead()
    with access.as_tenant(office.tenant.pk):
        lead.tell("lead.not_called", at=clock.now(), reason="it is a test")
    office.peer.replies(200, FOUND)

    office.carry_out(asks_for_a_rule(office, lead))

    assert office.all(Step, kind="call") == []


def test_a_call_that_is_on_its_way_stays_what_it_is(office: Office) -> None:
    publish(office)
    lead = office.lead()
    call = first_call(office, lead)
    office.set(call, state="waiting", attempt=1)
    office.peer.replies(200, LANDLINE)

    office.carry_out(asks_for_a_rule(office, lead))

    assert (office.now(call).state, office.now(call).params) == ("waiting", {})


@pytest.mark.parametrize("is_awaited", [True, False])
def test_a_crm_that_is_quicker_lets_no_call_go_before_the_fact(office: Office, is_awaited: bool) -> None:
    lead = office.lead()
    call = first_call(office, lead)
    asks(office, lead, params={"is_needed": True} if is_awaited else {}, due_at=clock.now() + timedelta(hours=1))
    crm = office.connect("crm", "hubspot", access_token="pat", base_url=office.peer.url)
    written = Written(lead.pk, lead.phone, crm, Record(id="1", kind="contact"))

    crm_written.enter(office.claim(office.promise("crm", lead, connection_id=crm.pk)), written, now=clock.now())

    assert (office.now(call).due_at == call.due_at) is is_awaited


def test_a_call_waits_for_the_last_of_the_questions(office: Office) -> None:
    publish(office)
    lead = office.lead()
    call = first_call(office, lead)
    step = asks_for_a_rule(office, lead)
    asks_for_a_rule(office, lead)
    office.peer.replies(200, FOUND)

    office.carry_out(step)

    assert office.now(call).due_at == call.due_at


def test_facts_that_no_rule_asks_for_change_nothing(office: Office) -> None:
    publish(office, rules(rule("All", every(), answered_by="ai_agent")))
    lead = office.lead()
    call = first_call(office, lead)
    office.peer.replies(200, FOUND)

    office.carry_out(asks(office, lead))

    assert office.now(call).due_at == call.due_at
    assert office.all(Event, kind="lead.routed") == []
