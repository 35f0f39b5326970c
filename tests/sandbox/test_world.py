"""The journal, the clock and the table of numbers."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from tests.sandbox.application import Application
from tests.sandbox.conftest import Start
from tests.sandbox.outside import OURS, Outside
from tests.sandbox.test_crms import CONTACTS, HUBSPOT


def test_the_journal_counts_on_without_gaps(outside: Outside, phone: str) -> None:
    outside.call(phone)
    outside.text(phone)

    sequence = [entry["seq"] for entry in outside.journal()]

    assert sequence == list(range(1, len(sequence) + 1))


def test_the_journal_tells_only_what_is_new(outside: Outside, phone: str) -> None:
    last = len(outside.journal())

    outside.text(phone)

    assert [entry["seq"] for entry in outside.journal(since=last)][:1] == [last + 1]


def test_a_killed_sandbox_forgets_nothing(start: Start, tmp_path: Path, phone: str) -> None:
    journal = tmp_path / "journal.jsonl"
    first = start(journal)
    first.text(phone)
    first.process.kill()
    first.process.wait()
    kept = journal.read_bytes()
    journal.write_bytes(kept + b'{"seq":99,"at":"20')

    second = start(journal)
    second.post("/slack/services/T/B/X", json={"text": "Back again"})

    assert [entry["kind"] for entry in second.journal()] == ["sms.sent", "alert.sent"]
    assert journal.read_bytes().startswith(kept)
    assert [json.loads(line)["seq"] for line in journal.read_text().splitlines()] == [1, 2]


def test_half_a_character_does_not_stop_the_journal(outside: Outside) -> None:
    answer = outside.post("/slack/services/T/B/half", data=b'{"text":"Ada \\ud800"}')

    assert answer.text == "ok"
    assert outside.seen(text="Ada ?") == ["alert.sent"]


def test_after_a_restart_the_world_remembers(
    start: Start, tmp_path: Path, application: Application, phone: str
) -> None:
    first = start(tmp_path / "journal.jsonl")
    first.twilio("IncomingPhoneNumbers.json", PhoneNumber=OURS, SmsUrl=f"{application.url}/sms")
    first.post("/inbound-sms", json={"from": phone, "to": OURS, "body": "STOP"})
    contact_id = first.post(CONTACTS, json={"properties": {"email": "ada@example.com"}}, headers=HUBSPOT).json()["id"]
    first.process.terminate()
    first.process.wait()

    second = start(tmp_path / "journal.jsonl")

    assert second.text(phone).json()["code"] == 21610
    assert second.get(f"{CONTACTS}/{contact_id}", headers=HUBSPOT).json()["properties"]["email"] == "ada@example.com"
    assert second.post("/inbound-sms", json={"from": phone, "to": OURS, "body": "Hi"}).json()["status"] == 200


def test_the_clock_moves_and_comes_back(outside: Outside) -> None:
    outside.post("/clock", json={"now": "2027-03-14T06:59:00Z"})
    outside.post("/slack/services/T/B/X", json={"text": "What time is it?"})

    at = outside.wait_for("alert.sent", text="What time is it?")["at"]

    assert datetime.fromisoformat(at).date().isoformat() == "2027-03-14"
    assert outside.delete("/clock").json()["offset_seconds"] == 0


def test_the_table_says_who_does_what(outside: Outside) -> None:
    table = {row["number"]: row["behaviour"] for row in outside.get("/numbers").json()}

    assert (table["+12025550111"], table["+12025550112"]) == ("busy", "no_answer")
    assert {"screened", "cooperative", "opt_out"} <= set(table.values())


def test_a_person_can_watch(outside: Outside) -> None:
    assert "The pretend world" in outside.get("/").text


def test_it_stops_when_told_to(start: Start, tmp_path: Path) -> None:
    outside = start(tmp_path / "journal.jsonl")

    outside.process.terminate()

    assert outside.process.wait(timeout=3) == 0
