"""The rows of a history, collected before they are written all at once."""

from dataclasses import dataclass, field

from django.db import models

from apps.calls.models import Call, CallAttempt, Message
from apps.compliance.models import DncEntry
from apps.intake.models import Delivery
from apps.leads.models import Event, Known, Lead
from apps.outreach.models import Step

BATCH = 2_000


@dataclass
class Rows:
    """In the order in which they refer to each other."""

    leads: list[Lead] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    attempts: list[CallAttempt] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    opt_outs: list[DncEntry] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def write(self) -> None:
        """Insert everything, in the caller's transaction; events get their ids in the order of time."""
        self.events.sort(key=lambda event: event.occurred_at)
        for each in vars(self).values():
            _insert(each)


def _insert(rows: list[models.Model]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
