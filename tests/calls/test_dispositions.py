"""What a conversation came to, in words."""

import pytest

from apps.calls import account, dispositions
from apps.voice.policy.moves import Disposition


@pytest.mark.parametrize("disposition", Disposition)
def test_every_disposition_has_its_words(disposition: Disposition) -> None:
    assert disposition.value in dispositions.WORDS


def test_what_a_later_version_writes_is_still_spelt_out() -> None:
    assert dispositions.says("went_fishing") == "Went fishing"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (("booked", 102.9, 80, True), "Talked 1:42, qualified with 80 points, booked"),
        (("qualified", 62, 55, True), "Talked 1:02, qualified with 55 points"),
        (("not_qualified", 31, 1, False), "Talked 0:31, 1 point, not a fit"),
        (("hung_up", 4, 0, False), "Talked 0:04, hung up"),
        (("voicemail", 21, 0, False), "Voicemail, 0:21"),
        (("no_reply", 12, 0, False), "Nobody spoke, 0:12"),
        (("booked", 3_725, 0, False), "Talked 1:02:05, booked"),
    ],
)
def test_a_conversation_is_one_sentence(told: tuple[str, float, int, bool], sentence: str) -> None:
    disposition, seconds, score, is_qualified = told

    assert dispositions.sentence(disposition, seconds=seconds, score=score, is_qualified=is_qualified) == sentence


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [([], 0.5, None), ([400], 0.95, 400), ([100, 200], 0.5, 150), ([30, 10, 20], 0.5, 20), ([0, 100], 0.95, 95)],
)
def test_percentiles_are_as_postgres_has_them(values: list[float], share: float, found: float | None) -> None:
    assert account.percentile(values, share) == found
