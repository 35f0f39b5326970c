"""How rules read, what is wrong with a set of them, and what changed between two."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.routing import compiling, difference, implying, lint, sentences
from apps.routing.lint import Active, Code
from apps.routing.rules import Rule
from apps.routing.sentences import Names
from apps.routing.subject import Subject
from tests.routing.made import LEADS, TREES, condition, every, is_, no, one_of, rule, rules, some

NAMES = Names(teams={1: "Sales"}, reps={7: "Maria"}, sources={"website": "Website form"})
ACTIVE = Active(teams=frozenset({1}), reps=frozenset({7}), cadences=frozenset({"gentle"}), scripts=frozenset({"Solar"}))
TX = is_("state", "TX")

READS: Sequence[tuple[Rule, str]] = [
    (rule("r"), "Every lead that gets here: call as the playbook says."),
    (
        rule("r", every(is_("source", "website"), one_of("state", "TX", "OK")), answered_by="team", then={"team": 1}),
        "If source is Website form and state is TX or OK: call, and put through to a rep of Sales.",
    ),
    (
        rule("r", some(no(TX), {"op": "missing", "field": "email"}), answered_by="rep", then={"rep": 7}),
        "If it is not so that state is TX or e-mail is missing: call, and put through to Maria.",
    ),
    (
        rule("r", every(some(TX, is_("is_test", "yes")), {"op": "gte", "field": "answers.bill", "value": 100})),
        "If (state is TX or it is a test lead) and answer “bill” is at least 100: call as the playbook says.",
    ),
    (
        rule(
            "r",
            {"op": "in_hours", "field": "local.time", "hours": "mon-fri 9-17"},
            answered_by="ai_agent",
            then={"agent": "Ava", "script": "Solar", "priority": "first", "channel": "#hot", "cadence": "gentle"},
        ),
        (
            "If time at your office is within Mon-Fri 09:00-17:00: call by the AI agent Ava with the script “Solar”, "
            "before other calls, tell #hot, follow up by “gentle”."
        ),
    ),
    (rule("r", TX, answered_by="nobody"), "If state is TX: don't call."),
    (
        rule("r", TX, answered_by="team", then={"team": 2}),
        "If state is TX: call, and put through to a rep of a team that is not there.",
    ),
]


@pytest.mark.parametrize(("of", "said"), READS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_rule_reads_as_a_sentence(of: Rule, said: str) -> None:
    assert sentences.rule(of, names=NAMES) == said


@given(TREES)
def test_every_condition_can_be_said(asked: Any) -> None:
    assert sentences.condition(condition(asked), names=NAMES)


IMPLIED: Sequence[tuple[dict[str, Any], dict[str, Any], bool]] = [
    (TX, every(), True),
    (every(), TX, False),
    (TX, is_("state", "tx"), True),
    (TX, one_of("state", "OK", "TX"), True),
    (one_of("state", "OK", "TX"), TX, False),
    (one_of("state", "OK", "TX"), one_of("state", "LA", "tx", "ok"), True),
    (every(TX, is_("source", "a")), TX, True),
    (every(TX, is_("source", "a")), every(is_("source", "a"), TX), True),
    (TX, some(is_("source", "a"), TX), True),
    (some(TX, is_("state", "OK")), one_of("state", "TX", "OK"), True),
    (TX, {"op": "exists", "field": "state"}, True),
    (TX, no({"op": "missing", "field": "state"}), True),
    (TX, no(is_("state", "OK")), True),
    (TX, {"op": "is_not", "field": "state", "value": "OK"}, True),
    (no(one_of("state", "TX", "OK")), no(TX), True),
    (no(TX), no(one_of("state", "TX", "OK")), False),
    (
        {"op": "starts_with", "field": "phone", "value": "+1214"},
        {"op": "starts_with", "field": "phone", "value": "+1"},
        True,
    ),
    ({"op": "lt", "field": "answers.a", "value": 5}, {"op": "lte", "field": "answers.a", "value": 5}, True),
    ({"op": "lte", "field": "answers.a", "value": 5}, {"op": "lt", "field": "answers.a", "value": 5}, False),
    (
        {"op": "between", "field": "answers.a", "low": 2, "high": 3},
        {"op": "gt", "field": "answers.a", "value": 1},
        True,
    ),
    (
        {"op": "in_hours", "field": "local.time", "hours": "mon 10-11"},
        {"op": "in_hours", "field": "local.time", "hours": "mon-fri 9-17"},
        True,
    ),
]


@pytest.mark.parametrize(("first", "second", "is_so"), IMPLIED, ids=str)
def test_what_follows_from_what(first: dict[str, Any], second: dict[str, Any], is_so: bool) -> None:
    assert implying.implies(condition(first), condition(second)) is is_so


@settings(max_examples=400)
@given(TREES, TREES, st.lists(LEADS, min_size=5, max_size=20))
def test_what_is_said_to_follow_does(first: Any, second: Any, leads: list[Subject]) -> None:
    one, two = condition(first), condition(second)
    passes_one, passes_two = compiling.test(one), compiling.test(two)

    for lead in leads:
        if implying.implies(one, two):
            assert passes_two(lead) or not passes_one(lead)
        if implying.never(one):
            assert not passes_one(lead)


def said(*of: Rule) -> list[tuple[Code, str]]:
    return [(finding.code, finding.rule) for finding in lint.findings(rules(*of), active=ACTIVE)]


def test_a_rule_behind_a_wider_one_is_never_reached() -> None:
    found = said(rule("texas", TX), rule("dallas", every(TX, is_("phone.area", "214"))), rule("rest"))

    assert found == [(Code.UNREACHABLE, "dallas")]


def test_whatever_stands_behind_the_catch_all_is_never_reached() -> None:
    assert said(rule("rest"), rule("texas", TX)) == [(Code.UNREACHABLE, "texas")]


def test_a_rule_that_is_off_shadows_nothing_and_is_not_looked_at() -> None:
    off = rule("all", is_enabled=False)

    assert said(off, rule("texas", TX), rule("rest")) == []


def test_a_missing_catch_all_is_pointed_out() -> None:
    assert said(rule("texas", TX)) == [(Code.NO_CATCH_ALL, "")]


def test_a_condition_that_contradicts_itself_is_pointed_out() -> None:
    assert said(rule("both", every(TX, is_("state", "OK"))), rule("rest")) == [(Code.NEVER, "both")]


@pytest.mark.parametrize(
    "then",
    [
        {"answered_by": "team", "team": 2},
        {"answered_by": "rep", "rep": 8},
        {"cadence": "pushy"},
        {"script": "Wind"},
        {"answered_by": "team"},
    ],
)
def test_what_is_not_there_any_more_is_pointed_out(then: dict[str, Any]) -> None:
    assert said(rule("rest", then=then)) == [(Code.NOT_THERE, "rest")]


def words(before: Sequence[Rule], after: Sequence[Rule]) -> list[str]:
    return difference.words(rules(*before), rules(*after), names=NAMES)


def test_nothing_changed_is_no_word() -> None:
    assert words([rule("a", TX), rule("b")], [rule("a", TX), rule("b")]) == []


def test_each_change_is_said_in_words() -> None:
    a, b, c = rule("a", TX), rule("b", is_("state", "OK")), rule("c")

    found = words(
        [a, b],
        [c, a.model_copy(update={"name": "Texas", "is_enabled": False}), rule("b", is_("state", "LA"))],
    )

    assert found == [
        "New: “c”. Every lead that gets here: call as the playbook says.",
        "Renamed: “a” is now “Texas”.",
        "Switched off: “Texas”.",
        (
            "Changed: “b”. Before: If state is OK: call as the playbook says. "
            "Now: If state is LA: call as the playbook says."
        ),
    ]


def test_a_rule_that_goes_is_said() -> None:
    assert words([rule("a", TX), rule("b")], [rule("b")]) == ["Taken away: “a”."]


def test_one_move_is_said_as_one() -> None:
    a, b, c, d = (rule(name) for name in "abcd")

    assert words([a, b, c, d], [b, c, d, a]) == ["Moved: “a” is now number 4."]
