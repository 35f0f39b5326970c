"""Who gets how much of the traffic: shares of a hundred that always add up. Pure."""

from collections.abc import Mapping

WHOLE = 100


def beside(others: Mapping[int, int], *, taken: int) -> dict[int, int]:
    """The others' shares once `taken` of the hundred are another's: as before among themselves, the rest by remainder.

    Raises `ValueError` where nobody is there to take what is left.
    """
    left, total = WHOLE - taken, sum(others.values())
    if not left:
        return dict.fromkeys(others, 0)
    if not total:
        raise ValueError("nobody takes the rest")
    exact = {key: share * left / total for key, share in others.items()}
    given = {key: int(share) for key, share in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (given[key] - exact[key], key))
    for key in by_remainder[: left - sum(given.values())]:
        given[key] += 1
    return given
