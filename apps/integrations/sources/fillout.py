"""Fillout: one submission an object, unsigned; an unanswered question comes as null."""

from collections.abc import Iterable
from typing import ClassVar

from apps.integrations.reading.tree import Tree, branch, objects, text

from ._forms import Form

TYPES = {"PhoneNumber": "phone", "EmailInput": "email", "Email": "email"}


class Sender(Form):
    title: ClassVar[str] = "Fillout"
    setup: ClassVar[str] = (
        "In the form, under Integrate → Webhook, paste the address. Fillout signs nothing: the address itself "
        "is the secret."
    )

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        # Their API wraps it in "submission", their webhook does not always.
        sent = branch(tree, "submission") or tree
        if not objects(sent, "questions"):
            return [tree]
        hidden = [
            {"name": text(each, "name"), "value": each.get("value", "")} for each in objects(sent, "urlParameters")
        ]
        return [
            {
                "questions": [_field(question) for question in objects(sent, "questions")],
                "hidden": list[Tree](hidden),
                "submission_id": text(sent, "submissionId"),
                "submitted_at": text(sent, "submissionTime"),
                "form_id": text(tree, "formId"),
                "form_name": text(tree, "formName"),
            }
        ]


def _field(question: dict[str, Tree]) -> dict[str, Tree]:
    kind = text(question, "type")
    return {
        "name": text(question, "name") or text(question, "id"),
        "id": text(question, "id"),
        "type": TYPES.get(kind, kind),
        "value": question.get("value", ""),
    }
