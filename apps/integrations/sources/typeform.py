"""Typeform: `Typeform-Signature: sha256=<base64>`; an answer's value stands under its type.

typeform.com/developers/webhooks: a 404 or 410 switches the webhook off at once, which is why nothing here answers so.
A partial response is nobody's yet: the person has not sent the form.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.reading.tree import Tree, branch, objects, text

from . import _signatures
from ._forms import SignedForm


class Sender(SignedForm):
    title: ClassVar[str] = "Typeform"
    setup: ClassVar[str] = (
        "In the form, under Connect → Webhooks, add the address, and type in a secret of this source."
    )

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        expected = f"sha256={_signatures.in_base64(secret, request.body)}"
        return _signatures.equal(request.header("Typeform-Signature"), expected)

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        event = text(tree, "event_type")
        if event not in ("", "form_response"):
            raise NoLead(f"a {event[:40]} is no finished form")
        response = branch(tree, "form_response")
        if not response:
            return [tree]
        titles = {text(field, "id"): text(field, "title") for field in objects(response, "definition", "fields")}
        return [
            {
                "fields": [_field(answer, titles) for answer in objects(response, "answers")],
                "hidden": branch(response, "hidden"),
                "submission_id": text(response, "token"),
                "submitted_at": text(response, "submitted_at"),
                "form_id": text(response, "form_id"),
            }
        ]


def _field(answer: dict[str, Tree], titles: dict[str, str]) -> dict[str, Tree]:
    """The answer under its question; its stable `ref` and its type tell what the question does not."""
    kind, ref = text(answer, "type"), text(answer, "field", "ref")
    label = titles.get(text(answer, "field", "id")) or ref or kind
    return {"title": label, "ref": ref, "type": kind, "value": _value(answer.get(kind, ""))}


def _value(value: Tree) -> Tree:
    """A choice is an object with a label or labels, and with what the person wrote beside them."""
    if not isinstance(value, dict):
        return value
    labels = value.get("labels", "")
    said = [*(labels if isinstance(labels, list) else []), text(value, "label"), text(value, "other")]
    return [each for each in said if isinstance(each, str) and each]
