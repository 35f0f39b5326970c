"""Google Ads lead forms: the key stands in the body, the answers in columns.

developers.google.com/google-ads/webhook/docs/implementation: the lead's id is unique over all forms; 64-bit ids come
as numbers or as text; the "Send test data" button is green on a 200 alone.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from apps.integrations.errors import Unreadable
from apps.integrations.http import Inbound
from apps.integrations.reading import bodies
from apps.integrations.reading.tree import Tree, text

from . import _signatures
from ._forms import SignedForm

COLUMNS = "user_column_data"


class Sender(SignedForm):
    title: ClassVar[str] = "Google Ads lead form"
    setup: ClassVar[str] = (
        "In the lead form asset, under “Export leads from Google Ads”, paste the address as the webhook URL "
        "and a secret of this source as the key. Then press “Send test data”: it arrives as a test and nobody "
        "is called."
    )

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        """Nothing is signed: whoever knows the key may post."""
        try:
            [tree] = bodies.parse(request.body, content_type=request.header("content-type")).submissions
        except (Unreadable, ValueError):
            return False
        return _signatures.equal(text(tree, "google_key"), secret)

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        """The answers, then Google's own ids; of these only the click's is a name that others know."""
        rest = {key: value for key, value in tree.items() if key not in (COLUMNS, "google_key", "gcl_id")}
        # A zero is Google's way to say that there is none.
        kept = {key: value for key, value in rest.items() if value != "0"}
        return [{COLUMNS: tree.get(COLUMNS, ""), "gclid": text(tree, "gcl_id"), **kept}]
