"""The screen of the rules: built, ordered, switched, published, rolled back; and nobody but managers."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.routing import drafting, publish, published
from apps.routing.models import DraftRule
from apps.routing.rules import RuleSet
from apps.scripts import drafting as drafts
from apps.scripts import publish as publishing
from apps.scripts import samples
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.manage.conftest import NOW
from tests.routing.made import every, is_, one_of, rule, rules

pytestmark = pytest.mark.django_db

SCREEN = "/manage/acme/routing/draftrule/"
HISTORY = "/manage/acme/routing/version/"
TEXAS = every(is_("state", "TX"))
FORM = {"name": "Texas", "is_enabled": "on", "answered_by": "ai_agent", "priority": "first", "script": "Solar"}


@pytest.fixture(autouse=True)
def solar(acme: Tenant) -> None:
    """The script that rules ask for."""
    with access.as_tenant(acme.pk):
        script = drafts.begin(acme, "Solar", samples.load("solar"))
        publishing.draft(script, over=0, share=100, author="maria@acme.example", now=NOW)


def draft(acme: Tenant) -> RuleSet:
    with access.as_tenant(acme.pk):
        return drafting.rules(acme)


def in_force(acme: Tenant) -> RuleSet:
    with access.as_tenant(acme.pk):
        return published.rules(acme)


def names(acme: Tenant) -> list[str]:
    return [rule.name for rule in draft(acme).rules]


def pk(acme: Tenant, name: str) -> int:
    with access.as_tenant(acme.pk):
        return DraftRule.objects.get(name=name).pk


@pytest.fixture
def three(acme: Tenant) -> None:
    """A draft of three rules, published as version 1."""
    made = rules(rule("Texas", is_("state", "TX")), rule("Ohio", is_("state", "OH")), rule("Rest"))
    with access.as_tenant(acme.pk):
        drafting.replace(acme, made)
        publish.draft(acme, over=0, author="maria@acme.example", now=NOW)


def test_an_empty_screen_says_what_happens_without_rules(manager: Client) -> None:
    page = manager.get(SCREEN).content.decode()

    assert "Every lead is called as your playbook says." in page
    assert "There are no rules in the draft." in page


def test_a_rule_is_added_without_anybody_writing_json(manager: Client, acme: Tenant) -> None:
    page = manager.get(f"{SCREEN}add/")
    offered = json.loads(page.context["adminform"].form.fields["condition"].widget.attrs["data-offer"])

    answer = manager.post(f"{SCREEN}add/", FORM | {"condition": json.dumps(TEXAS)}, follow=True)

    assert "/static/manage/rules.js" in page.content.decode()
    assert {field["name"] for field in offered["fields"]} >= {"state", "source", "local.time"}
    assert "If state is TX: call by the AI agent with the script “Solar”, before other calls." in (
        answer.content.decode().replace("&#x27;", "'")
    )
    [made] = draft(acme).rules
    assert (made.name, made.then.script, made.then.priority) == ("Texas", "Solar", "first")


def test_the_builder_offers_what_leads_really_answered(
    manager: Client, acme: Tenant, rows: Callable[..., dict[str, Any]]
) -> None:
    lead = rows(acme, "mine")["lead"]
    with access.as_tenant(acme.pk):
        lead.answers, lead.campaign = {"roof": "Flat"}, {"utm_source": "google", "gclid": "abc"}
        lead.save()

    form = manager.get(f"{SCREEN}add/").context["adminform"].form
    offered = {
        field["name"]: field for field in json.loads(form.fields["condition"].widget.attrs["data-offer"])["fields"]
    }

    assert offered["answers.roof"]["values"] == ["Flat"]
    assert offered["campaign.utm_source"]["values"] == ["google"]
    assert "campaign.gclid" not in offered


def test_a_rule_without_a_condition_takes_everybody(manager: Client, acme: Tenant) -> None:
    manager.post(f"{SCREEN}add/", FORM)

    assert draft(acme).rules[0].is_catch_all


def test_a_new_rule_goes_before_the_one_that_takes_everybody(manager: Client, acme: Tenant, three: None) -> None:
    manager.post(f"{SCREEN}add/", FORM | {"name": "Iowa", "condition": json.dumps(is_("state", "IA"))})

    assert names(acme) == ["Texas", "Ohio", "Iowa", "Rest"]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("{", "not a condition that can be read"),
        ('"x"', "not a condition that can be read"),
        (json.dumps(is_("state", "")), "A condition or a group is empty"),
        (json.dumps(every({"op": "any", "of": []})), "A condition or a group is empty"),
        (json.dumps(is_("password", "x")), "There is no field “password”."),
        (json.dumps({"op": "in_hours", "field": "local.time", "hours": "always"}), "is not like"),
        (json.dumps({"op": "matches", "field": "name", "value": "(a+)+"}), "not a condition that can be read"),
        (json.dumps(every(*[is_("state", "x")] * 65)), "not a condition that can be read"),
        ("[" * 100_000, "not a condition that can be read"),
    ],
)
def test_a_condition_that_is_none_is_refused_in_words(manager: Client, acme: Tenant, condition: str, said: str) -> None:
    form = manager.post(f"{SCREEN}add/", FORM | {"condition": condition}).context["adminform"].form

    assert said in " ".join(form.errors["condition"])
    assert names(acme) == []


def test_a_team_has_to_be_chosen_where_a_team_is_to_answer(manager: Client) -> None:
    form = manager.post(f"{SCREEN}add/", FORM | {"answered_by": "team"}).context["adminform"].form

    assert form.errors["team"] == ["Choose one, or let somebody else talk with them."]


def test_a_rule_names_teams_and_reps_of_its_own_tenant_only(
    manager: Client, acme: Tenant, rival: Tenant, rows: Callable[..., dict[str, Any]]
) -> None:
    mine, theirs = rows(acme, "mine"), rows(rival, "SECRET")

    refused = manager.post(f"{SCREEN}add/", FORM | {"answered_by": "team", "team": theirs["team"].pk})
    manager.post(f"{SCREEN}add/", FORM | {"name": "Own", "answered_by": "team", "team": mine["team"].pk})

    assert "team" in refused.context["adminform"].form.errors
    assert draft(acme).rules[-1].then.team == mine["team"].pk


def test_editing_keeps_the_rules_key_and_place(manager: Client, acme: Tenant, three: None) -> None:
    page = f"{SCREEN}{pk(acme, 'Ohio')}/change/"
    shown = manager.get(page).context["adminform"].form

    manager.post(page, FORM | {"name": "Ohio and Iowa", "condition": json.dumps(one_of("state", "OH", "IA"))})

    assert json.loads(shown["condition"].value()) == is_("state", "OH")
    assert [(each.key, each.name) for each in draft(acme).rules][1] == ("ohio", "Ohio and Iowa")


def test_rules_move_by_buttons(manager: Client, acme: Tenant, three: None) -> None:
    manager.post(f"{SCREEN}{pk(acme, 'Ohio')}/up/")
    assert names(acme) == ["Ohio", "Texas", "Rest"]

    manager.post(f"{SCREEN}{pk(acme, 'Ohio')}/down/")
    assert names(acme) == ["Texas", "Ohio", "Rest"]


def test_a_look_moves_nothing(manager: Client, acme: Tenant, three: None) -> None:
    for verb in ("up", "down", "switch"):
        assert manager.get(f"{SCREEN}{pk(acme, 'Ohio')}/{verb}/").status_code == 405

    assert draft(acme) == in_force(acme)


def test_a_rule_is_switched_off_and_on(manager: Client, acme: Tenant, three: None) -> None:
    manager.post(f"{SCREEN}{pk(acme, 'Ohio')}/switch/")
    assert [each.is_enabled for each in draft(acme).rules] == [True, False, True]

    manager.post(f"{SCREEN}{pk(acme, 'Ohio')}/switch/")
    assert [each.is_enabled for each in draft(acme).rules] == [True, True, True]


def test_a_rule_is_deleted_from_the_draft(manager: Client, acme: Tenant, three: None) -> None:
    manager.post(f"{SCREEN}{pk(acme, 'Ohio')}/delete/", {"post": "yes"})

    assert names(acme) == ["Texas", "Rest"]
    assert len(in_force(acme).rules) == 3


def test_what_is_wrong_is_said_beside_the_rule(manager: Client, acme: Tenant, three: None) -> None:
    with access.as_tenant(acme.pk):
        drafting.replace(acme, rules(rule("Rest"), rule("Texas", is_("state", "TX"))))

    assert "“Rest” before it takes every lead that would match" in manager.get(SCREEN).content.decode()


def test_the_sentence_is_read_while_the_rule_is_built(manager: Client) -> None:
    sent = FORM | {"condition": json.dumps(TEXAS)}

    said = [manager.post(f"{SCREEN}reads-as/", each).json()["says"] for each in (sent, {"condition": "{"})]

    assert said[0].startswith("If state is TX: call by the AI agent")
    assert said[1] == "Fill in every condition to read the rule here."
