"""What a person agreed to in a form, and what proves it: pure, whatever the form calls its fields."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from apps.integrations.reading import words
from apps.leads.capture import Captured

from . import refusals
from .rules.rows import Consent

# Nothing else is ever called: the address comes from a stranger.
CERTIFICATE = re.compile(r"https://cert\.trustedform\.com/[0-9a-f]{40}", re.IGNORECASE)
TOKEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

# Words of a field's key. A box about terms or privacy says nothing of calls, yet it belongs to the record.
_CONTACT = frozenset(("consent", "tcpa", "optin", "consentimiento", "einwilligung", "consentement", "consentimento"))
_BESIDE = frozenset(("gdpr", "dsgvo", "rgpd", "terms", "privacy"))
# A box that belongs to whatever words come with it.
_OPEN = frozenset(("agree", "agreement", "disclosure", "disclaimer"))
_SHOWN = frozenset(("text", "language", "disclosure", "disclaimer", "statement", "wording", "label"))
_SIGNED = frozenset(("signature", "esignature", "signed"))
_YES = frozenset(
    (
        "yes", "y", "on", "true", "1", "checked", "agree", "agreed", "accept", "accepted", "granted", "given",
        "confirmed", "consent", "consented", "ok", "x", "iagree", "iconsent", "iaccept", "optin", "optedin",
        "si", "ja", "oui", "sim", "acepto", "aceito", "accepte",
    )
)  # fmt: skip
_NO = frozenset(
    (
        "no", "n", "off", "false", "0", "unchecked", "declined", "denied", "refused", "disagree", "nein",
        "non", "nao", "none", "optout", "idonotagree", "idontagree",
    )
)  # fmt: skip
_AGREES = re.compile(
    r"\b(?:agree|consent|authori[sz]e|permission|opt[ -]?in|acept[oa]|autorizo|einverstanden|j'accepte|aceito)",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"\b(?:call(?:s|ed|ing)?|contact(?:ed|ing)?|text(?:s|ed|ing)?(?: messages?)?|sms|(?:tele)?phone[ds]?|dial(?:ed|er)?"
    r"|llam\w+|contact\w+|anruf\w*|angerufen|appel\w*|lig\w+)\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"automat|auto-?dial|prerecord|pre-recorded|artificial|robo|\bAI\b|\bA\.I\.|computer[- ]generated|synthetic",
    re.IGNORECASE,
)
# "I agree …" is a box's own label: a box that is not ticked sends nothing.
_OWN_WORDS = re.compile(r"\s*(?:yes\b[\W_]*)?(?:i|we|ich|yo|je|eu)\b", re.IGNORECASE)
_FEWEST_WORDS = 4


@dataclass(frozen=True)
class Agreed:
    """What the form says of consent. `text` are the words agreed to, `fields` the form's own, as they came."""

    level: Consent
    text: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    names_automation: bool = False
    certificate: str = ""
    token: str = ""
    page_url: str = ""
    ip: str = ""
    user_agent: str = ""


@dataclass
class _Heard:
    """What the fields said so far."""

    statements: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    is_ticked: bool = False
    is_refused: bool = False
    # A box of which only its name is known: "consent: yes".
    is_named: bool = False


# Where the words were found that no field brought.
BESIDE_THE_BUTTON = "beside the button"


def read(captured: Captured, *, beside_button: str = "") -> Agreed | None:
    """What was agreed to; None where the form says nothing of it and carries no certificate.

    `beside_button` is what the source's form shows there: sending the form is agreeing to it.
    """
    told = captured.campaign
    heard = _heard(captured)
    if beside_button:
        heard.fields[BESIDE_THE_BUTTON] = "sent"
        heard.statements.append(beside_button)
        heard.is_ticked = True
    certificate = _only(CERTIFICATE, told.get("trustedform_cert_url", ""))
    token = _only(TOKEN, told.get("jornaya_leadid", ""))
    if not (heard.fields or certificate or token):
        return None
    text = "\n".join(dict.fromkeys(heard.statements))
    return Agreed(
        level=_level(heard),
        text=text,
        fields=heard.fields,
        names_automation=bool(_MACHINE.search(text)),
        certificate=certificate,
        token=token,
        page_url=told.get("page_url") or told.get("landing_page") or told.get("referrer", ""),
        ip=told.get("ip_address") or told.get("ip", ""),
        user_agent=told.get("user_agent", ""),
    )


def _heard(captured: Captured) -> _Heard:
    heard = _Heard()
    for key, value in _told(captured):
        subject = _subject(key)
        if not (subject or _states(value) or _refuses(value, subject)):
            continue
        heard.fields[key] = value
        _hear(heard, key, subject, value)
    return heard


def _told(captured: Captured) -> Iterator[tuple[str, str]]:
    yield from captured.answers.items()
    yield from ((key, value) for key in _CAMPAIGN if (value := captured.campaign.get(key)))


_CAMPAIGN = ("tcpa_consent", "sms_consent", "tcpa_text")


def _hear(heard: _Heard, key: str, subject: str, value: str) -> None:
    says = _said(value)
    label = key if _states(key) else ""
    # Before all that agrees, for "I do not agree" is made of the same words.
    if _refuses(value, subject):
        heard.is_refused = True
    elif _refuses(key, subject):
        # A box to opt out: not ticked, it says nothing.
        heard.is_refused |= says not in _NO
    elif says in _NO:
        heard.is_refused |= bool(label) or subject == "contact"
    elif subject == "signature":
        heard.is_ticked = True
    elif _states(value):
        heard.statements.append(value)
        heard.is_ticked |= subject != "shown" and bool(_OWN_WORDS.match(value))
    elif says in _YES or value == key:
        heard.statements += [label] if label else []
        heard.is_ticked |= bool(label) or subject in ("contact", "open")
        heard.is_named |= subject == "contact"


def _level(heard: _Heard) -> Consent:
    """Written: words about being called or texted, and a box or a signature under them. A "no" ends all of it."""
    if heard.is_refused:
        return Consent.INQUIRY
    if heard.statements and heard.is_ticked:
        return Consent.WRITTEN
    return Consent.EXPRESS if heard.statements or heard.is_named else Consent.INQUIRY


@lru_cache(maxsize=8_192)
def _subject(key: str) -> str:
    """What a field is about by its name: contact, beside (terms, privacy), open, shown (a text), signature, or ""."""
    spoken = words.of(key)
    if _states(key) or _refuses(key, ""):
        return "contact"
    # "opt_in" and "opt-in" come as two words.
    known = frozenset((*spoken, *map("".join, pairwise(spoken))))
    if known & _SIGNED and len(spoken) <= _FEWEST_WORDS:
        return "signature"
    kinds = (("contact", _CONTACT), ("beside", _BESIDE), ("open", _OPEN))
    about = next((kind for kind, names in kinds if known & names), "")
    return "shown" if about and known & _SHOWN else about


@lru_cache(maxsize=8_192)
def _states(text: str) -> bool:
    """Whether the words are a person's agreement to be called or texted."""
    return bool(len(text) > 15 and _AGREES.search(text) and _REACHED.search(text)) and text.count(" ") >= _FEWEST_WORDS


@lru_cache(maxsize=8_192)
def _refuses(text: str, subject: str) -> bool:
    """Whether the words refuse calls or texts: they say so, or the field is about nothing else."""
    if subject == "contact":
        return refusals.are_in(text) or refusals.is_a_no(text)
    return bool(_REACHED.search(text)) and refusals.are_in(text)


def _said(value: str) -> str:
    return "".join(words.of(value)) or value.strip() if len(value) <= 20 else ""


def _only(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else ""
