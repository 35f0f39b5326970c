"""The API describes itself, and its pages need no foreign server and no exception from the content policy."""

import re
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from apps.api.urls import version_1

SCHEMA, DOCS = "/api/schema/", "/api/docs/"


def test_the_schema_is_valid_and_leaves_nothing_to_guess(tmp_path: Path) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_the_schema_has_every_address(stranger: APIClient) -> None:
    schema = yaml.safe_load(stranger.get(SCHEMA).content)

    assert len(schema["paths"]) == len(version_1)
    assert schema["components"]["securitySchemes"] == {
        "api_key": {"type": "http", "scheme": "bearer", "description": "An API key: `lh_…`."}
    }


def test_every_operation_wants_a_key_and_says_what_it_does(stranger: APIClient) -> None:
    schema = yaml.safe_load(stranger.get(SCHEMA).content)
    operations = [each for path in schema["paths"].values() for each in path.values()]

    assert all(each["security"] == [{"api_key": []}] for each in operations)
    assert all(each.get("description") for each in operations)


def test_the_docs_load_nothing_from_elsewhere() -> None:
    page = Client().get(DOCS).content.decode()

    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert re.findall(r'(?:src|href)="/static/drf_spectacular_sidecar', page)


def test_the_docs_hold_no_script_that_the_policy_would_refuse() -> None:
    answer = Client().get(DOCS)

    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert re.findall(r"<script(?![^>]*\bsrc=)", answer.content.decode()) == []
    assert re.findall(r"<[^>]+ style=| on\w+=", answer.content.decode()) == []


@pytest.mark.parametrize("verb", ["get", "post", "put", "delete", "options", "head"])
@pytest.mark.parametrize("address", [SCHEMA, DOCS])
def test_no_verb_upsets_these_pages(stranger: APIClient, address: str, verb: str) -> None:
    assert getattr(stranger, verb)(address).status_code in (200, 405)
