"""All that the gate wants to know of a contact, read by one statement and one round trip.

It stands here and not in compliance, which may not know of calls and messages; what it gives is compliance's.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.conf import settings

from apps.compliance import library, listed, scrubs, stated
from apps.compliance.facts import ASKED_NOW_LASTS, Facts, Suppressed, UsedUp
from apps.compliance.rules.pack import Pack
from apps.compliance.rules.rows import Consent
from apps.compliance.verdict import Channel
from apps.core.money import MICROS
from apps.tenants import access
from apps.tenants.access import Row, Statement
from apps.tenants.models import CallsHeld

from . import contacted_sql, prices, walls, walls_sql
from .prices import Fare
from .walls import Around, Room


@dataclass(frozen=True)
class Contact:
    """What is about to be done, and what only the caller knows of it. `segments`: of a text, at most."""

    channel: Channel
    at: datetime
    step_id: int | None = None
    caller_id: str = ""
    artificial_voice: bool = False
    segments: int = 1
    most_a_day: int | None = None
    # Of an e-mail: whether it will name our postal address.
    has_postal_address: bool = False


@dataclass(frozen=True)
class Read:
    """What `gate.decide` takes, and what the walls leave for the contact."""

    facts: Facts
    pack: Pack | None
    room: Room


def asked(contact: Contact, *, tenant_id: int, lead_id: uuid.UUID | None) -> list[Statement]:
    """What to run, in one transaction: the last statement's row is for `made_of`. No row, no lead."""
    question = Statement(SQL, params(contact, lead_id=lead_id), tenant_id)
    return [*platform_spent(contact.at), question]


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
        "since": contact.at - contacted_sql.LOOK_BACK,
        "step": contact.step_id,
        "is_artificial": contact.artificial_voice,
        "at": contact.at,
        "is_email": contact.channel == Channel.EMAIL,
        "is_call": contact.channel == Channel.CALL,
        "asked_since": contact.at - ASKED_NOW_LASTS,
    }


def made_of(contact: Contact, row: Row) -> Read:
    """What a row of `SQL` says."""
    own, around = row[:_OWN_COLUMNS], Around(*row[_OWN_COLUMNS:])
    phone, answers, region, *on_lists, checked, calls_at, texts_at = own[:_OF_CONSENT]
    consent, disproved, asked_now, email, suppressed, pack_id = own[_OF_CONSENT:]
    listing = listed.made_of(tuple(on_lists), today=contact.at.date())
    # An e-mail costs nothing, and nobody earns by it.
    is_walled = contact.channel != Channel.EMAIL
    room = _room(contact, around, phone)
    facts = Facts(
        at=contact.at,
        channel=contact.channel,
        phone=phone,
        region=region,
        countries=frozenset(around.countries or {region}),
        caller_id=contact.caller_id,
        stated=stated.read(orjson.loads(answers)),
        listed=listing.origin,
        closes=listing.closes,
        listed_by_platform=listing.is_barred,
        registries=tuple(registry.facts() for registry in listing.asked),
        scrubs=scrubs.made_of(checked),
        # A lead has inquired, or it would be none.
        consent=Consent(consent or Consent.INQUIRY),
        disproved=disproved or "",
        artificial_voice=contact.artificial_voice,
        asked_now=asked_now,
        calls_at=tuple(calls_at or ()),
        texts_at=tuple(texts_at or ()),
        most_a_day=contact.most_a_day,
        source_paused=around.pause or "" if is_walled and not around.is_cleared else "",
        velocities=room.velocities if is_walled else (),
        budgets=room.budgets if is_walled else (),
        cost_micros=room.cost_micros if is_walled and room.budgets else 0,
        email=email or "",
        suppressed=Suppressed(suppressed or ""),
        has_postal_address=contact.has_postal_address,
        used_up=_used_up(contact, around),
    )
    return Read(facts, library.in_force(pack_id), room)


def _room(contact: Contact, around: Around, phone: str) -> Room:
    platform_micros = 0 if around.is_demo else settings.LEADHUB_SPEND_A_DAY * MICROS
    return walls.room(around, phone, _fare(contact, phone), at=contact.at, platform_micros=platform_micros)


def _used_up(contact: Contact, around: Around) -> UsedUp:
    """By what the sweeper has found (`outreach.allotting`): nothing is counted here."""
    if around.is_over_plan:
        return UsedUp.LEADS
    if contact.channel != Channel.CALL or around.calls_held == CallsHeld.NONE:
        return UsedUp.NOT
    if around.calls_held == CallsHeld.ALL:
        return UsedUp.CALLS
    return UsedUp.MINUTES if contact.artificial_voice else UsedUp.NOT


def _fare(contact: Contact, phone: str) -> Fare:
    if contact.channel == Channel.CALL:
        return prices.of_call(phone)
    return prices.of_text(phone, segments=contact.segments)


# Of `SQL`, before those of the walls.
_OF_CONSENT, _OWN_COLUMNS = 9, 15
SQL = f"""
SELECT l.phone, l.answers, t.region,{listed.columns(tenant="l.tenant_id", phone="l.phone")},{scrubs.COLUMN},
    {contacted_sql.COLUMNS},
    -- The best stored consent for this very number; for a machine's voice one that speaks of machines.
    (SELECT max(CASE WHEN v.level = 3 AND %(is_artificial)s AND NOT v.names_automation THEN 2 ELSE v.level END)
     FROM compliance_consentproof v WHERE v.tenant_id = l.tenant_id AND v.lead_id = l.id AND v.phone = l.phone
       AND NOT EXISTS (SELECT FROM compliance_consentclaim d
                       WHERE d.tenant_id = v.tenant_id AND d.proof_id = v.id AND d.disproves)),
    (SELECT d.reason FROM compliance_consentproof v
     JOIN compliance_consentclaim d ON d.tenant_id = v.tenant_id AND d.proof_id = v.id AND d.disproves
     WHERE v.tenant_id = l.tenant_id AND v.lead_id = l.id AND v.phone = l.phone
     ORDER BY d.claimed_at DESC, d.id DESC LIMIT 1),
    source.asked_now AND %(is_call)s AND l.received_at >= %(asked_since)s,
    CASE WHEN %(is_email)s THEN l.email END,
    CASE WHEN %(is_email)s THEN
        (SELECT s.origin FROM compliance_suppression s
         WHERE s.tenant_id = l.tenant_id AND s.email = l.email AND s.lifted_at IS NULL) END,
    (SELECT p.id FROM compliance_rulepack p ORDER BY p.version DESC LIMIT 1),
    {walls_sql.COLUMNS}
FROM leads_lead l JOIN tenants_tenant t ON t.id = l.tenant_id
{walls_sql.JOINS}
WHERE l.tenant_id = leadhub_tenant() AND l.id = %(lead)s
"""  # noqa: S608 - made of constants
