"""Wufoo: the `HandshakeKey` that was typed in stands in the form; titles of fields come beside it as JSON."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from apps.integrations.errors import Unreadable
from apps.integrations.http import Inbound
from apps.integrations.reading import bodies, jsontree
from apps.integrations.reading.tree import Tree, objects, text

from . import _signatures
from ._forms import SignedForm

MACHINERY = ("HandshakeKey", "FieldStructure", "FormStructure", "CreatedBy", "EntryId", "DateCreated", "IP")


class Sender(SignedForm):
    title: ClassVar[str] = "Wufoo"
    setup: ClassVar[str] = (
        "In the form, under Notifications, add a webhook with the address and a secret of this source as the "
        "handshake key; include field and form structures."
    )

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        try:
            [tree] = bodies.parse(request.body, content_type=request.header("content-type")).submissions
        except (Unreadable, ValueError):
            return False
        return _signatures.equal(text(tree, "HandshakeKey"), secret)

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        titles = _titles(text(tree, "FieldStructure"))
        fields: list[Tree] = [
            {"title": titles.get(key, key), "id": key, "value": value}
            for key, value in tree.items()
            if key not in MACHINERY and value
        ]
        return [{"fields": fields, "submission_id": _entry(tree), "ip_address": text(tree, "IP")}]


def _entry(tree: dict[str, Tree]) -> str:
    """An entry's number is one form's: without the form's name it is anybody's, and no id."""
    try:
        structure, _ = jsontree.parse(text(tree, "FormStructure") or "{}")
    except Unreadable:
        structure = {}
    form = text(structure, "Hash") if isinstance(structure, dict) else ""
    number = text(tree, "EntryId")
    return f"{form}-{number}" if form and number else ""


def _titles(structure: str) -> dict[str, str]:
    """Field id → title, for the parts of a name or an address too."""
    try:
        tree, _ = jsontree.parse(structure or "{}")
    except Unreadable:
        return {}
    known = objects(tree, "Fields") if isinstance(tree, dict) else []
    titles = {text(field, "ID"): text(field, "Title") for field in known}
    parts = [part for field in known for part in objects(field, "SubFields")]
    return titles | {text(part, "ID"): text(part, "Label") for part in parts}
