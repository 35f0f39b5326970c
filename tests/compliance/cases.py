"""What the tests of the gate share: a small rule pack, and facts that nothing speaks against."""

import json
from datetime import UTC, datetime

from apps.compliance.facts import Facts
from apps.compliance.rules import pack
from apps.compliance.rules.pack import Pack
from apps.compliance.rules.rows import Consent
from apps.compliance.verdict import Channel

# Tuesday, 11:00 in New York.
AT = datetime(2026, 11, 24, 16, tzinfo=UTC)
MIAMI, BOISE, TOLL_FREE = "+13055550123", "+12085550123", "+18005550123"


def row(jurisdiction: str, rule: str, value: object, **dates: str) -> dict[str, object]:
    known = {"source": "a test", "mark": "read", "checked_on": "2026-11-22"}
    return {"jurisdiction": jurisdiction, "rule": rule, "value": value, **known, **dates}


def hours(jurisdiction: str, days: dict[str, str], **dates: str) -> dict[str, object]:
    return row(jurisdiction, "hours", {"channels": ["call", "sms"], "days": days}, **dates)


def pack_of(*rows: dict[str, object], version: str = "2026-11-22") -> Pack:
    return pack.read(json.dumps({"version": version, "rows": rows}))


AGREED = [row("US", "consent", {"kind": kind, "least": "inquiry"}) for kind in (Channel.CALL, Channel.SMS)]


def facts(phone: str = MIAMI, **traits: object) -> Facts:
    known = {"at": AT, "channel": Channel.CALL, "region": "US", "countries": frozenset({"US"})}
    return Facts(**{"phone": phone, "consent": Consent.INQUIRY, **known, **traits})  # type: ignore[arg-type]
