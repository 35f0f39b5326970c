"""Cal.com: `X-Cal-Signature-256: <hex>` over the body; who books is a lead, and the time is kept with them.

What we have booked ourselves is nobody new.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.reading.tree import Tree, branch, objects, text

from . import _signatures
from ._bookings import Bookings

BOOKINGS = ("", "BOOKING_CREATED", "BOOKING_REQUESTED", "BOOKING_RESCHEDULED")
# Under which `calendars.calcom` keeps the appointment's id in what it books.
OURS = "leadhub"


class Sender(Bookings):
    title: ClassVar[str] = "Cal.com booking"
    setup: ClassVar[str] = (
        "Under Settings → Developer → Webhooks, add the address for bookings, with a secret of this source."
    )

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        return _signatures.equal_hex(request.header("X-Cal-Signature-256"), _signatures.in_hex(secret, request.body))

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        event, booking = text(tree, "triggerEvent"), branch(tree, "payload")
        if event not in BOOKINGS:
            raise NoLead(f"{event[:40]} brings nobody new")
        if not booking:
            return [tree]
        if text(booking, "metadata", OURS):
            raise NoLead("we have booked it ourselves, for a lead that is known")
        guest = next(iter(objects(booking, "attendees")), {})
        return [
            {
                "name": text(guest, "name"),
                "email": text(guest, "email"),
                "phone": text(guest, "phoneNumber"),
                "fields": [_field(key, said) for key, said in branch(booking, "responses").items()],
                "additional_notes": text(booking, "additionalNotes"),
                "submission_id": text(booking, "rescheduleUid") or text(booking, "uid"),
                "submitted_at": text(tree, "createdAt"),
                "booking": {
                    "what": text(booking, "title"),
                    "at": text(booking, "startTime"),
                    "until": text(booking, "endTime"),
                },
            }
        ]


def _field(key: str, said: Tree) -> Tree:
    """A question by the label that the guest saw; `attendeePhoneNumber` says what any label may hide."""
    if not isinstance(said, dict):
        return {"title": key, "value": said}
    return {"title": text(said, "label") or key, "key": key, "value": said.get("value", "")}
