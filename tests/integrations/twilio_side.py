"""Twilio's side of the tests: an account, its samples, and requests as Twilio makes and signs them."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from apps.integrations.http import Inbound

SAMPLES = Path(__file__).parents[1] / "samples"
SID = "AC00000000000000000000000000000001"
TOKEN = "test_twilio_auth_token"  # the one that the sample signatures were made with
ACCOUNT = {"account_sid": SID, "auth_token": TOKEN}
API = f"/2010-04-01/Accounts/{SID}"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def posted(url: str, fields: Sequence[tuple[str, str]], **headers: str) -> Inbound:
    """A form post; header names are given with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Inbound("POST", url, named, urlencode(fields).encode(), tuple(fields))


def posted_sample(url: str, name: str, **headers: str) -> Inbound:
    body = sample(name)
    return posted(url, parse_qsl(body.decode(), keep_blank_values=True), **headers)


def signature(url: str, fields: Sequence[tuple[str, str]], *, secret: str = TOKEN, algorithm: str = "HMAC_SHA1") -> str:
    """Signed by Twilio's own library; of a name that comes twice the last value counts."""
    return str(RequestValidator(secret).compute_signature(url, dict(fields), algorithm))
