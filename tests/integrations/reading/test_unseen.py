"""Form builders that nobody here has seen: nested, labelled from afar, in many languages; none of them costs time."""

import json
import time
from typing import Any

import pytest

from apps.integrations.http import Inbound
from apps.integrations.reading import labels, submission
from apps.integrations.sources.base import Submission
from apps.integrations.sources.webhook import Sender, Settings
from tests.integrations.sources.posting import sample

FORMS = json.loads(sample("unseen_forms.json"))


def read(body: str, content_type: str = "application/json") -> Submission:
    [found] = Sender(Settings(), []).read(Inbound("POST", "", {"Content-Type": content_type}, body.encode()))
    return found


@pytest.mark.parametrize("form", FORMS, ids=[form["name"] for form in FORMS])
def test_the_person_is_found(form: dict[str, Any]) -> None:
    found = read(form["body"], form["content_type"])

    told = {name: getattr(found, name) for name in ("first_name", "last_name", "full_name", "email", "phone")}
    assert told == {name: form[name] for name in told}
    assert form["answers"].items() <= found.answers.items()


def test_there_are_enough_of_them() -> None:
    assert len(FORMS) >= 50


def test_what_else_a_list_says_of_a_field_is_kept() -> None:
    items = [{"name": "Roof tiles", "value": "12", "quantity": "3"}, {"name": "Nails", "value": "1", "quantity": "90"}]

    found = read(json.dumps({"email": "a@example.com", "items": items}))

    assert found.answers["Roof tiles"] == "12"
    assert {"3", "90"} <= set(found.answers.values())


def test_a_body_that_is_a_list_of_fields_is_one_person() -> None:
    fields = [
        {"label": "First name", "value": "Ann", "type": "text"},
        {"label": "Reach me", "value": "2025550143", "type": "tel"},
        {"label": "Roof", "value": "flat", "type": "text"},
    ]

    found = read(json.dumps(fields))

    assert (found.first_name, found.phone, found.answers) == ("Ann", "2025550143", {"Roof": "flat"})


def test_a_comment_beside_an_answer_is_kept() -> None:
    answer = {"question": "Budget", "answer": "5000", "comment": "it is urgent"}

    found = read(json.dumps({"email": "a@example.com", "answers": {"q1": answer}}))

    assert {"5000", "it is urgent"} <= set(found.answers.values())


def test_a_list_of_choices_is_no_schema() -> None:
    tree = {"email": "a@example.com", "plans": [{"id": "p1", "label": "Small"}, {"id": "p2", "label": "Large"}]}

    found = read(json.dumps(tree))

    assert {"Small", "Large"} <= set(found.answers.values())


def test_a_name_that_was_typed_with_a_comma_stays_as_it_is() -> None:
    assert read('{"full_name": "Sample, Jane", "phone": "2025550143"}').full_name == "Sample, Jane"


def test_the_alarms_number_is_none_of_the_persons() -> None:
    assert read('{"email": "a@example.com", "Invoice": "2025550143"}').phone == ""


@pytest.mark.parametrize(
    "tree",
    [
        {"labels": {f"i{n}": f"Phone {n}" for n in range(3_000)}, "values": {f"i{n}": "1" for n in range(3_000)}},
        {"form": [{"id": str(n), "label": "Name"} for n in range(2_000)], "entry": {str(n): "x" for n in range(2_000)}},
        {"fields": [{"label": f"Field {n}", "val": "x"} for n in range(3_000)]},
        {"rows": [["x"] * 9_000], "columns": ["y"] * 9_000},
    ],
    ids=["labels", "schema", "fields", "table"],
)  # fmt: skip
def test_ten_thousand_of_anything_take_no_time(tree: Any) -> None:
    start = time.process_time()

    read(json.dumps(tree | {"email": "a@example.com"}))

    assert time.process_time() - start < 2


def test_a_flat_form_is_left_as_it_is() -> None:
    tree = {"name": "Jane", "phone": "2025550143"}

    assert labels.joined(tree) is tree
    assert submission.read(tree, mapping={}).phone == "2025550143"
