"""From a tree to a person: whose values they are, and what is left over."""

from typing import Any

import pytest

from apps.integrations.reading import submission
from apps.integrations.reading.tree import Tree
from apps.integrations.sources.base import Submission


def read(tree: dict[str, Tree]) -> Submission:
    return submission.read(tree, mapping={})


def person(tree: dict[str, Tree]) -> dict[str, Any]:
    found = read(tree)
    fields = ("first_name", "last_name", "full_name", "email", "phone")
    return {field: value for field in fields if (value := getattr(found, field))}


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        ({"name": "Jane Sample"}, {"full_name": "Jane Sample"}),
        ({"Vorname": "Jane", "Name": "Sample"}, {"first_name": "Jane", "last_name": "Sample"}),
        ({"prénom": "Jane", "nom": "Sample"}, {"first_name": "Jane", "last_name": "Sample"}),
        ({"nombre": "Jane", "apellidos": "Sample"}, {"first_name": "Jane", "last_name": "Sample"}),
        ({"first_name": "Jane", "name": "Jane Sample"}, {"first_name": "Jane", "full_name": "Jane Sample"}),
        ({"q3_name": {"first": "Jane", "last": "Sample"}}, {"first_name": "Jane", "last_name": "Sample"}),
        ({"1.3": "Jane", "1.6": "Sample"}, {"first_name": "Jane", "last_name": "Sample"}),
        ({"4.1": "1 Main St", "4.3": "Springfield", "4.5": "20001", "4.6": "USA"}, {}),
        ({"form": {"name": "Contact us"}}, {}),
        ({"name": "Contact form", "data": {"email": "j@x.co"}}, {"email": "j@x.co"}),
        ({"name": "Jane", "contact": {"email": "j@x.co"}}, {"full_name": "Jane", "email": "j@x.co"}),
    ],
)
def test_a_name_is_what_the_rest_of_the_form_makes_it(tree: dict[str, Tree], found: dict[str, str]) -> None:
    assert person(tree) == found


@pytest.mark.parametrize(
    ("tree", "phone"),
    [
        ({"phone": "12025550143"}, "12025550143"),
        ({"phone": {"full": "(202) 555-0143"}}, "(202) 555-0143"),
        ({"phone": {"area": "202", "phone": "555-0143"}}, "202 555-0143"),
        ({"phone": "7911 123456", "phone_country_code": "44"}, "+44 7911 123456"),
        ({"phone": "447911123456", "dial_code": "+44"}, "+447911123456"),
        ({"phone": "+12025550143", "dial_code": "44"}, "+12025550143"),
        ({"phone": "202 555 0143", "mobile": "202 555 0199"}, "202 555 0199"),
        ({"phone": "202 555 0143", "mobile": "yes"}, "202 555 0143"),
        ({"home_phone": "202 555 0143", "phone": ""}, "202 555 0143"),
        ({"phone": "call me", "work phone": "202 555 0143"}, "202 555 0143"),
        ({"phone": "call me"}, "call me"),
        ({"phone": ["", "202 555 0143", "202 555 0199"]}, "202 555 0143"),
        ({"Best number to reach you": "202.555.0143"}, "202.555.0143"),
        ({"3": "(202) 555-0143"}, "(202) 555-0143"),
        ({"field_7": "+44 20 7946 0958"}, "+44 20 7946 0958"),
        ({"fields": [{"type": "tel", "label": "Reach me", "value": "2025550143"}]}, "2025550143"),
        ({"f1": {"id": "f1", "type": "tel", "title": "Call", "value": "2025550143"}}, "2025550143"),
    ],
)
def test_a_phone_is_found_wherever_it_stands(tree: dict[str, Tree], phone: str) -> None:
    assert read(tree).phone == phone


@pytest.mark.parametrize(
    "tree",
    [
        {"order_id": "2025550143"},
        {"3": "2025550143"},
        {"3": "20001-1234"},
        {"3": "2026-11-22"},
        {"3": "$1,250,000"},
        {"loan": "250000.00"},
        {"zip": "200011234"},
        {"timestamp": "1795361155"},
        {"Fax": "(202) 555-0143"},
        {"Agent phone": "(202) 555-0143"},
        {"referral": {"phone": "(202) 555-0143"}},
        {"phone_type": "mobile"},
        {"Best phone date": "11/22/2026"},
        {"mobile": "11-22-2026"},
        {"What did the phone cost?": "1000000.00"},
        {"Do you want a mobile app?": "yes"},
        {"portable": "yes"},
    ],
)
def test_what_is_no_phone_of_theirs_stays_an_answer(tree: dict[str, Tree]) -> None:
    found = read(tree)

    assert found.phone == ""
    assert len(found.answers) == 1


@pytest.mark.parametrize(
    ("tree", "email"),
    [
        ({"How can we write to you?": "jane@example.com"}, "jane@example.com"),
        ({"email": "jane at example"}, "jane at example"),
        ({"email": "n/a", "work_email": "jane@example.com"}, "jane@example.com"),
        ({"Agent email": "agent@example.com"}, ""),
        ({"message": "write to jane@example.com please"}, ""),
    ],
)
def test_an_email_is_told_by_its_shape_where_no_key_tells(tree: dict[str, Tree], email: str) -> None:
    assert read(tree).email == email


@pytest.mark.parametrize("key", ["to", "send_to", "Notify", "Location", "notify_email", "form.to"])
def test_the_offices_own_address_is_not_that_of_who_left_a_number(key: str) -> None:
    found = read({key: "office@example.com", "name": "Ann", "phone": "(512) 555-0143", "email": ""})

    assert (found.email, found.phone) == ("", "(512) 555-0143")
    assert found.answers == {key: "office@example.com"}


