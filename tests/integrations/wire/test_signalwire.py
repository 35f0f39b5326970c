"""SignalWire's signature: another header and another key than Twilio's, and a second way to sign."""

import hmac
from base64 import b64encode
from dataclasses import replace
from hashlib import sha1
from urllib.parse import urlencode

import pytest

from apps.integrations.errors import BadSignature, Rejected, Unavailable
from apps.integrations.http import Inbound
from apps.integrations.wire import signalwire as wire

KEY = "PSK_0123456789"
PROJECT = wire.Project.model_validate(
    {
        "project_id": "a1b2c3d4-0000-4000-8000-000000000001",
        "api_token": "PT0123456789",
        "signing_key": KEY,
        "base_url": "https://example.signalwire.com/api/laml",
    }
)
URL = "https://app.example.test/callbacks/signalwire/tok/status/?crm_id=7"
FIELDS = (("To", "+12025550143"), ("CallSid", "b"), ("Digits", "2"), ("Digits", "1"))


def digest(signed: str, key: str = KEY) -> bytes:
    return hmac.digest(key.encode(), signed.encode(), sha1)


def posted(signature: str, header: str = "X-SignalWire-Signature", url: str = URL) -> Inbound:
    return Inbound("POST", url, {header: signature}, urlencode(FIELDS).encode(), FIELDS)


BY_FIELDS = b64encode(digest(f"{URL}CallSidbDigits2Digits1To+12025550143")).decode()
BY_BODY = digest(URL + urlencode(FIELDS)).hex()


@pytest.mark.parametrize(
    "request_",
    [
        posted(BY_FIELDS),
        posted(BY_BODY),
        posted(BY_FIELDS, "X-Twilio-Signature"),
        posted(BY_FIELDS, url=URL.replace(".test/", ".test:443/")),
    ],
    ids=["fields", "body", "Twilio's header", "port"],
)
def test_what_the_project_signed_is_believed(request_: Inbound) -> None:
    wire.verify(request_, PROJECT)


@pytest.mark.parametrize(
    "request_",
    [
        posted(b64encode(digest(f"{URL}CallSidbDigits2Digits1To+12025550143", "PT0123456789")).decode()),
        posted(BY_FIELDS, url=URL + "8"),
        replace(posted(BY_FIELDS), form=(*FIELDS[:-1], ("Digits", "9"))),
        replace(posted(BY_BODY), body=b"To=%2B12025550142"),
        posted(""),
        replace(posted(BY_FIELDS), headers={}),
        Inbound("POST", URL, {"X-SignalWire-Signature": b64encode(digest(URL)).decode()}, b'{"a": 1}'),
    ],
    ids=["token", "address", "field", "body", "empty", "none", "a body that the fields' way does not cover"],
)
def test_anything_else_is_not(request_: Inbound) -> None:
    with pytest.raises(BadSignature):
        wire.verify(request_, PROJECT)


def test_a_failure_is_told_by_its_own_name_and_keeps_its_remedy() -> None:
    with pytest.raises(Unavailable) as refusal, wire.by_its_name():
        raise Unavailable("Twilio asks for fewer requests", code="20429", retry_after_seconds=7)

    assert (str(refusal.value), refusal.value.code) == ("SignalWire asks for fewer requests", "20429")
    assert refusal.value.retry_after_seconds == 7


def test_what_is_no_failure_of_theirs_passes() -> None:
    with pytest.raises(Rejected, match="only https"), wire.by_its_name():
        raise Rejected("only https addresses are called")
