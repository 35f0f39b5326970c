"""Requests as senders make them, from the samples."""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from apps.integrations.http import Inbound

SAMPLES = Path(__file__).parents[2] / "samples"
URL = "https://app.example.test/hooks/token/"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MULTIPART = "multipart/form-data; boundary=------------------------fakeboundary0001"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def post(body: bytes, content_type: str = JSON, headers: Mapping[str, str] | None = None) -> Inbound:
    return Inbound("POST", URL, {"Content-Type": content_type, **(headers or {})}, body)


def in_json(tree: Any) -> Inbound:
    return post(json.dumps(tree).encode())


def in_hex(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def in_base64(secret: str, message: bytes) -> str:
    return b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode()
