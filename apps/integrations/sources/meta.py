"""Meta lead ads: `X-Hub-Signature-256` by the app's secret; the body names leads, the Graph API has them.

developers.facebook.com, lead-ads/retrieving and graph-api/webhooks. There is no time in the signature: a repetition is
known by the lead's id.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, Field

from apps.integrations.errors import NoLead
from apps.integrations.http import Document, Inbound
from apps.integrations.reading import bodies, envelope
from apps.integrations.reading.tree import Tree, branch, objects, text

from . import _signatures
from ._forms import SignedForm, SignedSettings
from .base import Named

LEADGEN = "leadgen"
ADS = (
    "ad_id",
    "ad_name",
    "adset_id",
    "adset_name",
    "campaign_id",
    "campaign_name",
    "form_id",
    "platform",
    "partner_name",
)


class Settings(SignedSettings):
    """Whose leads these are; an app has one address for all of its pages."""

    account: str = Field("", title="Page id", description="Only its leads, e.g. 100000000000001; empty: of any page.")
    verify_token: str = Field("", title="Verify token", description="Make one up, and type in the same at Meta.")


class Sender(SignedForm):
    Settings = Settings
    title: ClassVar[str] = "Meta lead ads (Facebook and Instagram)"
    setup: ClassVar[str] = (
        "In your Meta app, under Webhooks → Page → leadgen, add the address with the verify token, and keep the app's "
        "secret here. Then connect the page under Connections: its token fetches each lead."
    )

    def __init__(self, settings: BaseModel, secrets: Sequence[str]) -> None:
        super().__init__(settings, secrets)
        known = Settings.model_validate(settings, from_attributes=True)
        self._account, self._verify_token = known.account, known.verify_token

    def handshake(self, request: Inbound) -> Document | None:
        asked = dict(request.query)
        if asked.get("hub.mode") != "subscribe":
            return None
        sent = asked.get("hub.verify_token", "")
        if not self._verify_token or not _signatures.equal(sent, self._verify_token):
            return Document(b"the verify token is another", status=403)
        return Document(asked.get("hub.challenge", "")[:200].encode())

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        expected = f"sha256={_signatures.in_hex(secret, request.body)}"
        return _signatures.equal_hex(request.header("X-Hub-Signature-256"), expected)

    def named(self, request: Inbound) -> list[Named]:
        """Several entries of several pages may come at once."""
        found = bodies.parse(request.body, content_type=request.header("content-type"))
        named = [each for tree in found.submissions for entry in objects(tree, "entry") for each in _leads(entry)]
        return [each for each in named if self._account in ("", each.account)]

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        """A lead as the Graph API has it."""
        if "entry" in tree:
            raise NoLead("the notice is of no lead of this page")
        fields = objects(tree, "field_data")
        if not fields:
            return [tree]
        ticked = objects(tree, "custom_disclaimer_responses")
        return [
            {
                "field_data": list[Tree](fields),
                "disclaimers": [
                    {"name": text(each, "checkbox_key"), "value": "yes"} for each in ticked if _is_ticked(each)
                ],
                "submission_id": text(tree, "id"),
                "submitted_at": text(tree, "created_time"),
                **{key: text(tree, key) for key in ADS},
            }
        ]


def _leads(entry: dict[str, Tree]) -> Iterable[Named]:
    for change in objects(entry, "changes"):
        value = branch(change, "value")
        if text(change, "field") != LEADGEN or not text(value, "leadgen_id"):
            continue
        yield Named(
            id=text(value, "leadgen_id"),
            account=text(value, "page_id") or text(entry, "id"),
            form=text(value, "form_id"),
            submitted_at=envelope.instant(text(value, "created_time")),
        )


def _is_ticked(response: dict[str, Tree]) -> bool:
    """Seen as "1", as true and as ""."""
    return text(response, "is_checked").lower() in ("1", "true")
