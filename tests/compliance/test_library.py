"""Rule packs in the database: loaded once, never changed, compared by a command."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from apps.compliance import library, packs
from apps.compliance.library import VersionTaken
from apps.compliance.models import RulePack

from .cases import hours, pack_of

pytestmark = pytest.mark.django_db

FEDERAL = hours("US", {"every": "08:00-21:00"})


def said_by(command: str, *names: object) -> str:
    out = StringIO()
    call_command(command, *map(str, names), stdout=out)
    return out.getvalue()


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    path = tmp_path / "newer.json"
    document = json.loads(packs.shipped()[-1].text) | {"version": "2027-01-15"}
    document["rows"] = [row for row in document["rows"] if row["jurisdiction"] != "US-WY" or row["rule"] != "hours"]
    path.write_text(json.dumps(document))
    return path


def test_a_fresh_database_knows_the_rules_that_ship() -> None:
    newest, in_force = packs.shipped()[-1], library.current()

    assert in_force is not None
    assert (in_force.version, in_force.digest) == (newest.version, newest.digest)


def test_loading_twice_is_loading_once(newer: Path) -> None:
    first, second = said_by("load_rules", newer), said_by("load_rules", newer)

    assert "2027-01-15 loaded" in first
    assert "2027-01-15 is there already" in second
    assert "in force: 2027-01-15" in second


def test_what_ships_is_there_already() -> None:
    assert "loaded" not in said_by("load_rules")


def test_a_version_means_one_pack_for_ever() -> None:
    library.load(pack_of(FEDERAL, version="2027-01-15"))

    with pytest.raises(VersionTaken):
        library.load(pack_of(hours("US", {"every": "09:00-21:00"}), version="2027-01-15"))


def test_the_highest_version_is_in_force_whenever_it_came() -> None:
    library.load(pack_of(FEDERAL, version="2027-01-15"))
    library.load(pack_of(FEDERAL, version="2025-01-15"))

    rules = library.current()

    assert rules is not None
    assert rules.version == "2027-01-15"


def test_the_command_says_what_differs(newer: Path) -> None:
    said_by("load_rules", newer)

    assert said_by("diff_rules", packs.shipped()[-1].version, "2027-01-15").startswith("- US-WY hours: ")
    assert "no rule differs" in said_by("diff_rules", newer, "2027-01-15")


@pytest.mark.parametrize("text", ["", "{}", '{"version": "2027-01-15", "rows": []}'])
def test_a_file_that_is_no_pack_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text)

    with pytest.raises(CommandError):
        said_by("load_rules", path)
    with pytest.raises(CommandError):
        said_by("diff_rules", path, path)


def test_a_version_that_nobody_has_loaded_is_named() -> None:
    with pytest.raises(CommandError, match="2031-01-01"):
        said_by("diff_rules", "2031-01-01", "2026-11-22")


def test_a_pack_is_neither_changed_nor_deleted() -> None:
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        RulePack.objects.update(digest="x")
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        RulePack.objects.all().delete()
