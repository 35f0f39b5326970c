"""Meta: the handshake, notices of several pages, and a lead as the Graph API has it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.sources.base import Named
from apps.integrations.sources.meta import Sender
from tests.contracts.sources import NamingContract
from tests.integrations.sources.posting import URL, in_hex, in_json, post, sample

BODY = sample("meta_leadgen_webhook.json")
AT = datetime(2026, 11, 22, 15, 25, 55, tzinfo=UTC)


def made(**settings: str) -> Sender:
    return Sender(Sender.Settings.model_validate(settings), [])


def asking(**query: str) -> Inbound:
    told = [(f"hub.{key}", value) for key, value in query.items()]
    return Inbound("GET", f"{URL}?{urlencode(told)}", {}, b"", query=told)


class TestMeta(NamingContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return post(BODY, headers={"X-Hub-Signature-256": f"sha256={in_hex(secret, BODY)}"})

    def held(self) -> Inbound:
        return post(sample("meta_lead_graph.json"))


def test_the_challenge_comes_back_for_the_right_token() -> None:
    answer = made(verify_token="test_verify_token").handshake(
        asking(mode="subscribe", challenge="1158201444", verify_token="test_verify_token")
    )

    assert answer is not None
    assert (answer.status, answer.body) == (200, b"1158201444")
    assert answer.content_type.startswith("text/plain")


@pytest.mark.parametrize(("ours", "theirs"), [("test_verify_token", "another"), ("", ""), ("x", "")])
def test_another_token_is_refused(ours: str, theirs: str) -> None:
    answer = made(verify_token=ours).handshake(asking(mode="subscribe", challenge="1", verify_token=theirs))

    assert answer is not None
    assert answer.status == 403


def test_a_notice_names_the_lead_its_page_and_its_time() -> None:
    assert made().named(post(BODY)) == [Named("900000000000001", "100000000000001", "700000000000001", AT)]


def test_entries_of_several_pages_are_parted_and_ids_may_be_numbers() -> None:
    tree = json.loads(BODY)
    other = {"leadgen_id": 900000000000002, "page_id": 100000000000002, "form_id": 7, "created_time": 1795361155}
    tree["entry"].append({"id": 100000000000002, "changes": [{"field": "leadgen", "value": other}]})

    assert [each.id for each in made().named(in_json(tree))] == ["900000000000001", "900000000000002"]
    assert [each.id for each in made(account="100000000000002").named(in_json(tree))] == ["900000000000002"]


def test_another_pages_lead_is_none_of_ours() -> None:
    sender = made(account="1")

    assert sender.named(post(BODY)) == []
    with pytest.raises(NoLead):
        sender.read(post(BODY))


def test_a_lead_is_read_with_its_ad_and_what_was_ticked() -> None:
    [lead] = made().read(post(sample("meta_lead_graph.json")))

    assert (lead.full_name, lead.email, lead.phone) == ("Jane Sample", "jane.sample@example.com", "+12025550143")
    assert (lead.external_id, lead.submitted_at) == ("900000000000001", AT)
    assert lead.answers["which_services_do_you_need?"] == "Heating, Cooling"
    assert lead.answers["campaign_name"] == "HVAC tune-up"
    assert lead.campaign == {"sms_consent": "yes", "utm_source": "facebook"}


def test_an_organic_lead_has_no_ad() -> None:
    [lead] = made().read(post(sample("meta_lead_graph_organic.json")))

    assert (lead.first_name, lead.last_name, lead.email) == ("Sam", "Example", "")
    assert "ad_id" not in lead.answers


def test_a_notice_of_something_else_is_no_lead() -> None:
    tree = {"object": "page", "entry": [{"id": "1", "changes": [{"field": "feed", "value": {"item": "post"}}]}]}

    assert made().named(in_json(tree)) == []
    with pytest.raises(NoLead):
        made().read(replace(in_json(tree)))
