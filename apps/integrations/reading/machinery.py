"""Fields that a person never sees: traps for robots, tokens, redirects, ids and times of the submission."""

import re
from typing import Literal

from . import words

_HONEYPOT = re.compile(
    r"_hp_.*|_gotcha|_honey|bot-field|.*honey_?pot.*"
    r"|b_[0-9a-f]{20,}_[0-9a-f]{8,}",  # Mailchimp's
    re.IGNORECASE,
)
_MACHINERY = re.compile(
    r"_redirect|_next|_subject|_cc|_template|_autoresponse|_webhook|_language|_method|_token|_charset_|submit"
    r"|redirect_?(?:to|url)?|_?csrf.*|_?xsrf.*|authenticity_token|__requestverificationtoken|form_(?:build_id|token)"
    r"|_?wpnonce|nonce|.*_nonce|_wpcf7.*|_wp_http_referer|utf8|__viewstate.*|__event.*|jsexecutiontracker"
    r"|_captcha|captcha.*|recaptcha.*|(?:g-re|h-)captcha-response|cf-turnstile-response|(?:field|form)structure"
    # Ours or theirs, no secret belongs among a lead's answers: Jotform sends the very address with our token.
    r"|webhook_?url|handshakekey|google_key|(?:x-)?api_?key|secret"
    r"|passwor[dt].*|passwd|pwd|contrase.a|mot_?de_?passe|senha|cvv|cvc",
    re.IGNORECASE,
)
_SUBMISSION_ID = frozenset(
    (
        "submissionid", "submissionuuid", "submissionguid", "formsubmissionid", "leadid", "leaduuid",
        "leadgenid", "entryid", "responseid",
    )
)  # fmt: skip
_HOLDERS = frozenset(("submission", "entry", "lead", "response"))
_SUBMITTED_AT = frozenset(
    ("submittedat", "submittedon", "submittime", "leadsubmittime", "submissiontime", "submissiondate")
)
_IS_TEST = frozenset(("istest", "testlead", "istestlead"))

Machine = Literal["honeypot", "machinery", "submission_id", "submitted_at", "is_test", ""]


def kind_of(path: str) -> Machine:
    """What a field that is not for people is for, "" where it is one for people."""
    *holders, key = path.split(".")
    if _HONEYPOT.fullmatch(key):
        return "honeypot"
    if _MACHINERY.fullmatch(key):
        return "machinery"
    spoken = "".join(words.of(key))
    if spoken in _SUBMISSION_ID or (spoken == "id" and holders and "".join(words.of(holders[-1])) in _HOLDERS):
        return "submission_id"
    if spoken in _SUBMITTED_AT:
        return "submitted_at"
    return "is_test" if spoken in _IS_TEST else ""
