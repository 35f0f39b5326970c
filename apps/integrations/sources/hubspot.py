"""HubSpot workflows: a contact as JSON, `X-HubSpot-Signature-v3` over method, address, body and time.

developers.hubspot.com/docs/api/webhooks/validating-requests. Their older signatures have no time; they count where no
v3 came, and a repetition of such a request is known by its contact and time.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar
from urllib.parse import unquote

from pydantic import BaseModel, Field

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.reading import bodies, envelope
from apps.integrations.reading.tree import Tree, branch, objects, text

from . import _signatures
from ._forms import SignedForm, SignedSettings
from .base import Named

TOLERANCE_SECONDS = 300
NEW = ("contact.creation", "object.creation")
# Escapes that HubSpot undoes in the address before it signs; the others stay as they are.
_UNDONE = re.compile("%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)
# HubSpot's own book-keeping, in hundreds of properties.
_BOOKS = re.compile(r"hs_.*|num_.*|lifecyclestage|createdate|lastmodifieddate|currentlyinworkflow|associatedcompanyid")


class Settings(SignedSettings):
    account: str = Field("", title="Portal id", description="Only its contacts, e.g. 20000001; empty: of any portal.")


class Sender(SignedForm):
    Settings = Settings
    title: ClassVar[str] = "HubSpot (workflow or app)"
    setup: ClassVar[str] = (
        "In a workflow, add the action “Send a webhook” with the address, and have it signed by an app; keep "
        "the app's client secret here. An app's own webhooks for new contacts work as well: connect the portal under "
        "Connections, for they only name the contact."
    )

    def __init__(self, settings: BaseModel, secrets: Sequence[str]) -> None:
        super().__init__(settings, secrets)
        self._account = Settings.model_validate(settings, from_attributes=True).account

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        if not request.header("X-HubSpot-Signature-v3"):
            return _is_signed_as_before(request, secret)
        stamp = request.header("X-HubSpot-Request-Timestamp")
        if not _signatures.is_timely(stamp, per_second=1_000, tolerance_seconds=TOLERANCE_SECONDS, now=now):
            return False
        sent = request.header("X-HubSpot-Signature-v3")
        held = [
            _signatures.equal(sent, _signatures.in_base64(secret, _signed(request, url) + stamp.encode()))
            for url in (request.url, _UNDONE.sub(lambda escape: unquote(escape[0]), request.url))
        ]
        return any(held)

    def named(self, request: Inbound) -> list[Named]:
        """New contacts, of several portals perhaps; what else an app's subscriptions tell is of no new lead."""
        found = bodies.parse(request.body, content_type=request.header("content-type"))
        news = [tree for tree in found.submissions if text(tree, "subscriptionType") in NEW]
        named = [
            Named(
                text(each, "objectId"), text(each, "portalId"), submitted_at=envelope.instant(text(each, "occurredAt"))
            )
            for each in news
            if text(each, "objectId")
        ]
        return [each for each in named if self._account in ("", each.account)]

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        if "subscriptionType" in tree:
            raise NoLead("the news is of no new contact of this portal")
        properties = branch(tree, "properties")
        if not properties:
            return [tree]
        form = next(iter(objects(tree, "form-submissions")), {})
        contact = text(tree, "vid") or text(tree, "id") or text(tree, "objectId")
        came = text(form, "timestamp") or text(tree, "occurredAt")
        return [
            {
                **{key: _value(said) for key, said in properties.items() if not _BOOKS.fullmatch(key)},
                "page_url": text(form, "page-url"),
                "form_name": text(form, "title"),
                # The same contact may send another form tomorrow.
                "submission_id": text(form, "conversion-id") or (f"{contact}-{came}" if contact and came else ""),
                "submitted_at": came,
            }
        ]


def _signed(request: Inbound, url: str) -> bytes:
    return f"{request.method}{url}".encode() + request.body


def _is_signed_as_before(request: Inbound, secret: str) -> bool:
    """Versions 1 and 2: plain SHA-256 of the secret before the body, or before method, address and body."""
    message = request.body if request.header("X-HubSpot-Signature-Version") == "v1" else _signed(request, request.url)
    expected = hashlib.sha256(secret.encode() + message).hexdigest()
    return _signatures.equal_hex(request.header("X-HubSpot-Signature"), expected)


def _value(said: Tree) -> Tree:
    """Version 1 of their API writes a property as an object with its history."""
    return text(said, "value") if isinstance(said, dict) else said
