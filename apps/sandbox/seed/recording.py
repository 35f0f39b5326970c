"""How a lead gets into the CRM: mostly at once, sometimes late, seldom not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unavailable
from apps.integrations.models import Connection
from apps.leads.models import Known
from apps.outreach.models import Step

from . import alerting, marks
from .companies import HUBSPOT, SALESFORCE
from .story import Story

SLOW = Unanswered("no answer within 8 s")
_PASSING: Mapping[str, Sequence[ProviderError]] = {
    SALESFORCE: (
        Unavailable("Salesforce: unable to obtain exclusive access to this record", code="UNABLE_TO_LOCK_ROW"),
        Unavailable("Salesforce: Server unavailable", code="SERVER_UNAVAILABLE"),
        SLOW,
    ),
    HUBSPOT: (
        Unavailable("HubSpot's request limit is reached", code="TEN_SECONDLY_ROLLING", retry_after_seconds=10),
        SLOW,
    ),
}
_FINAL: Mapping[str, ProviderError] = {
    SALESFORCE: Rejected(
        "Salesforce: Leads from outside the service area need a territory first",
        code="FIELD_CUSTOM_VALIDATION_EXCEPTION",
    ),
    HUBSPOT: Rejected("HubSpot refused what it was told (VALIDATION_ERROR)", code="VALIDATION_ERROR"),
}
_TAKES = {SALESFORCE: (0.22, 1.3), HUBSPOT: (0.11, 0.7)}
_PASSING_CHANCE = {SALESFORCE: 0.09, HUBSPOT: 0.04}
_FINAL_CHANCE = 0.008


def upsert(story: Story, step: Step, *, since: datetime) -> Known | None:
    """Carry a CRM step out; None where it died."""
    stage = story.stage
    connection = next(each for each in stage.connections if each.pk == step.connection_id)
    at = since + stage.seconds(0.01, 0.12)
    story.start(step, at=at)
    while stage.happens(_PASSING_CHANCE[connection.vendor]) and step.attempt < 5:
        at = _tried_again(story, step, connection, at=at)
    at += stage.seconds(*_TAKES[connection.vendor])
    if stage.happens(_FINAL_CHANCE):
        for alert in story.die(step, _FINAL[connection.vendor], at=at):
            alerting.send(story, alert, since=at)
        return None
    return _written(story, step, connection, at=at)


def _tried_again(story: Story, step: Step, connection: Connection, *, at: datetime) -> datetime:
    error = story.stage.random.choice(_PASSING[connection.vendor])
    took = timedelta(seconds=8.0) if error is SLOW else story.stage.seconds(0.1, 0.9)
    again_at = story.fail(step, error, at=at + took) + story.stage.seconds(0.02, 0.5)
    story.start(step, at=again_at)
    return again_at


def _written(story: Story, step: Step, connection: Connection, *, at: datetime) -> Known:
    record_id = marks.record_id(connection.vendor, random=story.stage.random)
    kind, url = _place(connection, record_id)
    known = Known(
        tenant=story.stage.tenant,
        lead=story.lead,
        connection=connection,
        record_id=record_id,
        kind=kind,
        url=url,
        created_at=at,
    )
    story.stage.rows.known.append(known)
    facts = {"vendor": connection.vendor, "record_id": record_id, "record_kind": kind, "url": url, "is_new": True}
    story.tell("crm.written", at=at, origin=f"step:{step.pk}", **facts)
    story.finish(step, at=at, external_id=record_id)
    return known


def _place(connection: Connection, record_id: str) -> tuple[str, str]:
    """The record's kind and address, as the adapters name them."""
    if connection.vendor == SALESFORCE:
        base_url = urlsplit(connection.settings["base_url"]).geturl()
        return "Lead", f"{base_url}/lightning/r/Lead/{record_id}/view"
    portal_id = connection.settings["portal_id"]
    return "contact", f"https://app.hubspot.com/contacts/{portal_id}/record/0-1/{record_id}"
