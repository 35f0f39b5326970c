"""What a form says of consent, in whatever words and fields it says it."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from apps.compliance import agreed
from apps.compliance.rules.rows import Consent
from apps.integrations.http import Inbound
from apps.integrations.sources.webhook import Sender, Settings
from apps.leads import capture
from apps.leads.capture import Captured

STATEMENT = (
    "By checking this box I agree to receive calls and texts from Acme Solar at the number provided, including by"
    " automatic telephone dialing systems and artificial or prerecorded voice. Consent is no condition of purchase."
)
LABEL = "I agree to be contacted by phone about my request"
PERSON = {"first_name": "Dana", "phone": "+12147481234"}
CERTIFICATE = "https://cert.trustedform.com/0123456789abcdef0123456789abcdef01234567"
TOKEN = "58990313-03FB-43B8-AD0B-08CEF791D49B"


def captured(fields: Mapping[str, Any]) -> Captured:
    """As the door reads it: the very way that a form takes."""
    body = orjson.dumps({**PERSON, **fields})
    request = Inbound("POST", "https://x/hooks/1/", {"Content-Type": "application/json"}, body)
    [submission] = Sender(Settings(), []).read(request)
    found = capture.read(submission, region="US", allow_fiction=True)
    return found.with_context(
        {"user-agent": "Firefox", "referer": "https://acme.example/quote"}, sender_ip="203.0.113.9"
    )


def read(**fields: Any) -> agreed.Agreed:
    found = agreed.read(captured(fields))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "fields",
    [
        {LABEL: "on"},
        {LABEL: "Yes"},
        {LABEL: True},
        {LABEL: ["true"]},
        {LABEL: LABEL},
        {"field_7": "I agree to be contacted by phone about my request"},
        {"5.1": "1", "5.2": "I agree to be contacted by phone about my request", "5.3": "4"},
        {"consent": STATEMENT.replace("By checking this box ", "")},
        {"consent": "yes", "consent_text": STATEMENT},
        {"TCPA Consent": "checked", "tcpa_language": STATEMENT},
        {"tcpaOptIn": "1", "tcpa_disclosure": STATEMENT},
        {"opt-in": "Yes", "disclaimer": STATEMENT},
        {"agreement": "accepted", "tcpa_text": STATEMENT},
        {"signature": "Dana Reyes", "disclosure": STATEMENT},
        {"Acepto que me llamen por teléfono para mi consulta": "sí"},
        {"Ich bin einverstanden, dass ich telefonisch kontaktiert werde (sms)": "ja"},
    ],
)
def test_words_with_a_tick_or_a_signature_are_a_written_consent(fields: Mapping[str, Any]) -> None:
    found = read(**fields)

    assert found.level is Consent.WRITTEN
    assert len(found.text) > 30


@pytest.mark.parametrize(
    "fields",
    [
        {"consent": "yes"},
        {"sms_opt_in": "on"},
        {"Opt In": "true"},
        {"optIn": True},
        {"tcpa_consent": "1"},
        {"terms": "accepted", "tcpa_text": STATEMENT},
        {"tcpa_text": "By submitting this form you agree to be called by Acme."},
        {"disclosure": "By clicking Send, you consent to receive calls and texts from Acme."},
    ],
)
def test_a_tick_without_words_or_words_without_a_tick_are_express(fields: Mapping[str, Any]) -> None:
    assert read(**fields).level is Consent.EXPRESS


@pytest.mark.parametrize(
    "fields",
    [
        {"terms": "on"},
        {"gdpr": "yes"},
        {"I have read and accept the privacy policy of Acme": "on"},
        {"privacy_policy": "accepted"},
        {"consent": "no"},
        {"consent": False},
        {LABEL: "no"},
        {LABEL: "on", "sms_consent": "no"},
        {"consent_id": "A-77"},
        {"xxTrustedFormCertUrl": CERTIFICATE},
    ],
)
def test_what_is_no_agreement_to_calls_stays_an_inquiry(fields: Mapping[str, Any]) -> None:
    found = agreed.read(captured(fields))

    assert found is None or found.level is Consent.INQUIRY


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"message": "Please call me about my roof, I need a permit"},
        {"best time": "morning", "roof": "yes"},
        {"xxTrustedFormCertUrl": "https://cert.trustedform.com.evil.example/" + "0" * 40},
        {"xxTrustedFormCertUrl": "http://cert.trustedform.com/" + "0" * 40},
        {"xxTrustedFormCertUrl": CERTIFICATE + "?x=1"},
        {"xxTrustedFormCertUrl": CERTIFICATE + "0"},
        {"universal_leadid": "58990313-03FB-43B8-AD0B"},
    ],
)
def test_a_form_that_says_nothing_proves_nothing(fields: Mapping[str, Any]) -> None:
    assert agreed.read(captured(fields)) is None


@pytest.mark.parametrize(
    "key", ["xxTrustedFormCertUrl", "trustedform_cert_url", "TrustedFormCertURL", "trustedform-cert"]
)
def test_a_certificate_is_found_in_any_spelling(key: str) -> None:
    assert read(**{key: CERTIFICATE}).certificate == CERTIFICATE


@pytest.mark.parametrize("key", ["universal_leadid", "leadid_token", "jornaya_leadid", "LeadiD Token"])
def test_a_token_is_found_in_any_spelling(key: str) -> None:
    assert read(**{key: TOKEN}).token == TOKEN


def test_where_when_and_on_which_machine_it_was_agreed_to_is_kept() -> None:
    found = read(**{LABEL: "on", "page_url": "https://acme.example/landing", "ip_address": "198.51.100.7"})

    assert (found.page_url, found.ip, found.user_agent) == ("https://acme.example/landing", "198.51.100.7", "Firefox")
    assert found.fields == {LABEL: "on"}


def test_without_the_forms_own_word_the_request_speaks() -> None:
    found = read(**{LABEL: "on"})

    assert (found.page_url, found.ip) == ("https://acme.example/quote", "203.0.113.9")


@pytest.mark.parametrize(("text", "names"), [(STATEMENT, True), ("I agree to receive calls from Acme", False)])
def test_a_machine_is_agreed_to_only_by_words_about_machines(text: str, *, names: bool) -> None:
    assert read(consent="yes", tcpa_text=text).names_automation is names


def test_a_long_label_is_kept_whole() -> None:
    label = f"I agree to be called. {'More words of a lawyer. ' * 20}Text STOP to end."

    assert read(**{label: "on"}).text == label


def test_what_stands_beside_the_button_is_agreed_to_by_sending() -> None:
    found = agreed.read(captured({}), beside_button=STATEMENT)

    assert found is not None
    assert (found.level, found.text, found.names_automation) == (Consent.WRITTEN, STATEMENT, True)
    assert list(found.fields) == [agreed.BESIDE_THE_BUTTON]


def test_a_no_in_the_form_counts_more_than_what_stands_beside_the_button() -> None:
    found = agreed.read(captured({LABEL: "no"}), beside_button=STATEMENT)

    assert found is not None
    assert found.level is Consent.INQUIRY
