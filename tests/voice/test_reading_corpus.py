"""How much of what people say is understood, measured on replies that no rule was made from."""

from collections import Counter
from collections.abc import Callable

import pytest

from . import corpus
from .corpus import Reply, scene

LEAST_SHARE = 0.9
NUMERIC = ("number", "money")


def is_right(reply: Reply) -> bool:
    found = scene.understood(reply)
    if reply.kind in NUMERIC and "-" not in (reply.meant, found):
        return float(found) == float(reply.meant)
    return found.lower() == reply.meant.lower() if reply.kind == "date" else found == reply.meant


def wrong(replies: list[Reply], by: Callable[[Reply], bool] = is_right) -> list[Reply]:
    return [reply for reply in replies if not by(reply)]


@pytest.mark.parametrize("part", ["held_out"])
def test_nine_in_ten_replies_are_understood_of_every_kind(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    replies = corpus.replies(part)

    all_ = Counter(reply.kind for reply in replies)
    missed = Counter(reply.kind for reply in wrong(replies))
    shares = {kind: 1 - missed[kind] / count for kind, count in all_.items()}
    with capsys.disabled():
        print(f"\n{part}, {len(replies)} replies:", {kind: f"{share:.0%}" for kind, share in shares.items()})
    assert 1 - missed.total() / all_.total() >= LEAST_SHARE
    assert {kind: share for kind, share in shares.items() if share < LEAST_SHARE} == {}


def test_what_was_looked_at_is_understood() -> None:
    assert wrong(corpus.replies("tuning")) == []


def test_nothing_is_in_two_parts() -> None:
    held_out, tuning = ({(each.kind, each.said) for each in corpus.replies(part)} for part in ("held_out", "tuning"))

    assert held_out & tuning == set()
    assert sum(kind != "intent" for kind, _ in held_out) >= 150
