"""Calendly: `Calendly-Webhook-Signature: t=…,v1=<hex>`; who books is a lead, and the time is kept with them.

developer.calendly.com/webhook-signatures: HMAC over the time, a dot and the body; three minutes. A reschedule is a
cancellation and a booking that names the old one: the same lead, not a second. What we have booked ourselves is nobody
new.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.reading.tree import Tree, branch, objects, text

from . import _signatures
from ._bookings import Bookings

TOLERANCE_SECONDS = 180
# What `calendars.calendly` writes on what it books, beside the appointment's id.
OURS = "leadhub"


class Sender(Bookings):
    title: ClassVar[str] = "Calendly booking"
    setup: ClassVar[str] = (
        "Subscribe the address to invitee.created through Calendly's API, with a secret of this source as the "
        "signing key."
    )

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        header = request.header("Calendly-Webhook-Signature")
        said = [part.partition("=") for part in header.replace(" ", "").split(",")]
        stamp = next((value for key, _, value in said if key == "t"), "")
        if not _signatures.is_timely(stamp, per_second=1, tolerance_seconds=TOLERANCE_SECONDS, now=now):
            return False
        expected = _signatures.in_hex(secret, f"{stamp}.".encode() + request.body)
        held = [_signatures.equal_hex(value, expected) for key, _, value in said if key == "v1"]
        return any(held)

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        event, invitee = text(tree, "event"), branch(tree, "payload")
        if event not in ("", "invitee.created", "routing_form_submission.created"):
            raise NoLead(f"{event[:40]} brings nobody new")
        if not invitee:
            return [tree]
        tracking = branch(invitee, "tracking")
        if text(tracking, "utm_source") == OURS and text(tracking, "utm_content"):
            raise NoLead("we have booked it ourselves, for a lead that is known")
        asked = [*objects(invitee, "questions_and_answers"), *objects(invitee, "questions_and_responses")]
        about = branch(invitee, "scheduled_event")
        return [
            {
                "name": text(invitee, "name"),
                "first_name": text(invitee, "first_name"),
                "last_name": text(invitee, "last_name"),
                "email": text(invitee, "email"),
                "phone": text(invitee, "text_reminder_number"),
                "fields": [{"question": text(each, "question"), "answer": each.get("answer", "")} for each in asked],
                "tracking": tracking,
                "submission_id": text(invitee, "old_invitee") or text(invitee, "uri"),
                "submitted_at": text(tree, "created_at"),
                "booking": {
                    "what": text(about, "name"),
                    "at": text(about, "start_time"),
                    "until": text(about, "end_time"),
                },
            }
        ]
