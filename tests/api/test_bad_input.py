"""Whatever is sent, the answer is a 4xx that says what is wrong, never a 500."""

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest

from .conftest import Company

FILTERS = {
    "leads": ["state", "source", "phone", "email", "received_after", "received_before", "format"],
    "calls": ["lead", "state"],
    "messages": ["lead", "state", "direction"],
    "dnc": ["phone", "is_lifted"],
    "sources": ["kind", "is_active"],
    "deliveries": ["state", "source"],
    "steps": ["lead", "state", "kind"],
    "metrics/speed": ["since", "until", "source", "by"],
}
JUNK = [
    "",
    " ",
    "\0",
    "a\0b",
    "'",
    "💥",
    "-1",
    "0",
    "1e999",
    "NaN",
    "9" * 40,
    "9" * 5_000,
    "null",
    "../..",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-13-40",
    "00000000-0000-0000-0000-00000000000g",
    "٣",
    "+" * 300,
]


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


CURSORS = [
    "!!!",
    "é",
    "AAAA",
    base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    cursor(),
    cursor("1", "2", "3"),
    cursor("not a time", "not an id"),
    cursor("\0", "\0"),
    cursor("\0"),
    cursor("9" * 40),
    cursor("9" * 5_000),
    cursor(None, {"a": 1}),
    cursor("0001-01-01T00:00:00+23:59", "01983f5e-0000-7000-8000-000000000000"),
    cursor("9999-12-31T23:59:59-23:59", "01983f5e-0000-7000-8000-000000000000"),
    cursor("2026-11-20T12:00:00", "01983f5e-0000-7000-8000-000000000000"),
]


def assert_told(answer: Any) -> None:
    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400:
        assert set(answer.json()) == {"error", "fields"}, answer.content


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: ascii(junk)[:30])
def test_junk_in_any_parameter_is_told(acme: Company, name: str, junk: str) -> None:
    for each in ("cursor", "limit", *FILTERS[name]):
        assert_told(acme.api.get(f"/api/v1/{name}/?{each}={quote(junk)}"))


@pytest.mark.parametrize("name", FILTERS)
def test_a_cursor_that_we_did_not_write_is_told(acme: Company, name: str) -> None:
    for each in CURSORS:
        assert_told(acme.api.get(f"/api/v1/{name}/?cursor={quote(each)}"))


@pytest.mark.parametrize(
    "path",
    [
        "leads/1/",
        "leads/%00/",
        f"leads/{'9' * 5000}/",
        "leads/00000000-0000-0000-0000-000000000000/",
        "leads/00000000-0000-0000-0000-000000000000/timeline/",
        "dnc/-1/",
        "dnc/99999999999999999999999/",
        f"dnc/{'9' * 5000}/",
        "nothing/",
        "leads",
        "../admin/",
        "%f0%28/",
    ],
)
def test_an_address_that_is_not_there_is_404_in_json(acme: Company, path: str) -> None:
    answer = acme.api.delete(f"/api/v1/{path}") if path.startswith("dnc") else acme.api.get(f"/api/v1/{path}")

    assert answer.status_code == 404
    assert set(answer.json()) == {"error", "fields"}


def test_a_post_without_the_last_slash_is_told_so_and_not_redirected(acme: Company) -> None:
    answer = acme.api.post("/api/v1/dnc", {"phone": "+12145550103"}, format="json")

    assert (answer.status_code, "slash" in answer.json()["error"]) == (404, True)


BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"1",
    b'"x"',
    b"{}",
    b"\xff\xfe",
    b"NaN",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"phone": {"a": 1}, "name": [], "settings": 3}',
    b'{"phone": "\\u0000", "name": "\\u0000"}',
    b'{"phone": "\\ud800", "name": "\\ud800"}',
    b'{"name": "x", "settings": {"mapping": {"a\\u0000": "phone"}}}',
    b'{"name": "x", "settings": {"mapping": {"a": "\\ud800"}}}',
    b'{"name": "x", "settings": {"mapping": []}}',
    b'{"name": "x", "kind": "base", "settings": {}}',
    b'{"name": "x", "kind": "../webhook"}',
    b'{"phone": 99999999999999999999999999999999, "name": ""}',
    b'{"name": "x", "settings": {"mapping": {}, "other": 1e400}}',
    b'{"phone": ' + b"9" * 5_000 + b"}",
    json.dumps({"phone": "1" * 300_000}).encode(),
    json.dumps({"phone": "2145550103", "reason": "x" * 201, "name": "x" * 121}).encode(),
]


@pytest.mark.parametrize("name", ["dnc", "sources"])
@pytest.mark.parametrize("body", BODIES, ids=lambda body: ascii(body)[:40])
def test_a_body_that_makes_no_sense_is_told(acme: Company, name: str, body: bytes) -> None:
    answer = acme.api.post(f"/api/v1/{name}/", body, content_type="application/json")

    assert_told(answer)
    assert answer.status_code >= 400


@pytest.mark.parametrize(
    "content_type",
    ["nonsense", "text/plain", "application/json; charset=hex", "application/json; charset=nope", "/", "a/b;;="],
)
def test_any_content_type_is_answered(acme: Company, content_type: str) -> None:
    assert_told(acme.api.post("/api/v1/dnc/", b'{"phone": "2145550103"}', content_type=content_type))


def test_a_body_that_is_too_long_is_refused_before_it_is_read(acme: Company) -> None:
    answer = acme.api.post("/api/v1/dnc/", b" " * 300_000, content_type="application/json")

    assert answer.status_code == 413


def test_fields_are_named(acme: Company) -> None:
    answer = acme.api.post("/api/v1/dnc/", {"phone": "12"}, format="json")

    assert answer.status_code == 400
    assert answer.json() == {
        "error": "some of that is not right",
        "fields": {"phone": "no number of that form is in use"},
    }
