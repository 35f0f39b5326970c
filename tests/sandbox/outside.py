"""A client of the sandbox, as our adapters and test tools use it."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from typing import Any

import requests

TOKEN = "pretend-token"
ACCOUNT = "AC00000000000000000000000000000001"
TWILIO = f"/twilio/2010-04-01/Accounts/{ACCOUNT}"
OURS = "+12025550100"
WELCOME = "<Response><Say>Hello!</Say></Response>"

type Entry = dict[str, Any]


@dataclass
class Outside:
    url: str
    smtp_port: int
    process: subprocess.Popen[bytes]

    def get(self, path: str, **options: Any) -> requests.Response:
        return requests.get(self.url + path, timeout=5, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        return requests.post(self.url + path, timeout=5, **options)

    def patch(self, path: str, **options: Any) -> requests.Response:
        return requests.patch(self.url + path, timeout=5, **options)

    def delete(self, path: str) -> requests.Response:
        return requests.delete(self.url + path, timeout=5)

    def twilio(self, path: str, password: str = TOKEN, **form: Any) -> requests.Response:
        """Post to the pretend Twilio account."""
        return self.post(f"{TWILIO}/{path}", data=form, auth=(ACCOUNT, password))

    def listed(self, path: str, **query: Any) -> list[Entry]:
        body = self.get(f"{TWILIO}/{path}.json", params=query, auth=(ACCOUNT, TOKEN)).json()
        found: list[Entry] = body[path.lower()]
        return found

    def call(self, to: str, **wishes: Any) -> requests.Response:
        document = {} if "Url" in wishes else {"Twiml": WELCOME}
        return self.twilio("Calls.json", **{"To": to, "From": OURS, **document, **wishes})

    def text(self, to: str, **wishes: Any) -> requests.Response:
        return self.twilio("Messages.json", **{"To": to, "From": OURS, "Body": "Hi", **wishes})

    def break_(self, vendor: str, **fault: Any) -> None:
        assert self.post("/faults", json={"vendor": vendor, **fault}).status_code == 201

    def journal(self, since: int = 0) -> list[Entry]:
        entries: list[Entry] = self.get(f"/journal?since={since}").json()
        return entries

    def seen(self, **facts: Any) -> list[str]:
        """The kinds of everything journalled with these facts."""
        return [entry["kind"] for entry in self.matching(**facts)]

    def matching(self, **facts: Any) -> list[Entry]:
        return [entry for entry in self.journal() if facts.items() <= entry["facts"].items()]

    def wait_for(self, kind: str, seconds: float = 30, **facts: Any) -> Entry:
        """The first such entry, as soon as there is one."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for entry in self.matching(**facts):
                if entry["kind"] == kind:
                    return entry
            time.sleep(0.02)
        raise AssertionError(f"no {kind} with {facts}")