@pytest.mark.parametrize("key", ["Seu melhor e-mail", "What e-mail shall we send the quote to?", "input_2", "c"])
def test_an_address_that_may_be_theirs_by_its_key_is_theirs_beside_a_number_too(key: str) -> None:
    assert read({key: "jane@example.com", "phone": "(512) 555-0143"}).email == "jane@example.com"


def test_a_number_that_is_none_leaves_the_address_to_be_found() -> None:
    assert read({"phone": "call me", "How can we write to you?": "jane@example.com"}).email == "jane@example.com"


def test_an_email_typed_twice_is_one() -> None:
    found = read({"email": "j@example.com", "confirm_email": "j@example.com", "Alt mail": "k@example.com"})

    assert found.answers == {"Alt mail": "k@example.com"}


def test_two_fields_with_one_label_are_two_answers() -> None:
    fields: Tree = [{"title": "Size", "value": "1"}, {"title": "Size", "value": "2"}]

    assert read({"fields": fields}).answers == {"Size": "1", "Size (2)": "2"}


def test_answers_bear_the_keys_that_the_sender_wrote() -> None:
    found = read({"Home": {"Owns it?": "yes", "rooms": ["bath", "", "hall"]}, "empty": " "})

    assert found.answers == {"Home.Owns it?": "yes", "Home.rooms": "bath, hall"}


def test_a_filled_trap_is_told_and_its_words_are_not() -> None:
    found = read({"email": "j@example.com", "_gotcha": "buy now", "_hp_x": ""})

    assert (found.campaign, found.answers) == ({"honeypot": "filled"}, {})


def test_an_empty_trap_says_nothing() -> None:
    assert read({"email": "j@example.com", "_gotcha": ""}).campaign == {}


@pytest.mark.parametrize("text", ["Ja\0ne", "Ja\ud800ne"])
def test_what_postgres_refuses_is_taken_out_and_flagged(text: str) -> None:
    found = read({"first_name": text, text: "x"})

    assert (found.first_name, found.answers) == ("Jane", {"Jane": "x"})
    assert found.campaign["flags"] == "unstorable"


def test_a_long_answer_is_cut_and_flagged() -> None:
    found = read({"story": "x" * 3_000, "k" * 1_300: "y"})

    assert found.answers == {"story": "x" * 2_000, "k" * 1_000: "y"}
    assert found.campaign["flags"] == "cut"


def test_the_hundred_and_first_answer_is_left_out_and_the_phone_after_it_is_not() -> None:
    found = read({**{f"question {number}": "x" for number in range(101)}, "phone": "202 555 0143"})

    assert (len(found.answers), found.campaign["flags"], found.phone) == (100, "cut", "202 555 0143")


def test_a_sender_cannot_write_our_flags() -> None:
    assert read({"flags": "cut", "honeypot_note": "x", "campaign": {"flags": "y"}}).campaign == {"honeypot": "filled"}


def test_utm_in_the_pages_address_counts_where_the_form_has_none() -> None:
    page = "https://x.example/?utm_source=a&utm_medium=b&gclid=C&utm_term=&other=1"

    found = read({"Page URL": page, "utm_source": "form"}).campaign

    assert found == {"page_url": page, "utm_source": "form", "utm_medium": "b", "gclid": "C"}


def test_utm_that_postgres_refuses_is_mended_too() -> None:
    found = read({"page_url": "https://x.example/?utm_source=a%00b&utm_medium=%00"}).campaign

    assert found["utm_source"] == "ab"
    assert "utm_medium" not in found


@pytest.mark.parametrize(
    ("tree", "external_id"),
    [
        ({"lead_id": "L-1"}, "L-1"),
        ({"entry": {"id": "9"}}, "9"),
        ({"id": "4711", "form_id": "3"}, "4711"),
        ({"id": "4711"}, ""),
        ({"id": "4711", "payload": {"form_id": "3"}}, ""),
        ({"universal_leadid": "U-1"}, ""),
        ({"agent": {"id": "9"}}, ""),
        ({"lead_id": "0"}, ""),
        ({"lead_id": "x" * 201}, ""),
    ],
)
def test_an_id_counts_only_where_it_is_the_submissions(tree: dict[str, Tree], external_id: str) -> None:
    assert read(tree).external_id == external_id


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-22T15:25:55Z", "2026-11-22T15:25:55+00:00"),
        ("2026-11-22T15:25:55+0100", "2026-11-22T14:25:55+00:00"),
        ("2026-11-22T15:25:55+23:00", "2026-11-21T16:25:55+00:00"),
        ("1795361155", "2026-11-22T15:25:55+00:00"),
        ("1795361155032", "2026-11-22T15:25:55+00:00"),
    ],
)
def test_a_time_beyond_doubt_is_the_senders(text: str, iso: str) -> None:
    at = read({"submitted_at": text}).submitted_at

    assert at is not None
    assert at.isoformat() == iso


@pytest.mark.parametrize(
    "text",
    ["0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-05:00", "9999-12-31T23:59:59Z"],
)
def test_a_time_at_an_end_of_the_calendar_is_an_answer(text: str) -> None:
    found = read({"submitted_at": text})

    assert (found.submitted_at, found.answers) == (None, {"submitted_at": text})


@pytest.mark.parametrize("text", ["2026-11-22 15:25:55", "today", "99999999999999999999"])
def test_a_time_of_no_known_zone_is_an_answer(text: str) -> None:
    found = read({"submitted_at": text})

    assert (found.submitted_at, found.answers) == (None, {"submitted_at": text})


def test_a_test_says_that_it_is_one() -> None:
    assert read({"is_test": "true", "email": "j@example.com"}).is_test
