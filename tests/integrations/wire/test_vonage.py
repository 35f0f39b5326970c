"""Vonage's signature over body and time; its numbers and its times."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.integrations.errors import BadSignature
from apps.integrations.http import Inbound
from apps.integrations.wire import vonage as wire
from tests.integrations.vonage_side import ACCOUNT, claims, token, told

URL = "https://app.example.test/callbacks/vonage/t/status/"
OURS = wire.Application.model_validate(ACCOUNT)
AGE = timedelta(minutes=5)
BODY = json.dumps({"uuid": "u"}).encode()


def bearing(said: str, *, body: bytes = BODY) -> Inbound:
    return Inbound("POST", URL, {"authorization": said}, body)


@pytest.mark.parametrize(
    "came",
    [
        lambda: told(URL, {"uuid": "u"}),
        lambda: bearing(f"bearer {token(claims(BODY))}"),
        lambda: Inbound("GET", URL, {"Authorization": f"Bearer {token(claims(b''))}"}, b""),
    ],
    ids=["a webhook", "in small letters", "without a body"],
)
def test_what_vonage_signed_is_believed(came: Callable[[], Inbound]) -> None:
    wire.verify(came(), OURS, most_age=AGE)


@pytest.mark.parametrize(
    "came",
    [
        lambda: replace(told(URL, {"uuid": "u"}), body=b'{"uuid": "v"}'),
        lambda: replace(told(URL, {"uuid": "u"}), headers={}),
        lambda: bearing(token(claims(BODY))),
        lambda: bearing(f"Bearer {token(claims(BODY), secret='another-secret')}"),
        lambda: bearing(f"Bearer {token(claims(BODY, application_id='another'))}"),
        lambda: bearing(f"Bearer {token(claims(BODY, iat=int(time.time()) - 301))}"),
        lambda: bearing(f"Bearer {token(claims(BODY, iat=int(time.time()) + 600))}"),
        lambda: bearing(f"Bearer {token(claims(BODY, iat=None))}"),
        lambda: bearing(f"Bearer {token(claims(BODY, payload_hash=''))}"),
    ],
    ids=["body", "none", "no bearer", "secret", "application", "old", "early", "no time", "no hash"],
)
def test_anything_else_is_not(came: Callable[[], Inbound]) -> None:
    with pytest.raises(BadSignature):
        wire.verify(came(), OURS, most_age=AGE)


def test_numbers_get_their_plus_back() -> None:
    assert [wire.e164(said) for said in ("12025550143", "+12025550143", "ACME")] == ["+12025550143"] * 2 + ["ACME"]
    assert wire.bare("+12025550143") == "12025550143"


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-11-22T15:26:07.500Z", datetime(2026, 11, 22, 15, 26, 7, 500_000, tzinfo=UTC)),
        ("2026-11-22 15:26:07", datetime(2026, 11, 22, 15, 26, 7, tzinfo=UTC)),
        ("soon", None),
        (None, None),
    ],
)
def test_a_time_without_a_zone_is_of_utc(said: str | None, at: datetime | None) -> None:
    assert wire.moment(said) == at
