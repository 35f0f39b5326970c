"""E-mail from portals that only mail, as the inbound services post it: SendGrid, Mailgun, Postmark.

twilio.com/docs/sendgrid (Inbound Parse), documentation.mailgun.com (receive-http), postmarkapp.com (inbound webhook).
Mailgun alone signs, its time and token; the address proves the others. Whoever sends for the portal is no lead.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from apps.integrations.errors import Unreadable
from apps.integrations.http import Inbound
from apps.integrations.reading import bodies, jsontree, letters, meanings, shapes
from apps.integrations.reading.tree import Tree, objects, text

from . import _signatures
from ._forms import SignedForm, SignedSettings

# Mailgun sets no limit; Rails' own ingress takes two minutes, and a queue may be slow.
TOLERANCE_SECONDS = 300
_ADDRESS = re.compile(r"[^\s<>,;\"]+@[^\s<>,;\"]+")
# As the three spell it, the plainest first.
PLAIN = ("TextBody", "body-plain", "text", "stripped-text")
PAGE = ("HtmlBody", "body-html", "html", "stripped-html")
SUBJECT = ("Subject", "subject")
SENDER = ("From", "from", "sender")
OWN = (*SENDER, "To", "to", "recipient", "OriginalRecipient")
# Whose domain, of whatever country, says nothing of who writes: the leads have theirs there as well.
EVERYBODYS = frozenset(
    (
        "gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "ymail", "aol", "icloud", "me", "comcast",
        "gmx", "web", "t-online", "orange", "proton",
    )
)  # fmt: skip


class Settings(SignedSettings):
    require_signature: bool = Field(
        False,
        title="Require Mailgun's signature",
        description="Keep Mailgun's webhook signing key as the secret. SendGrid and Postmark can't sign.",
    )


class Sender(SignedForm):
    Settings = Settings
    title: ClassVar[str] = "E-mail from a portal"
    setup: ClassVar[str] = (
        "Have the portal mail to an address of your inbound mail service (SendGrid Inbound Parse, a Mailgun route or "
        "Postmark), and let that service post to this address, without attachments: a mail has at most 256 KiB."
    )

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        try:
            [tree] = bodies.parse(request.body, content_type=request.header("content-type")).submissions
        except (Unreadable, ValueError):
            return False
        stamp, token = text(tree, "timestamp"), text(tree, "token")
        if not _signatures.is_timely(stamp, per_second=1, tolerance_seconds=TOLERANCE_SECONDS, now=now):
            return False
        expected = _signatures.in_hex(secret, f"{stamp}{token}".encode())
        return _signatures.equal_hex(text(tree, "signature"), expected)

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        written = _first(tree, PLAIN)
        seen = letters.as_text(_first(tree, PAGE))
        if not written and not seen.strip():
            raise Unreadable("the mail has no text")
        # Of the two the one that says more: a portal's plain text is often one line.
        told = max((letters.fields(written), letters.fields(seen)), key=len)
        headers = _headers(tree)
        said = f"{written}\n{seen}"
        return [
            {
                "fields": told,
                **_unlabelled(told, said, headers, own=_own(tree)),
                "subject": _first(tree, SUBJECT),
                "submission_id": text(tree, "MessageID") or headers.get("message-id", ""),
            }
        ]


def _unlabelled(told: list[Tree], said: str, headers: Mapping[str, str], *, own: letters.Own) -> dict[str, Tree]:
    """A number and an address that no label names; portals often put the lead's own into Reply-To.

    Those in the words may be the portal's ("Questions? Call us at …"): they count where no label reaches the person.
    """
    labelled = [(text(each, "title"), text(each, "value")) for each in told if isinstance(each, dict)]
    has_address = any(shapes.is_email(value) and value.lower() not in own for _, value in labelled)
    email = "" if has_address else letters.address(headers.get("reply-to", ""), not_of=own)
    if has_address or any(_is_number(value, label) for label, value in labelled):
        return {"email": email} if email else {}
    found = {"email": email or letters.address(said, not_of=own), "phone": letters.number(said)}
    return {key: value for key, value in found.items() if value}


def _is_number(value: str, label: str) -> bool:
    """Whether it is a phone number by its looks, or by its label: "Lead id: 5125550143" is none."""
    return shapes.must_be_phone(value) or (shapes.may_be_phone(value) and meanings.of(label).kind == "phone")


def _first(tree: Mapping[str, Tree], names: Iterable[str]) -> str:
    return next((said for name in names if (said := _joined(tree.get(name, "")))), "")


def _joined(value: Tree) -> str:
    if isinstance(value, list):
        return "\n".join(each for each in value if isinstance(each, str))
    return value.strip() if isinstance(value, str) else ""


def _own(tree: Mapping[str, Tree]) -> letters.Own:
    """Addresses of the portal and of ours, and the portal's domain: none of them is the lead's."""
    domains = {each.rpartition("@")[2] for each in _addresses(tree, SENDER)}
    theirs = frozenset(each for each in domains if each.partition(".")[0] not in EVERYBODYS)
    return letters.Own(_addresses(tree, OWN), theirs)


def _addresses(tree: Mapping[str, Tree], names: Iterable[str]) -> frozenset[str]:
    return frozenset(each.lower() for name in names for each in _ADDRESS.findall(_joined(tree.get(name, ""))))


def _headers(tree: Mapping[str, Tree]) -> dict[str, str]:
    """The mail's headers in lower case: a list of objects, a JSON list of pairs, or as they came."""
    listed = {text(each, "Name").lower(): text(each, "Value") for each in objects(tree, "Headers")}
    raw = text(tree, "headers")
    lines = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in raw.splitlines())
    }
    return lines | _pairs(text(tree, "message-headers")) | listed | _plain(tree)


def _plain(tree: Mapping[str, Tree]) -> dict[str, str]:
    own = {name.lower(): said for name in ("Reply-To", "Message-Id") if (said := text(tree, name))}
    return own | ({"reply-to": text(tree, "ReplyTo")} if text(tree, "ReplyTo") else {})


def _pairs(dumped: str) -> dict[str, str]:
    try:
        found, _ = jsontree.parse(dumped or "[]")
    except Unreadable:
        return {}
    pairs = [each for each in found if isinstance(each, list) and len(each) == 2] if isinstance(found, list) else []
    return {name.lower(): value for name, value in pairs if isinstance(name, str) and isinstance(value, str)}
