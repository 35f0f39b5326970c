"""Telnyx's side of the tests: an account, and events as Telnyx makes and signs them."""

import json
import time
from base64 import b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from apps.integrations.http import Inbound

SAMPLES = Path(__file__).parents[1] / "samples"
SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC_KEY = b64encode(SIGNER.public_key().public_bytes_raw()).decode()
ACCOUNT = {"api_key": "KEY-0123456", "public_key": PUBLIC_KEY}
EVENT_ID = "0ccc7b54-4df3-4bca-a65a-3da1ecc777f0"


def signed(url: str, body: bytes, *, signer: Ed25519PrivateKey = SIGNER, at: float | None = None) -> Inbound:
    stamp = str(int(time.time() if at is None else at))
    signature = b64encode(signer.sign(stamp.encode() + b"|" + body)).decode()
    headers = {"Telnyx-Signature-Ed25519": signature, "Telnyx-Timestamp": stamp, "Content-Type": "application/json"}
    return Inbound("POST", url, headers, body)


def event(url: str, kind: str, **payload: object) -> Inbound:
    """One that is genuine."""
    told = {"record_type": "event", "event_type": kind, "id": EVENT_ID, "occurred_at": "2026-11-22T15:26:07.5Z"}
    return signed(url, json.dumps({"data": {**told, "payload": payload}, "meta": {"attempt": 1}}).encode())


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()
