"""Use case: send a source a test lead, through everything that a real one goes through after its form."""

from dataclasses import replace
from datetime import datetime

import orjson
from uuid_utils.compat import uuid7

from apps.intake import doors, receive
from apps.intake.receive import Receipt
from apps.integrations import catalog
from apps.integrations.http import Inbound
from apps.leads.models import Source

# Every source takes this kind of body from us, whatever its own sender's looks like.
_KIND = "webhook"


def send(source: Source, *, name: str, phone: str, now: datetime) -> Receipt:
    """The lead is marked as a test and counts in no figure; its phone rings. Raises what `receive.trusted` raises."""
    kind = catalog.sender_class(_KIND)
    body = orjson.dumps({"name": name, "phone": phone, "test_lead": "yes", "submission_id": str(uuid7())})
    headers = {"Content-Type": "application/json", "User-Agent": "LeadHub, a test lead"}
    request = Inbound("POST", "", headers, body)
    door = replace(doors.of(source, now=now), sender=kind(kind.Settings(), []))
    return receive.trusted(door, request, received_at=now)
