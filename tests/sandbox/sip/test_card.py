"""Where tools find the trunk of a demo."""

from __future__ import annotations

from pathlib import Path

from apps.sandbox.demo import card, programs
from apps.sandbox.demo.layout import Layout
from apps.sandbox.demo.surroundings import Surroundings


def test_the_demo_says_where_its_trunk_is_and_opens_it_there(tmp_path: Path) -> None:
    layout, around = Layout(tmp_path, 9000), Surroundings(None, None, "postgres://ada:pw@127.0.0.1/x", "redis://x")

    said = card.new(layout, around, seeded={}).facts["sip"]

    assert said == {
        "address": "127.0.0.1:9012",
        "tls_address": "127.0.0.1:9013",
        "certificate": str(tmp_path / "sip-certificate.pem"),
        "password": "pretend-password",
    }
    sandbox = next(each for each in programs.product(layout, around) if each.name == "sandbox")
    assert {"9012", "9013", str(tmp_path / "journal.jsonl")} <= set(sandbox.command)
