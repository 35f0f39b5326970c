"""Gravity Forms' Webhooks add-on: the entry as JSON or a form, its keys the numbers of the fields.

docs.gravityforms.com/triggering-webhooks-form-submissions: a header of one's own is all that can prove the sender, so
`X-Api-Key` counts where it is asked for. The entry's id is one site's, and only beside the form's is it one entry's.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from apps.integrations.http import Inbound
from apps.integrations.reading.tree import Tree, text

from . import _signatures
from ._forms import SignedForm, SignedSettings

# What WordPress and the shop say of the entry, and nothing of the person.
MACHINERY = (
    "post_id", "date_updated", "is_starred", "is_read", "currency", "payment_status", "payment_date", "payment_amount",
    "payment_method", "transaction_id", "is_fulfilled", "created_by", "transaction_type", "status", "source_id", "id",
)  # fmt: skip


class Settings(SignedSettings):
    require_signature: bool = Field(
        False,
        title="Require a key",
        description="Refuse posts without the header X-Api-Key and a secret of this source; set it in the add-on.",
    )


class Sender(SignedForm):
    Settings = Settings
    title: ClassVar[str] = "Gravity Forms (WordPress)"
    setup: ClassVar[str] = (
        "With the Webhooks add-on, add a feed that posts all fields as JSON to the address. For a key, add "
        "the request header X-Api-Key with a secret of this source."
    )

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        return _signatures.equal(request.header("X-Api-Key"), secret)

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        entry, form = text(tree, "id"), text(tree, "form_id")
        kept = {key: value for key, value in tree.items() if key not in MACHINERY}
        return [kept | {"submission_id": f"{form}-{entry}"} if entry and form else dict(tree)]
