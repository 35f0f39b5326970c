"""What conditions make of leads: right values, wrong types, missing fields, and limits that hold."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given
from pydantic import ValidationError

from apps.routing import compiling, conditions
from apps.routing.subject import Subject
from tests.routing.made import LEADS, TREES, condition, every, is_, lead, no, one_of, some

DANA: dict[str, Any] = {
    "source": "website",
    "first_name": "Dana",
    "last_name": "Reyes",
    "email": "dana@example.com",
    "phone": "+12147481234",
    "answers": {"bill": "$1,250.50", "roof": "Flat", "share": "12 %", "zip": "60614", "empty": "  ", "odd": {"a": 1}},
    "campaign": {"utm_source": "Google"},
}
TABLE: Sequence[tuple[dict[str, Any], bool]] = [
    (is_("source", "website"), True),
    (is_("source", "WEBSITE"), True),
    (is_("source.kind", "webhook"), True),
    (is_("name", "dana reyes"), True),
    (is_("email.domain", "example.com"), True),
    (is_("phone.area", "214"), True),
    (is_("phone.state", "TX"), True),
    (is_("phone.country", "US"), True),
    (is_("state", "tx"), True),
    (is_("campaign.utm_source", "google"), True),
    (is_("is_test", "no"), True),
    (is_("is_test", "yes"), False),
    (is_("local.weekday", "Monday"), True),
    ({"op": "between", "field": "local.hour", "low": 12, "high": 12}, True),
    ({"op": "is_not", "field": "answers.roof", "value": "Tile"}, True),
    ({"op": "is_not", "field": "answers.roof", "value": "flat"}, False),
    ({"op": "is_not", "field": "answers.unasked", "value": "Tile"}, False),
    (one_of("answers.zip", "60615", "60614"), True),
    (one_of("answers.unasked", "60615"), False),
    ({"op": "contains", "field": "name", "value": "ana r"}, True),
    ({"op": "contains", "field": "answers.unasked", "value": "a"}, False),
    ({"op": "starts_with", "field": "phone", "value": "+1214"}, True),
    ({"op": "starts_with", "field": "phone", "value": "+1215"}, False),
    ({"op": "exists", "field": "answers.roof"}, True),
    ({"op": "exists", "field": "answers.empty"}, False),
    ({"op": "exists", "field": "answers.odd"}, False),
    ({"op": "missing", "field": "answers.unasked"}, True),
    ({"op": "missing", "field": "email"}, False),
    ({"op": "gte", "field": "answers.bill", "value": 1250.5}, True),
    ({"op": "gt", "field": "answers.bill", "value": 1250.5}, False),
    ({"op": "lte", "field": "answers.bill", "value": 1250.5}, True),
    ({"op": "lt", "field": "answers.bill", "value": 1250.5}, False),
    ({"op": "lt", "field": "answers.share", "value": 13}, True),
    ({"op": "gt", "field": "answers.roof", "value": 0}, False),
    ({"op": "lt", "field": "answers.roof", "value": 0}, False),
    ({"op": "lt", "field": "answers.unasked", "value": 0}, False),
    ({"op": "between", "field": "answers.zip", "low": 60000, "high": 60614}, True),
    ({"op": "between", "field": "answers.roof", "low": -9, "high": 9}, False),
    ({"op": "in_hours", "field": "local.time", "hours": "mon-fri 9:00-17:00"}, True),
    ({"op": "in_hours", "field": "local.time", "hours": "mon 12:01-17:00"}, False),
    (no({"op": "lt", "field": "answers.unasked", "value": 0}), True),
    (every(), True),
    (some(is_("source", "other"), is_("state", "TX")), True),
    (every(is_("source", "other"), is_("state", "TX")), False),
]


@pytest.mark.parametrize(("asked", "passes"), TABLE, ids=str)
def test_a_condition_means_what_it_says(asked: dict[str, Any], passes: bool) -> None:
    assert compiling.test(condition(asked))(lead(**DANA)) is passes


def test_a_lead_that_said_nothing_breaks_no_condition() -> None:
    for asked, _ in TABLE:
        compiling.test(condition(asked))(lead(source=""))


@pytest.mark.parametrize(
    "text", ["abc", "", "1-2", "nan", "inf", "-inf", "1_000", "0x10", "1e400", "9" * 41, True, None]
)
def test_what_is_no_number_is_neither_above_nor_below_one(text: Any) -> None:
    assert compiling.number(text) is None


def test_the_stated_state_goes_before_the_numbers() -> None:
    asked = compiling.test(condition(is_("state", "OK")))

    assert asked(lead(phone="+12147481234", answers={"state": "oklahoma"}))
    assert not asked(lead(phone="+12147481234", answers={"state": "no idea"}))


def nested(levels: int) -> Any:
    inner: Any = is_("source", "x")
    for _ in range(levels - 1):
        inner = no(inner)
    return inner


WRONG: dict[str, Any] = {
    "seven levels": nested(7),
    "five thousand levels": nested(5_000),
    "65 conditions": every(*[is_("source", "x")] * 33, every(*[is_("source", "x")] * 32)),
    "501 values": one_of("source", *map(str, range(501))),
    "no values": one_of("source"),
    "an empty any": some(),
    "a pattern": {"op": "matches", "field": "name", "value": "(a+)+$"},
    "a field that is none": is_("password", "x"),
    "an answer without a name": is_("answers.", "x"),
    "a field of a kilobyte": is_("answers." + "x" * 1000, "x"),
    "a text that is too long": is_("source", "x" * 201),
    "a number that is text": {"op": "lt", "field": "answers.a", "value": "many"},
    "a number that is none": {"op": "lt", "field": "answers.a", "value": float("nan")},
    "ends the wrong way round": {"op": "between", "field": "answers.a", "low": 2, "high": 1},
    "hours that are none": {"op": "in_hours", "field": "local.time", "hours": "always"},
    "hours of a name": {"op": "in_hours", "field": "name", "hours": "mon 9-10"},
    "a flag that is perhaps": is_("is_test", "perhaps"),
    "something more": is_("source", "x") | {"code": "import os"},
    "nothing": {},
    "a list": [],
    "a word": "source is website",
    "no tree": None,
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_what_is_no_bounded_condition_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        condition(wrong)


def test_six_levels_and_64_conditions_are_taken() -> None:
    assert conditions.depth(condition(nested(6))) == 6
    assert len(list(conditions.leaves(condition(every(*[is_("source", "x")] * 64))))) == 64


def passes(asked: Any, of: Subject) -> bool:
    """The same meaning, written down the slow way."""
    match asked["op"]:
        case "all":
            return all(passes(part, of) for part in asked["of"])
        case "any":
            return any(passes(part, of) for part in asked["of"])
        case "not":
            return not passes(asked["of"], of)
    return compiling.test(condition(asked))(of)


@given(TREES, LEADS)
def test_a_tree_means_what_its_parts_mean(asked: Any, of: Subject) -> None:
    assume(conditions.depth(condition(asked)) <= conditions.DEEPEST)

    assert compiling.test(condition(asked))(of) is passes(asked, of)


@given(TREES, LEADS)
def test_a_condition_survives_being_kept_as_json(asked: Any, of: Subject) -> None:
    read = condition(asked)

    again = condition(read.model_dump(mode="json"))

    assert again == read
    assert [probe.look(of) for probe in compiling.probes(again)] == [probe.look(of) for probe in compiling.probes(read)]


@given(TREES, LEADS)
def test_the_simplest_form_means_the_same(asked: Any, of: Subject) -> None:
    read = condition(asked)

    simple = conditions.simplest(read)

    assert compiling.test(simple)(of) is compiling.test(read)(of)
    assert conditions.simplest(simple) == simple
    assert all(len(part.of) != 1 for part in groups(simple))


def groups(of: conditions.Condition) -> list[conditions.Every | conditions.Some]:
    inner = [group for part in conditions.parts(of) for group in groups(part)]
    return [of, *inner] if isinstance(of, conditions.Every | conditions.Some) else inner


def test_the_trace_tells_field_wanted_got_and_passed() -> None:
    asked = condition(every(is_("source", "website"), no(one_of("state", "TX", "OK")), is_("phone", "+12147481234")))

    found = [probe.look(lead(**DANA)) for probe in compiling.probes(asked)]

    assert [(check.field, check.wanted, check.got, check.passed) for check in found] == [
        ("source", "is website", "website", True),
        ("state", "not: is one of TX, OK", "TX", False),
        ("phone", "is +12147481234", "+1•••••1234", True),
    ]


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("name", "D•••"),
        ("email", "•••@example.com"),
        ("answers.second_phone", "•••"),
        ("answers.partner", "•••"),
        ("answers.unasked", "nothing"),
        ("local.time", "Mon 12:00"),
        ("answers.roof", "Flat"),
    ],
)
def test_a_trace_keeps_no_way_to_reach_the_person(field: str, shown: str) -> None:
    answers = {**DANA["answers"], "second_phone": "214 748 1235", "partner": "p@example.com"}
    asked = {"op": "in_hours", "field": field, "hours": "mon 9-10"} if field == "local.time" else is_(field, "x")

    (probe,) = compiling.probes(condition(asked))

    assert probe.look(lead(**DANA | {"answers": answers})).got == shown
