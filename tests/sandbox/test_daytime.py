"""The demo's clock is moved to an hour at which one may call from coast to coast, and never back."""

from datetime import UTC, datetime

import pytest

from apps.compliance import library, packs
from apps.sandbox.seed import daytime


@pytest.fixture
def rules(db: None) -> None:
    """The shipped ones, which a test that empties the tables takes away."""
    library.load(packs.shipped()[-1])


@pytest.mark.parametrize(
    ("at", "lawful"),
    [
        ("2026-11-27T03:30", "2026-11-27T17:00"),  # night in America
        ("2026-11-27T18:30", "2026-11-27T18:30"),  # a Friday's noon
        ("2026-11-27T22:30", "2026-11-28T17:00"),  # Rhode Island has closed
        ("2026-11-29T18:30", "2026-11-30T17:00"),  # a Sunday: Alabama
        ("2026-11-26T18:30", "2026-11-27T17:00"),  # Thanksgiving
    ],
)
@pytest.mark.usefixtures("rules")
def test_the_next_hour_at_which_one_may_call_everywhere(at: str, lawful: str) -> None:
    found = daytime.lawful(datetime.fromisoformat(at).replace(tzinfo=UTC))

    assert found == datetime.fromisoformat(lawful).replace(tzinfo=UTC)
