"""What a fresh lead is owed, with and without a rule that took it."""

from typing import Any

import pytest

from apps.integrations.models import Connection, Family
from apps.outreach import plan
from apps.outreach.models import Playbook
from apps.outreach.plan import Planned
from apps.routing import actions, decide
from apps.routing.actions import Actions
from tests.routing.made import lead, rule, rules

CONNECTIONS = [
    Connection(pk=1, family=Family.CRM, vendor="hubspot", name="HubSpot"),
    Connection(pk=2, family=Family.ALERTS, vendor="slack", name="Slack #new-leads"),
    Connection(pk=3, family=Family.ALERTS, vendor="email", name="Mail"),
]


def planned(*, calls_leads: bool = True, **then: Any) -> list[Planned]:
    routed = decide.of(decide.compiled(rules(rule("rule", then=then)), version=1), lead()) if then else None
    playbook = Playbook(calls_leads=calls_leads)
    return plan.for_lead("1", has_phone=True, playbook=playbook, connections=CONNECTIONS, routed=routed)


def of_kind(kind: str, steps: list[Planned]) -> list[Planned]:
    return [step for step in steps if step.kind == kind]


def test_a_rule_that_wants_the_usual_changes_nothing() -> None:
    assert planned(answered_by="playbook") == planned()


def test_nobody_rings_a_lead_whose_rule_says_so_but_crm_and_team_hear_of_it() -> None:
    assert [step.kind for step in planned(answered_by="nobody")] == ["crm", "alert", "alert"]


def test_no_rule_calls_where_the_playbook_does_not() -> None:
    assert of_kind("call", planned(calls_leads=False, answered_by="ai_agent")) == []


@pytest.mark.parametrize(("wanted", "priority"), [("first", -1), ("normal", 0), ("later", 1)])
def test_a_rule_says_which_call_goes_first(wanted: str, priority: int) -> None:
    (call,) = of_kind("call", planned(priority=wanted))

    assert call.priority == priority


def test_the_call_carries_what_its_rule_wants_until_the_dial() -> None:
    (call,) = of_kind("call", planned(answered_by="team", team=7, script="Solar"))

    assert actions.of_step(call.params) == Actions.model_validate({"answered_by": "team", "team": 7, "script": "Solar"})
    assert actions.of_step({}) == Actions()


def test_a_channel_that_is_a_connection_is_told_alone() -> None:
    steps = of_kind("alert", planned(channel="slack #NEW-leads"))

    assert [step.connection_id for step in steps] == [2]


def test_any_other_channel_is_named_to_all_of_them() -> None:
    steps = of_kind("alert", planned(channel="#hot-leads"))

    assert [(step.connection_id, step.params["channel"]) for step in steps] == [(2, "#hot-leads"), (3, "#hot-leads")]


def test_the_crm_hears_whose_lead_it_is() -> None:
    (crm,) = of_kind("crm", planned(crm_owner="ann@acme.example"))

    assert crm.params["owner"] == "ann@acme.example"
