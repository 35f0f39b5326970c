"""What senders prove themselves with: keyed hashes in hex or base64, compared in constant time."""

import hashlib
import hmac
from base64 import b64encode
from datetime import UTC, datetime


def in_hex(secret: str, message: bytes) -> str:
    """HMAC-SHA256 in lower-case hex."""
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def in_base64(secret: str, message: bytes) -> str:
    """HMAC-SHA256 in base64."""
    return b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode()


def equal(sent: str, expected: str) -> bool:
    """Whether both are the same, in a time that tells nothing of how much of them is."""
    return hmac.compare_digest(sent.encode("utf-8", "replace"), expected.encode("utf-8", "replace"))


def equal_hex(sent: str, expected: str) -> bool:
    """As `equal`; vendors write hex in either case."""
    return equal(sent.lower(), expected.lower())


def is_timely(stamp: str, *, per_second: int, tolerance_seconds: int, now: datetime) -> bool:
    """Whether a Unix time, of so many units a second, is within the tolerance of now."""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 15):
        return False
    seconds = int(stamp) / per_second
    return seconds < 1e11 and abs((now - datetime.fromtimestamp(seconds, UTC)).total_seconds()) <= tolerance_seconds
