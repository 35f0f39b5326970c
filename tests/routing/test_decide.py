"""The decision, with its reasons, and what stands on the timeline."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.integrations.sources.base import Submission
from apps.leads import capture
from apps.leads.models import Lead, Source
from apps.routing import compiling, decide
from apps.routing.subject import Subject
from apps.tenants.models import Tenant
from tests.routing.made import CHICAGO, LEADS, TREES, is_, lead, rule, rules

TEXAS = rule("Texas", is_("state", "TX"), answered_by="ai_agent", then={"script": "Solar"})
TESTS = rule("Tests", is_("is_test", "yes"), answered_by="nobody")
READY = decide.compiled(rules(TESTS, rule("off", is_enabled=False), TEXAS), version=7)


def test_the_first_rule_that_matches_decides() -> None:
    both = lead(phone="+12147481234", is_test=True)

    assert decide.of(READY, both).rule_key == "tests"
    assert not decide.of(READY, both).actions.calls


def test_the_timeline_says_why_this_rule_and_why_not_those_before() -> None:
    facts = decide.of(READY, lead(phone="+12147481234")).facts()

    assert facts == {
        "version": 7,
        "rule": "texas",
        "rule_name": "Texas",
        "actions": {"answered_by": "ai_agent", "script": "Solar"},
        "because": [{"field": "state", "wanted": "is TX", "got": "TX", "passed": True}],
        "passed_over": [
            {
                "rule": "tests",
                "rule_name": "Tests",
                "failed": {"field": "is_test", "wanted": "is yes", "got": "no", "passed": False},
            }
        ],
    }
    assert json.loads(json.dumps(facts)) == facts


def test_whom_no_rule_takes_the_playbook_does() -> None:
    routed = decide.of(READY, lead(phone="+13125550100"))

    assert routed.is_built_in
    assert routed.actions.calls
    assert len(routed.trace) == 3


def test_explaining_tells_of_all_rules() -> None:
    found = decide.explain(READY, lead(phone="+12147481234", is_test=True))

    assert [(trace.name, trace.passed) for trace in found] == [("Tests", True), ("Texas", True)]


@given(st.lists(TREES, max_size=4), LEADS)
def test_the_quick_answer_and_the_explained_one_agree(trees: list[dict[str, object]], of: Subject) -> None:
    ready = decide.compiled(rules(*[rule(f"r{place}", tree) for place, tree in enumerate(trees)]), version=1)

    routed = decide.of(ready, of)

    explained = next((trace.key for trace in decide.explain(ready, of) if trace.passed), "catch-all")
    assert routed.rule_key == ready.first(of).key == explained
    assert all(not trace.passed for trace in routed.trace[:-1])


@given(TREES, LEADS)
def test_who_is_passed_over_by_a_plain_rule_has_an_objection(tree: dict[str, object], of: Subject) -> None:
    made = rule("r", tree)
    ready = decide.compiled(rules(made), version=1).rules[0]

    if made.when.op == "all" and all(part.op != "any" for part in made.when.of) and not ready.passes(of):
        assert ready.objection(of).checks or any(part.op in ("all", "not") for part in made.when.of)


@pytest.mark.django_db
@pytest.mark.usefixtures("inside")
def test_a_lead_reads_the_same_when_it_comes_in_and_when_it_is_kept(tenant: Tenant, source: Source) -> None:
    now = datetime(2026, 5, 4, 17, tzinfo=UTC)
    form = Submission(
        first_name="Dana",
        email="DANA@Example.com",
        phone="(214) 748-1234",
        answers={"bill": "$120"},
        campaign={"utm_source": "google"},
    )
    captured = capture.read(form, region="US", allow_fiction=False)
    kept = Lead.objects.create(
        tenant=tenant,
        source=source,
        first_name=captured.first_name,
        last_name=captured.last_name,
        email=captured.email,
        phone=captured.phone,
        answers=dict(captured.answers),
        campaign=dict(captured.campaign),
        is_test=captured.is_test,
        received_at=now,
    )
    fields = ["source", "source.kind", "name", "email", "email.domain", "phone", "phone.area", "phone.state", "state"]
    fields += ["answers.bill", "campaign.utm_source", "is_test", "local.time", "local.weekday", "local.hour"]

    asked, again = (
        decide.as_asked(captured, source=source, zone=CHICAGO, now=now),
        decide.as_kept(kept, zone=CHICAGO, now=now),
    )

    assert [asked.value(name) for name in fields] == [again.value(name) for name in fields]
    assert all(compiling.folded(again.value(name)) for name in fields if name != "local.time")


def test_what_services_have_told_is_a_field_like_any_other() -> None:
    asked = lead(found={"line_type": "Landline", "company_size": "12"})
    big = {"op": "gte", "field": "found.company_size", "value": 10}

    assert _takes(is_("found.line_type", "landline"), asked)
    assert _takes(big, asked)
    assert not _takes(is_("found.line_type", "landline"), lead())
    assert _takes({"op": "missing", "field": "found.line_type"}, lead())


def _takes(when: Any, asked: Subject) -> bool:
    return decide.of(decide.compiled(rules(rule("rule", when)), version=1), asked).rule_key == "rule"
