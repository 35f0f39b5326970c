"""Made-up leads, conditions and rules for tests of the pure parts."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from pydantic import TypeAdapter

from apps.routing import subject
from apps.routing.conditions import Bounded, Condition
from apps.routing.rules import Rule, RuleSet
from apps.routing.subject import Person, Subject

MONDAY_NOON = datetime(2026, 5, 4, 17, tzinfo=UTC)  # 12:00 in Chicago
CHICAGO = ZoneInfo("America/Chicago")
_CONDITION: TypeAdapter[Condition] = TypeAdapter(Bounded)


def lead(*, source: str = "website", now: datetime = MONDAY_NOON, **known: Any) -> Subject:
    """A lead with what is given and nothing else."""
    person = Person(
        first_name=known.pop("first_name", ""),
        last_name=known.pop("last_name", ""),
        email=known.pop("email", ""),
        phone=known.pop("phone", ""),
        answers=known.pop("answers", {}),
        campaign=known.pop("campaign", {}),
        is_test=known.pop("is_test", False),
        found=known.pop("found", {}),
    )
    assert not known
    return subject.at(person, source=source, source_kind="webhook", now=now, zone=CHICAGO)


def condition(of: Any) -> Condition:
    """Read as the product reads it."""
    return _CONDITION.validate_python(of)


def is_(field: str, value: str) -> dict[str, Any]:
    return {"op": "is", "field": field, "value": value}


def one_of(field: str, *values: str) -> dict[str, Any]:
    return {"op": "one_of", "field": field, "values": values}


def every(*parts: Any) -> dict[str, Any]:
    return {"op": "all", "of": parts}


def some(*parts: Any) -> dict[str, Any]:
    return {"op": "any", "of": parts}


def no(part: Any) -> dict[str, Any]:
    return {"op": "not", "of": part}


def rule(name: str, when: Any = None, **more: Any) -> Rule:
    then = {"answered_by": more.pop("answered_by", "playbook"), **more.pop("then", {})}
    key = name.casefold().replace(" ", "-")
    return Rule.model_validate({"key": key, "name": name, "when": when or every(), "then": then, **more})


def rules(*of: Rule) -> RuleSet:
    return RuleSet(rules=of)


# Few fields and few values, so that made-up conditions and leads meet.
TEXTS = st.sampled_from(["a", "A", "ab", "b", "5", "5.5", "$10", "-1", "1e9", "nan", "x y"])
FIELDS = st.sampled_from(["answers.one", "answers.two", "source"])
NUMBERS = st.sampled_from([-1.0, 0.0, 5.0, 5.5, 10.0, 100.0])
HOURS = st.sampled_from(["mon-fri 9-17", "mon 9-12", "sat-sun 0-24", "mon-sun 22-6", "sun 22-3; wed 12-13"])
COMPARISONS = st.one_of(
    st.builds(
        lambda op, field, value: {"op": op, "field": field, "value": value},
        st.sampled_from(["is", "is_not", "contains", "starts_with"]),
        FIELDS,
        TEXTS,
    ),
    st.builds(lambda field, values: one_of(field, *values), FIELDS, st.lists(TEXTS, min_size=1, max_size=4)),
    st.builds(lambda op, field: {"op": op, "field": field}, st.sampled_from(["exists", "missing"]), FIELDS),
    st.builds(
        lambda op, field, value: {"op": op, "field": field, "value": value},
        st.sampled_from(["lt", "lte", "gt", "gte"]),
        FIELDS,
        NUMBERS,
    ),
    st.builds(
        lambda field, ends: {"op": "between", "field": field, "low": min(ends), "high": max(ends)},
        FIELDS,
        st.tuples(NUMBERS, NUMBERS),
    ),
    st.builds(lambda hours: {"op": "in_hours", "field": "local.time", "hours": hours}, HOURS),
)
TREES = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds(lambda parts: every(*parts), st.lists(inner, max_size=3)),
        st.builds(lambda parts: some(*parts), st.lists(inner, min_size=1, max_size=3)),
        st.builds(no, inner),
    ),
    max_leaves=6,
)
LEADS = st.builds(
    lambda source, answers, now: lead(source=source, answers=answers, now=now),
    TEXTS,
    st.dictionaries(st.sampled_from(["one", "two"]), TEXTS, max_size=2),
    st.datetimes(datetime(2026, 5, 4), datetime(2026, 5, 11), timezones=st.just(UTC)),  # noqa: DTZ001
)
