"""Tally: `Tally-Signature: <base64>`; choices come as ids that the field's own options spell out."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.reading.tree import Tree, branch, objects, text

from . import _signatures
from ._forms import SignedForm

# "INPUT_PHONE_NUMBER" tells what a label in any language does not.
TYPES = {"INPUT_PHONE_NUMBER": "phone", "INPUT_EMAIL": "email"}


class Sender(SignedForm):
    title: ClassVar[str] = "Tally"
    setup: ClassVar[str] = (
        "In the form, under Integrations → Webhooks, paste the address, and type in a secret of this source "
        "as the signing secret."
    )

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        return _signatures.equal(request.header("Tally-Signature"), _signatures.in_base64(secret, request.body))

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        event, data = text(tree, "eventType"), branch(tree, "data")
        if event not in ("", "FORM_RESPONSE"):
            raise NoLead(f"a {event[:40]} is no finished form")
        if not objects(data, "fields"):
            return [tree]
        return [
            {
                "fields": [_field(field) for field in objects(data, "fields")],
                "submission_id": text(data, "submissionId") or text(data, "responseId") or text(tree, "eventId"),
                "submitted_at": text(data, "createdAt") or text(tree, "createdAt"),
                "form_id": text(data, "formId"),
                "form_name": text(data, "formName"),
            }
        ]


def _field(field: dict[str, Tree]) -> dict[str, Tree]:
    label, kind = text(field, "label") or text(field, "key"), text(field, "type")
    return {"label": label, "key": text(field, "key"), "type": TYPES.get(kind, kind), "value": _value(field)}


def _value(field: dict[str, Tree]) -> Tree:
    """The chosen options' own words; any other value as it is."""
    value = field.get("value", "")
    words = {text(option, "id"): text(option, "text") or text(option, "name") for option in objects(field, "options")}
    if isinstance(value, list):
        return [words.get(each, each) for each in value if isinstance(each, str)]
    return words.get(value, value) if isinstance(value, str) else value
