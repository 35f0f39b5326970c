"""What a rule asks of a lead: a typed tree of bounded size, without regular expressions."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from . import fields, hours

DEEPEST, MOST_LEAVES, MOST_VALUES = 6, 64, 500

type Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
type Number = Annotated[float, Field(allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Comparison(_Part):
    op: str
    field: Annotated[str, StringConstraints(max_length=fields.MOST_KEY + 10)]

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        try:
            kind = fields.find(self.field).kind
        except KeyError as error:
            raise ValueError(f"there is no field “{self.field[:40]}”") from error
        if self.op not in fields.OPERATORS[kind]:
            raise ValueError(f"“{self.field}” can't be compared by “{self.op}”")
        return self


class TextTest(_Comparison):
    """A missing field never passes, not even `is_not`: ask `missing` for it."""

    op: Literal["is", "is_not", "contains", "starts_with"]
    value: Text

    @model_validator(mode="after")
    def _flag_is_yes_or_no(self) -> Self:
        if fields.find(self.field).kind is fields.Kind.FLAG and self.value.casefold() not in ("yes", "no"):
            raise ValueError(f"“{self.field}” is yes or no")
        return self


class OneOf(_Comparison):
    op: Literal["one_of"]
    values: Annotated[tuple[Text, ...], Field(min_length=1, max_length=MOST_VALUES)]


class Presence(_Comparison):
    op: Literal["exists", "missing"]


class NumberTest(_Comparison):
    op: Literal["lt", "lte", "gt", "gte"]
    value: Number


class Between(_Comparison):
    """Both ends count."""

    op: Literal["between"]
    low: Number
    high: Number

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError("the lower end is above the upper one")
        return self


class InHours(_Comparison):
    op: Literal["in_hours"]
    hours: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=hours.MOST_LENGTH)]

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        hours.parse(self.hours)
        return self


class Every(_Part):
    """All parts pass; without any part it always does."""

    op: Literal["all"] = "all"
    of: tuple["Condition", ...] = Field(default=(), max_length=MOST_LEAVES)


class Some(_Part):
    """At least one part passes."""

    op: Literal["any"] = "any"
    of: tuple["Condition", ...] = Field(min_length=1, max_length=MOST_LEAVES)


class Negated(_Part):
    op: Literal["not"] = "not"
    of: "Condition"


type Comparison = TextTest | OneOf | Presence | NumberTest | Between | InHours
type Condition = Annotated[
    TextTest | OneOf | Presence | NumberTest | Between | InHours | Every | Some | Negated, Field(discriminator="op")
]
ALWAYS = Every()


def depth(condition: Condition) -> int:
    """Levels of groups and comparisons, 1 for a single comparison."""
    return 1 + max((depth(part) for part in parts(condition)), default=0)


def leaves(condition: Condition) -> Iterator[Comparison]:
    """Every comparison in the tree, in its order."""
    if not isinstance(condition, Every | Some | Negated):
        yield condition
    for part in parts(condition):
        yield from leaves(part)


def parts(condition: Condition) -> tuple[Condition, ...]:
    """What the condition is made of."""
    if isinstance(condition, Negated):
        return (condition.of,)
    return condition.of if isinstance(condition, Every | Some) else ()


def simplest(condition: Condition) -> Condition:
    """The same without groups of one, so that a rule that was only looked at is the same rule."""
    match condition:
        case Every(of=(part,)) | Some(of=(part,)):
            return simplest(part)
        case Every(of=some) | Some(of=some):
            return condition.model_copy(update={"of": tuple(simplest(part) for part in some)})
        case Negated(of=part):
            return Negated(of=simplest(part))
    return condition


def _bounded(condition: Condition) -> Condition:
    if depth(condition) > DEEPEST:
        raise ValueError(f"conditions nest at most {DEEPEST} levels deep")
    if sum(1 for _ in leaves(condition)) > MOST_LEAVES:
        raise ValueError(f"a rule has at most {MOST_LEAVES} conditions")
    return condition


type Bounded = Annotated[Condition, AfterValidator(_bounded)]
for _group in (Every, Some, Negated):
    _group.model_rebuild()
