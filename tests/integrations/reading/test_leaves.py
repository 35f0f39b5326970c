"""A tree's values with the keys they stand under."""

import pytest

from apps.integrations.reading import leaves
from apps.integrations.reading.tree import Tree


def paths(tree: dict[str, Tree]) -> dict[str, str]:
    return {leaf.path: leaf.text for leaf in leaves.of(tree).leaves}


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ({"name": "email", "values": ["a@b.co"]}, "email"),
        ({"column_id": "EMAIL", "string_value": "a@b.co"}, "EMAIL"),
        ({"id": "f_1", "type": "email", "title": "Write to", "value": "a@b.co", "required": "1"}, "Write to"),
        ({"key": "q_1", "label": "Mail", "type": "INPUT_EMAIL", "value": "a@b.co", "options": []}, "Mail"),
    ],
)
def test_a_field_that_describes_itself_stands_under_its_label(field: dict[str, Tree], path: str) -> None:
    assert paths({"fields": [field]}) == {path: "a@b.co"}


def test_a_person_whose_form_asks_for_a_value_is_not_a_field() -> None:
    assert paths({"lead": {"name": "Jane", "value": "500", "email": "j@x.co"}}) == {
        "lead.name": "Jane",
        "lead.value": "500",
        "lead.email": "j@x.co",
    }


def test_endless_hints_are_cut_so_that_nothing_remembers_them() -> None:
    [leaf] = leaves.of({"f": {"id": "x" * 1_000_000, "title": "Size", "value": "1"}}).leaves

    assert len(leaf.hints[0]) == leaves.MOST_KEY
