"""The rows of a history, collected before they are written all at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

import orjson
from django.db import connection, models

from apps.calls.models import Call, CallAttempt, Email, Message
from apps.compliance import packs
from apps.compliance.models import DncEntry, GateDecision
from apps.intake.models import Delivery
from apps.leads.models import Known, Lead
from apps.outreach.models import Step

from . import charges

BATCH = 2_000
_RULES = packs.shipped()[-1].version


@dataclass(frozen=True, slots=True)
class Told:
    """An event. There are 20 of them to a lead, so they do without a model."""

    lead: UUID
    kind: str
    at: datetime
    origin: str
    facts: dict[str, object]


@dataclass
class Rows:
    """One tenant's."""

    leads: list[Lead] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    attempts: list[CallAttempt] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    emails: list[Email] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    opt_outs: list[DncEntry] = field(default_factory=list)
    events: list[Told] = field(default_factory=list)

    def _sent(self) -> list[Message]:
        return [message for message in self.messages if message.direction == Message.Direction.OUT]

    def write(self, *, tenant_id: int) -> None:
        """Insert everything, in the caller's transaction."""
        decisions = [*map(_call_decided, self.attempts), *map(_text_decided, self._sent())]
        decisions += map(_email_decided, self.emails)
        # In the order in which they refer to each other.
        for rows in (self.leads, self.deliveries, self.steps, self.calls, decisions, self.attempts, self.messages):
            _insert(rows)
        charges.write(tenant_id=tenant_id)
        _insert(self.emails)
        _insert(self.known)
        _insert(self.opt_outs)
        with connection.cursor() as cursor:
            told = sorted(self.events, key=lambda event: event.at)
            cursor.execute(_TELL, {"tenant": tenant_id, "events": orjson.dumps(told).decode()})


def _call_decided(attempt: CallAttempt) -> GateDecision:
    attempt.decision = _decision(attempt.call, "call", token=attempt.token, at=attempt.intent_at)
    return attempt.decision


def _text_decided(message: Message) -> GateDecision:
    message.decision = _decision(message, "sms", token=message.token, at=message.created_at)
    return message.decision


def _email_decided(email: Email) -> GateDecision:
    email.decision = _decision(email, "email", token=email.message_id, at=email.created_at)
    return email.decision


def _decision(contact: Call | Message | Email, channel: str, *, token: str, at: datetime) -> GateDecision:
    return GateDecision(
        id=uuid5(NAMESPACE_OID, token),
        tenant_id=contact.tenant_id,
        lead_id=str(contact.lead_id),
        step_id=contact.step_id,
        channel=channel,
        phone="" if isinstance(contact, Email) else contact.phone,
        email=contact.address if isinstance(contact, Email) else "",
        allowed=True,
        inputs={"recorded": "a history that was made up"},
        pack_version=_RULES,
        decided_at=at,
    )


def _insert(rows: Sequence[models.Model]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)


# A breach of `event_once` is an error here: the product would not have written it.
_TELL = """
INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, recorded_at, facts, origin)
SELECT %(tenant)s, lead, kind, at, at, facts, origin
FROM jsonb_to_recordset(%(events)s::jsonb) AS e(lead uuid, kind text, at timestamptz, facts jsonb, origin text)
"""
