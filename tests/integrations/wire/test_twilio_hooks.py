"""Whose requests are believed: Twilio's signatures over samples, and everything that is nearly one."""

import json
from contextlib import nullcontext
from hashlib import sha256
from typing import Any

import pytest

from apps.integrations.errors import BadSignature, Unreadable
from apps.integrations.http import Inbound
from apps.integrations.wire import twilio_hooks as hooks
from apps.integrations.wire.twilio import Account
from tests.integrations.twilio_side import ACCOUNT, TOKEN, posted, posted_sample, sample, signature

ACCOUNT_WITHOUT_KEY = Account.model_validate(ACCOUNT)
ACCOUNT_WITH_KEY = Account.model_validate({**ACCOUNT, "signing_key": TOKEN})
VECTORS = json.loads(sample("twilio_vectors.json"))
KEY = "the_secret_of_a_shared_key"
URL = "https://app.example.test/hooks/calls/tok_0001/status"
FIELDS = [("CallSid", "CA1"), ("CallStatus", "ringing"), ("ToCity", "")]


def by_vector(vector: dict[str, Any]) -> str:
    return f"{vector['file']} {vector['scheme']}"


@pytest.mark.parametrize("vector", VECTORS, ids=by_vector)
def test_every_sample_signature_is_believed(vector: dict[str, Any]) -> None:
    request = posted_sample(vector["url"], vector["file"], **vector["headers"])

    hooks.verify(request, ACCOUNT_WITH_KEY)


@pytest.mark.parametrize("vector", VECTORS, ids=by_vector)
def test_no_sample_is_believed_by_another_account(vector: dict[str, Any]) -> None:
    other = Account.model_validate({**ACCOUNT, "auth_token": "another_token", "signing_key": "another_key"})
    request = posted_sample(vector["url"], vector["file"], **vector["headers"])

    with pytest.raises(BadSignature):
        hooks.verify(request, other)


@pytest.mark.parametrize("signed_url", [URL, URL.replace(".test/", ".test:443/")])
@pytest.mark.parametrize("called_url", [URL, URL.replace(".test/", ".test:443/")])
def test_the_port_may_stand_in_either_address(signed_url: str, called_url: str) -> None:
    request = posted(called_url, FIELDS, X_Twilio_Signature=signature(signed_url, FIELDS))

    hooks.verify(request, ACCOUNT_WITHOUT_KEY)


def test_a_field_that_came_twice_is_signed_twice() -> None:
    twice = [("Digits", "2"), ("Digits", "1")]
    as_twilio_signs = signature(URL + "Digits1Digits2", [])
    request = posted(URL, twice, X_Twilio_Signature=as_twilio_signs)

    hooks.verify(request, ACCOUNT_WITHOUT_KEY)


@pytest.mark.parametrize(
    "request_",
    [
        posted(URL, FIELDS),
        posted(URL, FIELDS, X_Twilio_Signature=""),
        posted(URL, FIELDS, X_Twilio_Signature="é"),
        posted(URL, FIELDS, X_Twilio_Signature=signature(URL, FIELDS) + "="),
        posted(URL + "?x=1", FIELDS, X_Twilio_Signature=signature(URL, FIELDS)),
        posted(URL.replace("0001", "0002"), FIELDS, X_Twilio_Signature=signature(URL, FIELDS)),
        posted(URL, [*FIELDS, ("More", "1")], X_Twilio_Signature=signature(URL, FIELDS)),
        posted(URL, FIELDS[1:], X_Twilio_Signature=signature(URL, FIELDS)),
        posted(URL, FIELDS, X_Twilio_Signature=signature(URL, FIELDS, secret="")),
    ],
    ids=["absent", "empty", "not ascii", "longer", "query", "token", "field more", "field less", "no secret"],
)
def test_what_is_nearly_signed_is_not_signed(request_: Inbound) -> None:
    with pytest.raises(BadSignature):
        hooks.verify(request_, ACCOUNT_WITHOUT_KEY)


@pytest.mark.parametrize("settings", ["key=k1,algorithm=HMAC_SHA256", "key=k1,algorithm=HMAC_MD5"])
def test_a_shared_key_that_is_not_set_up_or_not_known_is_not_believed(settings: str) -> None:
    headers = {"X_Twilio_Signature": signature(URL, FIELDS), "X_Twilio_Webhooks_Signature_Settings": settings}
    request = posted(URL, FIELDS, **headers)

    with pytest.raises(BadSignature):
        hooks.verify(request, ACCOUNT_WITHOUT_KEY)


@pytest.mark.parametrize(
    ("secret", "algorithm", "is_believed"),
    [
        (KEY, "HMAC_SHA256", True),
        (TOKEN, "HMAC_SHA256", False),
        (TOKEN, "HMAC_SHA1", True),
        (KEY, "HMAC_SHA1", False),
    ],
)
def test_each_algorithm_has_its_own_secret(secret: str, algorithm: str, *, is_believed: bool) -> None:
    account = Account.model_validate({**ACCOUNT, "signing_key": KEY})
    headers = {
        "X_Twilio_Signature": signature(URL, FIELDS, secret=secret, algorithm=algorithm),
        "X_Twilio_Webhooks_Signature_Settings": f"key=k1,algorithm={algorithm}",
    }

    with nullcontext() if is_believed else pytest.raises(BadSignature):
        hooks.verify(posted(URL, FIELDS, **headers), account)


def json_request(body: bytes, *, signed_body: bytes | None) -> Inbound:
    url = URL if signed_body is None else f"{URL}?bodySHA256={sha256(signed_body).hexdigest()}"
    return Inbound("POST", url, {"x-twilio-signature": signature(url, [])}, body)


def test_a_json_body_is_believed_by_its_digest() -> None:
    hooks.verify(json_request(b'{"a": 1}', signed_body=b'{"a": 1}'), ACCOUNT_WITHOUT_KEY)


@pytest.mark.parametrize("signed_body", [None, b"", b'{"a": 2}'])
def test_a_json_body_that_the_signature_does_not_cover_is_not_believed(signed_body: bytes | None) -> None:
    with pytest.raises(BadSignature):
        hooks.verify(json_request(b'{"a": 1}', signed_body=signed_body), ACCOUNT_WITHOUT_KEY)


@pytest.mark.parametrize("text", ["yesterday", "2026-11-22T15:26:00Z", "Sun, 99 Nov 2026 15:26:00 +0000", "0"])
def test_a_time_that_is_none_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        hooks.moment(posted(URL, [("Timestamp", text)]), "Timestamp")


@pytest.mark.parametrize("text", ["-1", "1.5", "many", "٣", " 1"])  # the fourth is Arabic
def test_a_number_that_is_none_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        hooks.count(posted(URL, [("CallDuration", text)]), "CallDuration")
