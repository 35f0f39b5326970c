"""The numbers an application has bought, and what they do when somebody texts them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from apps.sandbox.carrier.accounts import API, VENDOR, Account, Known, new_sid
from apps.sandbox.clock import rfc2822
from apps.sandbox.forms import Form
from apps.sandbox.world import World

NOBODYS = "+12025550100"
SETTINGS = ("FriendlyName", "SmsUrl", "SmsMethod", "VoiceUrl", "VoiceMethod", "StatusCallback")


@dataclass
class Line:
    """One bought number."""

    account: Account
    number: str
    created_at: datetime
    settings: dict[str, str]
    sid: str = field(default_factory=lambda: new_sid("PN"))

    def change(self, form: Form) -> None:
        self.settings |= {name: form.first(name) for name in SETTINGS if name in form.fields}

    def resource(self) -> dict[str, object]:
        """As the REST API shows it."""
        uri = f"{API}/Accounts/{self.account.sid}/IncomingPhoneNumbers/{self.sid}.json"
        return {
            "sid": self.sid,
            "account_sid": self.account.sid,
            "phone_number": self.number,
            "friendly_name": self.settings.get("FriendlyName") or self.number,
            "sms_url": self.settings.get("SmsUrl", ""),
            "sms_method": self.settings.get("SmsMethod", "POST"),
            "voice_url": self.settings.get("VoiceUrl", ""),
            "voice_method": self.settings.get("VoiceMethod", "POST"),
            "status_callback": self.settings.get("StatusCallback", ""),
            "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
            "api_version": API.strip("/"),
            "origin": "twilio",
            "status": "in-use",
            "date_created": rfc2822(self.created_at),
            "date_updated": rfc2822(self.created_at),
            "uri": uri,
        }


class Lines:
    """Every bought number; buying one again changes its settings."""

    def __init__(self, world: World) -> None:
        self.by_number: dict[str, Line] = {}
        self._world = world
        for entry in world.journal.of("number.bought", "number.released"):
            self.by_number.pop(entry.facts["number"], None)
            if entry.kind == "number.released":
                continue
            facts, at = entry.facts, datetime.fromisoformat(entry.at)
            line = Line(Account(facts["account"], ""), facts["number"], at, facts["settings"], facts["id"])
            self.by_number[line.number] = line

    def buy(self, account: Account, form: Form) -> Line:
        number = form.first("PhoneNumber")
        line = self.by_number.get(number) or Line(account, number, self._world.clock.now(), {})
        self.by_number[number] = line
        self.change(line, account, form)
        return line

    def change(self, line: Line, account: Account, form: Form) -> None:
        line.account = account
        line.change(form)
        self._remember(line)

    def release(self, line: Line) -> None:
        """Nobody's again."""
        del self.by_number[line.number]
        self._world.journal.write(VENDOR, "number.released", number=line.number, id=line.sid)

    def signer(self, line: Line) -> Account:
        """Whose token signs: tokens aren't kept in the journal, so after a restart the newest one seen."""
        return self._world.of(Known).by_sid.get(line.account.sid, line.account)

    def _remember(self, line: Line) -> None:
        facts = {
            "number": line.number,
            "id": line.sid,
            "account": line.account.sid,
            "settings": line.settings,
        }
        self._world.journal.write(VENDOR, "number.bought", **facts)

    def any_of(self, account_sid: str) -> str:
        """A sender for a messaging service."""
        own = (line.number for line in self.by_number.values() if line.account.sid == account_sid)
        return next(own, NOBODYS)
