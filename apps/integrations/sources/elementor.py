"""Elementor Pro forms: called while the visitor waits; anything but 200 is shown to them as an error.

elementor-pro/modules/forms/actions/webhook.php: without "Advanced Data" the keys are labels, with it
`fields[<id>][title|value]`. No signature and no id: what tells a repetition is the person's number and address.
"""

from collections.abc import Iterable
from typing import ClassVar

from apps.integrations.reading.tree import Tree, branch, text

from ._forms import Form


class Sender(Form):
    title: ClassVar[str] = "Elementor form (WordPress)"
    setup: ClassVar[str] = (
        "In the form widget, add “Webhook” under Actions After Submit and paste the address. Elementor signs "
        "nothing: the address itself is the secret."
    )

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        fields, meta = branch(tree, "fields"), branch(tree, "meta")
        if not fields:
            return [tree]
        kept: dict[str, Tree] = {"fields": [_field(key, field) for key, field in fields.items()]}
        kept["meta"] = [_field(key, field) for key, field in meta.items()]
        return [kept | {"form_id": text(tree, "form", "id"), "form_name": text(tree, "form", "name")}]


def _field(key: str, field: Tree) -> Tree:
    """A field that describes itself; some have no label but their id."""
    if not isinstance(field, dict):
        return {"title": key, "value": field}
    label, kind = text(field, "title") or key, text(field, "type")
    return {"title": label, "id": text(field, "id") or key, "type": kind, "value": field.get("value", "")}
