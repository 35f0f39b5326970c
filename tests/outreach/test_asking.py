"""Which services are asked about a fresh lead, and whether its call waits for them."""

from apps.core.queues import DEFAULT, URGENT
from apps.integrations.models import Connection, Family
from apps.outreach import asking
from apps.outreach.plan import Planned
from apps.routing import decide
from tests.routing.made import is_, no, rule, rules, some

CALL = Planned("call", "call:first:1")
TWILIO = Connection(pk=1, family=Family.ENRICHMENT, vendor="twilio", name="Lookup", settings={"wait_ms": 800})
APOLLO = Connection(pk=2, family=Family.ENRICHMENT, vendor="apollo", name="Apollo")
SLACK = Connection(pk=3, family=Family.ALERTS, vendor="slack", name="Slack")


def asked(*ways: str, needs: str = "") -> list[Planned]:
    connections = [TWILIO, APOLLO, SLACK]
    return asking.enrichments("1", ways=ways, needs={needs}, connections=connections)


def call_waits_ms(needs: str, *connections: Connection) -> int:
    questions = asking.enrichments("1", ways=("phone", "email"), needs={needs}, connections=connections)
    [call] = asking.awaiting_facts([CALL], questions, connections)
    return call.delay_ms


def test_each_service_is_asked_by_what_it_knows_people_by() -> None:
    assert [step.connection_id for step in asked("phone", "email")] == [1, 2]
    assert [step.connection_id for step in asked("phone")] == [1]
    assert asked() == []


def test_only_what_a_rule_asks_for_is_in_a_hurry() -> None:
    assert [step.queue for step in asked("phone", "email", needs="line_type")] == [URGENT, DEFAULT]


def test_a_call_waits_as_long_as_its_tenant_lets_it_and_only_where_a_rule_asks() -> None:
    assert call_waits_ms("line_type", TWILIO, APOLLO) == 800
    assert call_waits_ms("seniority", TWILIO, APOLLO) == 1000
    assert call_waits_ms("nothing", TWILIO, APOLLO) == 0


def test_settings_that_make_no_sense_are_the_usual_ones() -> None:
    odd = Connection(pk=1, family=Family.ENRICHMENT, vendor="twilio", settings={"wait_ms": "soon"})

    assert call_waits_ms("line_type", odd) == 1000


def test_rules_say_which_facts_they_ask_for() -> None:
    deep = some(no(is_("found.line_type", "landline")), is_("found.seniority", "owner"), is_("state", "TX"))
    switched_off = rule("off", is_("found.carrier", "x"), is_enabled=False)

    assert decide.compiled(rules(rule("deep", deep), switched_off), version=1).needs == {"line_type", "seniority"}
