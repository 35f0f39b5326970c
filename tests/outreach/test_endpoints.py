"""How long an endpoint is waited for."""

import pytest

from apps.outreach import endpoints


def test_a_receiver_may_ask_for_more_time_but_not_for_days() -> None:
    assert endpoints.delay_seconds(1, asked=120, chance=lambda: 0.5) == 120
    assert endpoints.delay_seconds(1, asked=10**6, chance=lambda: 0.5) == 3_600
    assert endpoints.delay_seconds(4, asked=None, chance=lambda: 0.0) == pytest.approx(6_480)
