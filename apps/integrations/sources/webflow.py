"""Webflow: `x-webflow-signature` over the time in milliseconds, a colon and the body; labels as keys.

developers.webflow.com/data/docs/working-with-webhooks: webhooks that were made in the dashboard are not signed.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.reading.tree import Tree, branch, text

from . import _signatures
from ._forms import SignedForm

TOLERANCE_SECONDS = 300


class Sender(SignedForm):
    title: ClassVar[str] = "Webflow form"
    setup: ClassVar[str] = (
        "Make the webhook for form_submission through Webflow's API, so that it is signed, and keep its "
        "secret here. Webhooks made in the dashboard are not signed: switch the signature off for those."
    )

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        stamp = request.header("x-webflow-timestamp")
        if not _signatures.is_timely(stamp, per_second=1_000, tolerance_seconds=TOLERANCE_SECONDS, now=now):
            return False
        expected = _signatures.in_hex(secret, f"{stamp}:".encode() + request.body)
        return _signatures.equal_hex(request.header("x-webflow-signature"), expected)

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        trigger = text(tree, "triggerType")
        if trigger not in ("", "form_submission"):
            raise NoLead(f"a {trigger[:40]} is no form")
        # Version 1 of their API has no envelope, and writes `_id` and `d`.
        sent = branch(tree, "payload") or tree
        if not branch(sent, "data"):
            return [tree]
        return [
            {
                "data": branch(sent, "data"),
                "form_name": text(sent, "name"),
                "form_id": text(sent, "formId"),
                "submission_id": text(sent, "id") or text(sent, "_id"),
                "submitted_at": text(sent, "submittedAt") or text(sent, "d"),
            }
        ]
