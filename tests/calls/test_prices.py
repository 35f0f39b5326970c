"""What a call may cost: by the longest prefix, each minute begun, and dear where nobody has looked."""

import pytest

from apps.calls import prices
from apps.core import money


@pytest.mark.parametrize(
    ("phone", "micros"),
    [("+12145550123", 14_000), ("+18765550123", 350_000), ("+8821612345678", prices.UNKNOWN.a_minute)],
)
def test_the_longest_known_prefix_says_the_price(phone: str, micros: int) -> None:
    assert prices.of(phone).a_minute == micros


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (1, 1), (60, 1), (61, 2)])
def test_a_minute_begun_is_paid(seconds: int, minutes: int) -> None:
    assert prices.cost(14_000, seconds) == minutes * 14_000


def test_money_is_read_in_dollars() -> None:
    assert money.told(1_234_509_999) == "$1,234.50"
