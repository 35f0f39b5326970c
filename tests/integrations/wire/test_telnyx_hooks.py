"""Telnyx's signature: who signed, what was signed, and when."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from apps.integrations.errors import BadSignature
from apps.integrations.http import Inbound
from apps.integrations.wire import telnyx_hooks as hooks
from tests.integrations.telnyx_side import PUBLIC_KEY, signed

URL = "https://app.example.test/callbacks/telnyx/tok/status/"
BODY = b'{"data": {}}'
ANOTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def with_header(request: Inbound, name: str, value: str) -> Inbound:
    return replace(request, headers={**request.headers, name: value})


def without(request: Inbound, name: str) -> Inbound:
    return replace(request, headers={key: value for key, value in request.headers.items() if key != name})


def test_what_the_account_signed_is_believed() -> None:
    hooks.verify(signed(URL, BODY), PUBLIC_KEY)


@pytest.mark.parametrize("ago_seconds", [-360, 360], ids=["early", "old"])
def test_what_is_not_of_this_time_is_not(ago_seconds: int) -> None:
    with pytest.raises(BadSignature, match="time"):
        hooks.verify(signed(URL, BODY, at=time.time() - ago_seconds), PUBLIC_KEY)


@pytest.mark.parametrize(
    "changed",
    [
        lambda _: signed(URL, BODY, signer=ANOTHER),
        lambda told: replace(told, body=b'{"data": {} }'),
        lambda told: with_header(told, "Telnyx-Timestamp", str(int(time.time()) - 1)),
        lambda told: with_header(told, "Telnyx-Timestamp", "soon"),
        lambda told: with_header(told, "Telnyx-Signature-Ed25519", "%%"),
        lambda told: without(told, "Telnyx-Timestamp"),
        lambda told: without(told, "Telnyx-Signature-Ed25519"),
    ],
    ids=["key", "body", "another time", "no time", "no base64", "without time", "without signature"],
)
def test_anything_else_is_not(changed: Callable[[Inbound], Inbound]) -> None:
    with pytest.raises(BadSignature):
        hooks.verify(changed(signed(URL, BODY)), PUBLIC_KEY)
