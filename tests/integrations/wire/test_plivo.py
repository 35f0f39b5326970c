"""Plivo's signature, by the vector of its own SDKs; its numbers and its times."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import BadSignature
from apps.integrations.http import Inbound
from apps.integrations.wire import plivo as wire
from tests.integrations.plivo_side import ACCOUNT, posted

URL = "https://plivobin.non-prod.plivops.com/api/v1/validate_signature03.xml/?a=b&c=d"
NONCE, SIGNATURE = "31627761595286130198", "k7Pusd4OxCIjR5IfA9iedDNu/h/gbdYqdzG/MiYtd1c="
UUID = "3e82ae9d-2c78-4d85-b1a4-6eae7dbafb36"
FIELDS = [
    ("Direction", "outbound"),
    ("From", "19792014278"),
    ("ALegUUID", UUID),
    ("CallStatus", "in-progress"),
    ("BillRate", "0.002"),
    ("ParentAuthID", "MANWVLYTK4ZWU1YTY4QA"),
    ("To", "sip:PlivoSignature382029104058171078704104@phone-qa.voice.plivodev.com"),
    ("ALegRequestUUID", UUID),
    ("CallUUID", UUID),
    ("RequestUUID", UUID),
    ("SIP-H-To", "<sip:PlivoSignature382029104058171078704104@52.9.11.55;transport=udp>;tag=1"),
    ("SessionStart", "2020-04-08 11:34:33.238707"),
    ("Event", "StartApp"),
]
OURS = wire.Account.model_validate(ACCOUNT)


def signed(
    fields: Sequence[tuple[str, str]] = FIELDS, *, url: str = URL, signature: str = SIGNATURE, nonce: str = NONCE
) -> Inbound:
    return posted(url, fields, X_Plivo_Signature_V3=signature, X_Plivo_Signature_V3_Nonce=nonce)


@pytest.mark.parametrize(
    "request_",
    [
        signed(),
        signed(list(reversed(FIELDS))),
        signed(url=URL.replace("a=b&c=d", "c=d&a=b")),
        signed(signature=f"another=,{SIGNATURE}"),
    ],
    ids=["the vector", "in another order", "query in another order", "one of two"],
)
def test_what_the_account_signed_is_believed(request_: Inbound) -> None:
    wire.verify(request_, OURS)


@pytest.mark.parametrize(
    "request_",
    [
        signed([*FIELDS[:-1], ("Event", "Hangup")]),
        signed(url=URL.replace("c=d", "c=e")),
        signed(nonce="31627761595286130199"),
        signed(signature=""),
        replace(signed(), headers={}),
        Inbound("POST", URL, dict(signed().headers), b'{"a": 1}'),
    ],
    ids=["field", "address", "nonce", "empty", "none", "a body that is not covered"],
)
def test_anything_else_is_not(request_: Inbound) -> None:
    with pytest.raises(BadSignature):
        wire.verify(request_, OURS)


def test_another_accounts_token_does_not_do() -> None:
    with pytest.raises(BadSignature):
        wire.verify(signed(), wire.Account.model_validate(ACCOUNT | {"auth_token": "another-token"}))


@pytest.mark.parametrize(("said", "ours"), [("12025550143", "+12025550143"), ("+12025550143", "+12025550143")])
def test_numbers_get_their_plus_back(said: str, ours: str) -> None:
    assert wire.e164(said) == ours
    assert wire.bare(ours) == "12025550143"


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-11-22 15:26:07.500000", datetime(2026, 11, 22, 15, 26, 7, 500_000, tzinfo=UTC)),
        ("2026-11-22 10:26:07-05:00", datetime(2026, 11, 22, 15, 26, 7, tzinfo=UTC)),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_without_a_zone_is_of_utc(said: str, at: datetime | None) -> None:
    assert wire.moment(said) == at
