"""All that the gate wants to know of a contact, read by one statement and one round trip.

It stands here and not in compliance, which may not know of calls and messages; what it gives is compliance's.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import orjson
from django.conf import settings

from apps.compliance import library, stated
from apps.compliance.facts import Facts, Listed, Registry
from apps.compliance.rules.pack import Pack
from apps.compliance.rules.rows import Consent
from apps.compliance.verdict import Channel
from apps.core.money import MICROS
from apps.leads.models import Lead
from apps.tenants import access
from apps.tenants.access import Row, Statement

from . import walls, walls_sql
from .walls import Around, Room

# The longest that any cap looks back.
LOOK_BACK = timedelta(hours=24)


@dataclass(frozen=True)
class Contact:
    """What is about to be done, and what only the caller knows of it."""

    channel: Channel
    at: datetime
    step_id: int | None = None
    caller_id: str = ""
    artificial_voice: bool = False
    most_a_day: int | None = None


@dataclass(frozen=True)
class Read:
    """What `gate.decide` takes, and what the walls leave for the call."""

    facts: Facts
    pack: Pack | None
    room: Room


def before(contact: Contact, *, tenant_id: int, lead_id: uuid.UUID) -> Read:
    """Read for this lead, in a transaction of its own. Raises `Lead.DoesNotExist`.

    An attempt that the carrier surely did not take was no contact; neither is the step's own, which is tried again.
    """
    *_, rows = access.fetch_all(asked(contact, tenant_id=tenant_id, lead_id=lead_id))
    if not rows:
        raise Lead.DoesNotExist
    return made_of(contact, rows[0])


def asked(contact: Contact, *, tenant_id: int, lead_id: uuid.UUID | None) -> list[Statement]:
    """What to run, in one transaction: the last statement's row is for `made_of`. No row, no lead."""
    question = Statement(SQL, params(contact, lead_id=lead_id), tenant_id)
    return [*platform_spent(contact.at), question] if contact.channel == Channel.CALL else [question]


def platform_spent(at: datetime) -> list[Statement]:
    """What every tenant has spent today, for the statement that follows; nothing where nobody limits it."""
    if not settings.LEADHUB_SPEND_A_DAY:
        return []
    since = walls.day_of(at, "UTC")
    return [Statement(walls_sql.PLATFORM_SPENT, {"since": since}, access.EVERY_TENANT)]


def params(contact: Contact, *, lead_id: uuid.UUID | None) -> Mapping[str, object]:
    """What `SQL` asks for."""
    return {
        "lead": lead_id,
        "since": contact.at - LOOK_BACK,
        "step": contact.step_id,
        "is_artificial": contact.artificial_voice,
        "at": contact.at,
    }


def made_of(contact: Contact, row: Row) -> Read:
    """What a row of `SQL` says."""
    phone, answers, region, origin, is_barred, registries, calls_at, texts_at, consent, *rest = row[:_OWN_COLUMNS]
    asked_now, pack_id = rest
    around = Around(*row[_OWN_COLUMNS:])
    platform_micros = 0 if around.is_demo else settings.LEADHUB_SPEND_A_DAY * MICROS
    room = walls.room(around, phone, at=contact.at, platform_micros=platform_micros)
    is_call = contact.channel == Channel.CALL
    facts = Facts(
        at=contact.at,
        channel=contact.channel,
        phone=phone,
        region=region,
        countries=frozenset(around.countries or {region}),
        caller_id=contact.caller_id,
        stated=stated.read(orjson.loads(answers)),
        listed=Listed(origin or ""),
        listed_by_platform=is_barred,
        registries=tuple(_registry(*each) for each in registries or ()),
        # A lead has inquired, or it would be none.
        consent=Consent(consent or Consent.INQUIRY),
        artificial_voice=contact.artificial_voice,
        asked_now=asked_now,
        calls_at=tuple(calls_at or ()),
        texts_at=tuple(texts_at or ()),
        most_a_day=contact.most_a_day,
        source_paused=around.pause or "" if is_call and not around.is_cleared else "",
        velocities=room.velocities if is_call else (),
        budgets=room.budgets if is_call else (),
        cost_micros=room.cost_micros if is_call and room.budgets else 0,
    )
    return Read(facts, library.in_force(pack_id), room)


def _registry(name: str, shows: str | None, has_number: bool, max_age_days: int) -> Registry:
    """One that was never imported shows the dawn of time: an empty list proves nothing."""
    return Registry(name, date.fromisoformat(shows) if shows else date.min, has_number, max_age_days)


# Of `SQL`, before those of the walls.
_OWN_COLUMNS = 11
SQL = f"""
SELECT l.phone, l.answers, t.region,
    (SELECT d.origin FROM compliance_dncentry d
     WHERE d.tenant_id = l.tenant_id AND d.phone = l.phone AND d.lifted_at IS NULL),
    EXISTS (SELECT FROM compliance_platformdncentry b WHERE b.phone = l.phone AND b.lifted_at IS NULL),
    (SELECT json_agg(json_build_array(
        g.name, CASE WHEN g.imported_at IS NOT NULL THEN g.effective_on END,
        EXISTS (SELECT FROM compliance_dncnumber n
                WHERE n.list_id = g.id AND n.version = g.version AND n.tenant_id IS NOT DISTINCT FROM g.tenant_id
                  AND n.phone = NULLIF(ltrim(l.phone, '+'), '')::bigint),
        g.max_age_days) ORDER BY g.name)
     FROM compliance_dnclist g WHERE g.tenant_id = l.tenant_id OR g.tenant_id IS NULL),
    (SELECT array_agg(a.intent_at ORDER BY a.intent_at)
     FROM calls_call c JOIN calls_callattempt a ON a.tenant_id = c.tenant_id AND a.call_id = c.id
     WHERE c.tenant_id = l.tenant_id AND c.phone = l.phone AND c.step_id IS DISTINCT FROM %(step)s
       AND a.intent_at > %(since)s AND a.state <> 'not_placed'),
    (SELECT array_agg(m.created_at ORDER BY m.created_at) FROM calls_message m
     WHERE m.tenant_id = l.tenant_id AND m.phone = l.phone AND m.direction = 'out'
       AND m.step_id IS DISTINCT FROM %(step)s AND m.created_at > %(since)s AND m.state <> 'failed'),
    -- The best stored consent for this very number; for a machine's voice one that speaks of machines.
    (SELECT max(CASE WHEN v.level = 3 AND %(is_artificial)s AND NOT v.names_automation THEN 2 ELSE v.level END)
     FROM compliance_consentproof v WHERE v.tenant_id = l.tenant_id AND v.lead_id = l.id AND v.phone = l.phone),
    source.asked_now,
    (SELECT p.id FROM compliance_rulepack p ORDER BY p.version DESC LIMIT 1),
    {walls_sql.COLUMNS}
FROM leads_lead l JOIN tenants_tenant t ON t.id = l.tenant_id
{walls_sql.JOINS}
WHERE l.tenant_id = leadhub_tenant() AND l.id = %(lead)s
"""  # noqa: S608 - made of constants
