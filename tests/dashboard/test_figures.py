"""How a share of the day's leads is told."""

import pytest

from apps.dashboard.queries.figures import share


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(0, 3, "0 %"), (2, 3, "67 %"), (2_222, 2_227, "99.7 %"), (99_999, 100_000, "99.9 %"), (5, 5, "100 %")],
)
def test_a_share_is_never_rounded_up_to_all(part: int, whole: int, text: str) -> None:
    assert share("Answered", part, whole).value == text
