"""A refusal made of the words of an agreement is none; what only sounds like a refusal stays a consent."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from apps.compliance.rules.rows import Consent

from .test_agreed import LABEL, read

# "refuses" or "agrees", a language, and the words, a line.
_ROWS = [line.split("\t") for line in Path(__file__).with_name("consents.tsv").read_text("utf-8").splitlines()]
REFUSED = [words for said, _, words in _ROWS if said == "refuses"]
AGREED = [words for said, _, words in _ROWS if said == "agrees"]


@pytest.mark.parametrize("words", REFUSED)
def test_words_that_refuse_are_no_consent_and_end_another(words: str) -> None:
    found = [read(choice=words), read(sms_consent=words), read(choice=words, **{LABEL: "on"})]

    assert [each.level for each in found] == [Consent.INQUIRY] * 3


@pytest.mark.parametrize("words", REFUSED)
def test_a_box_to_refuse_that_is_ticked_is_no_consent_and_ends_another(words: str) -> None:
    found = [read(**{words: "on"}), read(**{words: words}), read(**{words: True, LABEL: "yes"})]

    assert [each.level for each in found] == [Consent.INQUIRY] * 3


@pytest.mark.parametrize("words", AGREED)
def test_words_that_only_sound_like_a_refusal_stay_a_consent(words: str) -> None:
    found = [read(**{words: "on"}), read(consent="yes", consent_text=words)]

    assert [(each.level, each.text) for each in found] == [(Consent.WRITTEN, words)] * 2


@pytest.mark.parametrize("no", [False, "no", "off", "0"])
def test_a_box_to_refuse_that_is_not_ticked_says_nothing(no: Any) -> None:
    found = read(**{LABEL: "on", "I do NOT consent to receive calls or text messages": no})

    assert (found.level, found.text) == (Consent.WRITTEN, LABEL)


@pytest.mark.parametrize(
    "fields",
    [
        {"consent": "I do not consent"},
        {"sms_consent": "No, thank you"},
        {"I do not consent": "on"},
        {"no_consent": "yes"},
        {"consent_denied": True},
        {LABEL: "I do not consent"},
        {"I do not agree to receive calls or texts": "I do not agree"},
    ],
)
def test_a_field_about_consent_needs_few_words_to_refuse(fields: Mapping[str, Any]) -> None:
    found = read(**fields, **{"I agree to receive texts from Acme": "on"})

    assert found.level is Consent.INQUIRY


def test_a_message_about_other_things_takes_no_consent_away() -> None:
    found = read(message="No, I do not have an agreement with a roofer. Not urgent, call me", **{LABEL: "on"})

    assert found.level is Consent.WRITTEN
