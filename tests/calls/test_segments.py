"""A text is paid by the segment; one wide letter makes all of its letters wide."""

import pytest

from apps.calls import prices, segments


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("a" * 134 + "ж", 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_the_letters_say_how_many(body: str, parts: int) -> None:
    assert segments.of(body) == parts


def test_a_text_is_reserved_by_its_segments() -> None:
    assert prices.of_text("+12147482000", segments=3).most_micros == 3 * prices.of("+1214").a_segment
