"""TikTok instant forms: `X-Open-Signature: <hex>`, up to a thousand leads in one body, no way to fetch one again.

The documentation signs the "escaped unicode" of the payload: the bytes are tried, then their escaped form.
`TikTok-Signature` belongs to another product of theirs (wire table A3).
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.reading.tree import Tree, objects, text

from . import _signatures
from ._forms import SignedForm

LEAD = "1"
ADS = ("campaign_id", "campaign_name", "adgroup_id", "adgroup_name", "ad_id", "ad_name", "page_id", "page_name")


class Sender(SignedForm):
    title: ClassVar[str] = "TikTok instant form"
    setup: ClassVar[str] = (
        "Subscribe your app to leads with the address as its callback URL, and keep the app's secret here. "
        "TikTok can't send a lead a second time."
    )

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        sent = request.header("X-Open-Signature")
        held = [
            _signatures.equal_hex(sent, _signatures.in_hex(secret, body))
            for body in (request.body, _escaped(request.body))
        ]
        return any(held)

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        if text(tree, "object") not in ("", LEAD):
            raise NoLead("the subscription is of something else than leads")
        if "entry" not in tree:
            return [tree]
        return [_lead(entry) for entry in objects(tree, "entry")]


def _lead(entry: dict[str, Tree]) -> dict[str, Tree]:
    ads = {key: text(entry, key) for key in (*ADS, "lead_source")}
    return {
        "changes": entry.get("changes", ""),
        "submission_id": text(entry, "id"),
        "submitted_at": text(entry, "create_time"),
        **ads,
    }


def _escaped(body: bytes) -> bytes:
    """The body with each letter beyond ASCII as JSON escapes it."""
    said = body.decode("utf-8", "replace")
    return "".join(letter if letter.isascii() else json.dumps(letter)[1:-1] for letter in said).encode()
