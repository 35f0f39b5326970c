"""What the editor is made of: fields, lists of rows, and sections. Only their shape; `layout` says which there are."""

from dataclasses import dataclass
from enum import StrEnum


class Widget(StrEnum):
    """How a value is typed, and how it is read back."""

    TEXT = "text"
    AREA = "area"
    NUMBER = "number"
    CHECK = "check"
    SELECT = "select"
    # One thing a line.
    LINES = "lines"
    # One choice a line, other ways to say it behind a colon.
    CHOICES = "choices"
    # What a criterion compares with: read as the question's kind of answer.
    VALUE = "value"
    PHONE = "phone"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Field:
    """`name` as in the document, "booking-what" for what is inside of a part that is no list.

    An empty field means the document's default, which is its placeholder. `is_spoken`: its seconds are counted.
    `is_rare` ones are folded away. `only_for`: kinds of questions that it makes sense for. `heading` stands above it.
    """

    name: str
    label: str
    help: str = ""
    widget: Widget = Widget.TEXT
    placeholder: str = ""
    options: tuple[tuple[str, str], ...] = ()
    is_spoken: bool = False
    is_rare: bool = False
    only_for: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Rows:
    """A list of the document, each row with the same fields, perhaps with lists of its own."""

    name: str
    one: str
    fields: tuple[Field, ...]
    help: str = ""
    most: int = 60
    rows: tuple["Rows", ...] = ()


@dataclass(frozen=True)
class Section:
    """What stands under one heading."""

    id: str
    title: str
    help: str
    fields: tuple[Field, ...] = ()
    rows: tuple[Rows, ...] = ()
    is_rare: bool = False
