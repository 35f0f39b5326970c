"""The generic door: who may post, and what each form builder's body becomes."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from standardwebhooks import Webhook

from apps.integrations.errors import BadSignature, Unreadable
from apps.integrations.http import Inbound
from apps.integrations.sources.webhook import Sender, Settings
from tests.contracts.sources import NOW, SECRETS, HeaderContract, TimedBodyContract, assert_storable

SAMPLES = Path(__file__).parents[2] / "samples"
URL = "https://app.example.test/hooks/token/"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MULTIPART = "multipart/form-data; boundary=------------------------fakeboundary0001"
KEYS = ("name", "email", "phone", "title", "value", "id", "type", "form_id", "utm_source", "page_url", "")
PERSON = b'{"name": "Jane Sample", "phone": "(202) 555-0143"}'


def post(body: bytes, content_type: str = JSON, headers: Mapping[str, str] | None = None) -> Inbound:
    return Inbound("POST", URL, {"Content-Type": content_type, **(headers or {})}, body)


def signing(*secrets: str) -> Sender:
    return Sender(Settings(require_signature=True), secrets)


class TestSignedWithATimestamp(TimedBodyContract):
    def sender(self, *secrets: str) -> Sender:
        return signing(*secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        stamp = str(int(at.timestamp()))
        mac = hmac.new(secret.encode(), stamp.encode() + b"." + PERSON, hashlib.sha256).hexdigest()
        return post(PERSON, headers={"X-Timestamp": stamp, "X-Signature-256": f"sha256={mac.upper()}"})


class TestStandardWebhooks(TimedBodyContract):
    def sender(self, *secrets: str) -> Sender:
        return signing(*secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        signature = Webhook(secret).sign("msg_1", at, PERSON.decode())
        signed = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp()))}
        return post(PERSON, headers={**signed, "webhook-signature": f"v1,bm9uc2Vuc2U= {signature}"})


class TestApiKey(HeaderContract):
    def sender(self, *secrets: str) -> Sender:
        return signing(*secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return post(PERSON, headers={"x-api-key": secret})


def test_a_signature_over_bytes_that_are_no_text_is_refused() -> None:
    headers = {"webhook-id": "1", "webhook-timestamp": str(int(NOW.timestamp())), "webhook-signature": "v1,é"}

    with pytest.raises(BadSignature):
        signing(*SECRETS, "no base64 at all", "whsec_").verify(post(b"\xff\xfe", headers=headers), now=NOW)


@pytest.mark.parametrize("digits", [11, 12, 13, 400])
def test_a_time_of_no_year_is_refused(digits: int) -> None:
    headers = {"X-Timestamp": "9" * digits, "X-Signature-256": "sha256=0"}

    with pytest.raises(BadSignature):
        signing(*SECRETS).verify(post(PERSON, headers=headers), now=NOW)


def test_the_address_alone_is_proof_unless_a_signature_is_asked_for() -> None:
    Sender(Settings(), []).verify(post(PERSON), now=NOW)


def test_a_mapping_to_an_unknown_field_is_refused_when_it_is_typed_in() -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"mapping": {"key": "shoe_size"}})


@pytest.mark.parametrize(
    ("sample", "content_type", "name"),
    [
        ("html_form.form", FORM, ("Jane", "Sample", "")),
        ("zapier_generic.json", JSON, ("", "", "Jane Sample")),
        ("elementor_simple.form", FORM, ("", "", "Jane Sample")),
        ("gravityforms_entry.json", JSON, ("Jane", "Sample", "")),
        ("jotform_multipart.bin", MULTIPART, ("Jane", "Sample", "")),
        ("unbounce.form", FORM, ("Jane", "", "")),
        ("webflow_form_submission_v2.json", JSON, ("Jane", "Sample", "")),
        ("meta_lead_graph.json", JSON, ("", "", "Jane Sample")),
        ("google_leadform_live.json", JSON, ("Jane", "Sample", "")),
        ("tiktok_lead.json", JSON, ("", "", "Jane Sample")),
    ],
)
def test_a_form_builders_lead_can_be_reached(sample: str, content_type: str, name: tuple[str, str, str]) -> None:
    [lead] = Sender(Settings(), []).read(post((SAMPLES / sample).read_bytes(), content_type))

    assert (lead.first_name, lead.last_name, lead.full_name) == name
    assert lead.email == "jane.sample@example.com"
    assert "".join(filter(str.isdigit, lead.phone)).removeprefix("1") == "2025550143"


def test_a_plain_form_brings_answers_campaign_and_consent_apart() -> None:
    [lead] = Sender(Settings(), []).read(post((SAMPLES / "html_form.form").read_bytes(), FORM))

    assert lead.answers == {"message": "Need a quote & soon", "services": "repair, install"}
    assert lead.campaign == {
        "utm_source": "google",
        "utm_campaign": "brand",
        "gclid": "FAKEGCLID0001",
        "tcpa_consent": "on",
        "trustedform_cert_url": "https://cert.trustedform.com/0000000000000000000000000000000000000001",
        "jornaya_leadid": "00000000-0000-4000-8000-00000000C0DE",
    }


def test_the_address_with_our_token_does_not_come_back_as_an_answer() -> None:
    [lead] = Sender(Settings(), []).read(post((SAMPLES / "jotform_multipart.bin").read_bytes(), MULTIPART))

    assert lead.external_id == "6400000000000000001"
    assert "/hooks/" not in str(lead)


def test_a_mapping_wins_over_what_the_keys_say() -> None:
    body = b'{"phone": "2025550143", "Call me on": "2025550199", "email": "x@example.com"}'
    settings = Settings(mapping={"call me ON": "phone", "email": "ignore"})

    [lead] = Sender(settings, []).read(post(body))

    assert (lead.phone, lead.email, lead.answers) == ("2025550199", "", {"phone": "2025550143"})


def test_a_mapped_key_that_did_not_come_leaves_the_others_in_force() -> None:
    [lead] = Sender(Settings(mapping={"Rückruf unter": "phone"}), []).read(post(PERSON))

    assert lead.phone == "(202) 555-0143"


def test_a_list_is_a_lead_for_each_object() -> None:
    leads = Sender(Settings(), []).read(post(b'[{"email": "a@example.com"}, 7, {"email": "b@example.com"}]'))

    assert [lead.email for lead in leads] == ["a@example.com", "b@example.com"]
    assert leads[0].campaign["flags"] == "skipped"


def test_utm_in_the_address_that_was_called_counts_where_the_body_has_none() -> None:
    query = (("utm_source", "google_ads"), ("utm_medium", "form"), ("shoe", "42"))
    request = Inbound("POST", URL, {"Content-Type": JSON}, b'{"email":"a@b.co","utm_source":"x"}', query=query)

    [lead] = Sender(Settings(), []).read(request)

    assert lead.campaign == {"utm_source": "x", "utm_medium": "form"}


def test_a_request_without_a_body_is_read_from_its_query() -> None:
    query = (("first name", "Jané"), ("phone", "202 555 0143"))

    [lead] = Sender(Settings(), []).read(Inbound("GET", URL, {}, b"", query=query))

    assert (lead.first_name, lead.phone) == ("Jané", "202 555 0143")


def test_a_request_with_nothing_in_it_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        Sender(Settings(), []).read(post(b""))


def test_the_senders_own_time_is_kept() -> None:
    [lead] = Sender(Settings(), []).read(post((SAMPLES / "zapier_generic.json").read_bytes()))

    assert lead.submitted_at == datetime(2026, 11, 22, 15, 25, 55, tzinfo=UTC)


@settings(max_examples=150, deadline=2_000)
@given(
    tree=st.recursive(
        st.text(st.characters()) | st.integers() | st.floats() | st.none() | st.booleans(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(KEYS) | st.text(st.characters()), inner),
        max_leaves=20,
    )
)
def test_whatever_json_says_can_be_stored(tree: object) -> None:
    with suppress(Unreadable):
        for lead in Sender(Settings(), []).read(post(json.dumps({"form": tree}).encode())):
            assert_storable(lead)


@settings(max_examples=150, deadline=2_000)
@given(
    body=st.binary(max_size=200), content_type=st.sampled_from((JSON, FORM, MULTIPART, "", "text/plain; charset=utf-7"))
)
def test_no_bytes_do_worse_than_being_unreadable(body: bytes, content_type: str) -> None:
    with suppress(Unreadable):
        for lead in Sender(Settings(), []).read(post(body, content_type)):
            assert_storable(lead)


@pytest.mark.parametrize("content_type", [JSON, FORM, MULTIPART])
@pytest.mark.parametrize(
    "brick",
    ["\r", "\n--b", "[", "a[", "%", "&a=", '"\\', '{"a":[', "; name=", " ", "(", "1-", "e@", "aA", "a.", "é", "1 (2) "],
)
def test_a_megabyte_of_anything_takes_no_time(content_type: str, brick: str) -> None:
    wall = (brick * 1_000_000)[:1_000_000]
    body = json.dumps({"phone": wall, "x": [wall], wall: "1"}) if content_type == JSON else f"phone={wall}&{wall}=1"
    start = time.process_time()

    with suppress(Unreadable):
        Sender(Settings(), []).read(post(body.encode(), content_type))

    assert time.process_time() - start < 2


def test_ten_thousand_keys_never_seen_before_take_no_time() -> None:
    body = json.dumps({f"Phone of my {number}th friend": "1" for number in range(9_999)}).encode()
    start = time.process_time()

    Sender(Settings(), []).read(post(body))

    assert time.process_time() - start < 2
