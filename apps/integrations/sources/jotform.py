"""Jotform: multipart even without files, the answers as JSON in `rawRequest`, and no signature.

What proves the sender is the long random address alone (api-evangelist/jotform; wire table A9).
"""

from collections.abc import Iterable
from typing import ClassVar

from apps.integrations.reading.tree import Tree

from ._forms import Form

# Jotform's own book-keeping; `path` and `slug` are the form's address.
MACHINERY = (
    "pretty", "webhookURL", "slug", "path", "event_id", "timeToSubmit", "submitSource", "type", "action", "username",
)  # fmt: skip


class Sender(Form):
    title: ClassVar[str] = "Jotform"
    setup: ClassVar[str] = (
        "In the form, under Settings → Integrations → Webhooks, paste the address. Jotform signs nothing: the "
        "address itself is the secret."
    )

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        """`bodies` has opened `rawRequest` already."""
        return [{key: value for key, value in tree.items() if key not in MACHINERY}]
