"""A connection plans anew soon after it was made, then at ever longer intervals, and not with all others at once."""

from itertools import pairwise

from apps.tenants import plans


class Raw:
    """Something that can be weakly referred to, as a connection can."""


def test_plans_are_stale_at_doubling_intervals() -> None:
    raw = Raw()

    found = [tenth / 10 for tenth in range(10_000) if plans.are_stale(raw, at=tenth / 10)]

    gaps = [later - earlier for earlier, later in pairwise(found)]
    assert 0.5 <= found[0] <= 1.6
    assert len(found) < 14
    assert all(gap <= 1.6 * plans.LONGEST_SECONDS for gap in gaps)
    assert max(gaps) > 100


def test_connections_that_were_made_together_do_not_plan_together() -> None:
    many = [Raw() for _ in range(50)]
    for raw in many:
        plans.are_stale(raw, at=0.0)

    assert 5 < sum(plans.are_stale(raw, at=1.0) for raw in many) < 45
