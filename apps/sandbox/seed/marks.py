"""Ids as the product and its vendors make them, but from a seeded chance and for a moment in the past."""

from datetime import datetime
from random import Random
from uuid import UUID

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def uuid7(at: datetime, *, random: Random) -> UUID:
    """RFC 9562: 48 bits of milliseconds, version, variant, and chance."""
    ms = int(at.timestamp() * 1000)
    return UUID(int=ms << 80 | 0x7 << 76 | random.getrandbits(12) << 64 | 0b10 << 62 | random.getrandbits(62))


def sid(prefix: str, *, random: Random) -> str:
    """Twilio's."""
    return f"{prefix}{random.getrandbits(128):032x}"


def token(*, random: Random) -> str:
    return f"{random.getrandbits(128):032x}"


def record_id(vendor: str, *, random: Random) -> str:
    """A Salesforce Lead's or a HubSpot contact's."""
    if vendor == "salesforce":
        return "00QFK" + "".join(random.choices(_BASE62, k=10)) + "AAA"
    return str(random.randrange(10**11, 10**12))
