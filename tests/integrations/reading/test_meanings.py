"""What the keys of real forms mean."""

import json
from pathlib import Path

import pytest

from apps.integrations.reading import meanings

TABLE = Path(__file__).parents[2] / "samples" / "field_spellings.json"
SPELLINGS = [(key, kind) for kind, keys in json.loads(TABLE.read_text()).items() for key in keys]


@pytest.mark.parametrize(("key", "kind"), SPELLINGS)
def test_a_key_means_what_people_mean_by_it(key: str, kind: str) -> None:
    meaning = meanings.of(key)

    assert (meaning.name or meaning.kind) == kind


def test_the_table_is_worth_its_name() -> None:
    assert len(SPELLINGS) == len(set(SPELLINGS)) > 300
