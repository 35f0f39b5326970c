"""TikTok: several leads in one body, ids beyond what JavaScript can count, two readings of the signature."""

import json
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.sources.tiktok import Sender
from tests.contracts.sources import NOW, SignedBodyContract
from tests.integrations.sources.posting import in_hex, in_json, post, sample

BODY = sample("tiktok_lead.json")


class TestTikTok(SignedBodyContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return post(BODY, headers={"X-Open-Signature": in_hex(secret, BODY).upper()})


def test_a_lead_is_read_with_its_ad() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(BODY))

    assert (lead.full_name, lead.email, lead.phone) == ("Jane Sample", "jane.sample@example.com", "+12025550143")
    assert lead.external_id == "7126711421177430274"
    assert lead.submitted_at == datetime.fromtimestamp(1_795_361_155, UTC)
    assert lead.answers["Do you own your home?"] == "Yes"
    assert lead.answers["campaign_name"] == "TT quote"


def test_a_batch_is_a_lead_for_each_entry() -> None:
    tree = json.loads(BODY)
    tree["entry"] = [tree["entry"][0] | {"id": 7_126_711_421_177_430_274 + nth} for nth in range(300)]

    leads = Sender(Sender.Settings(), []).read(in_json(tree))

    assert len({lead.external_id for lead in leads}) == 300


def test_the_signature_may_be_of_the_escaped_payload() -> None:
    body = BODY.replace(b"Jane Sample", "Jané 😀 Sample".encode())
    escaped = BODY.replace(b"Jane Sample", b"Jan\\u00e9 \\ud83d\\ude00 Sample")

    Sender(Sender.Settings(), ["s"]).verify(post(body, headers={"X-Open-Signature": in_hex("s", escaped)}), now=NOW)


def test_another_subscription_is_no_lead() -> None:
    with pytest.raises(NoLead):
        Sender(Sender.Settings(), []).read(in_json(json.loads(BODY) | {"object": 2}))
