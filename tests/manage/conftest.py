"""A tenant with its cast, and a rival whose every text says SECRET."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from apps.calls.models import NumberRules, Pace, PoolNumber, Reception, Walls
from apps.compliance.models import DncEntry
from apps.intake.models import Delivery
from apps.integrations.models import Connection
from apps.leads.models import Event, Known, Lead, Source
from apps.outreach.cadence.ladder import After, Channel, Ladder, Rung
from apps.outreach.models import Cadence, Playbook, Step, Telling
from apps.routing.models import Assignment, DraftRule, Rep, Schedule, Team, Version
from apps.scripts import drafting, publish
from apps.scripts.document import Script as Document
from apps.scripts.models import Script, ScriptVersion
from apps.tenants import access
from apps.tenants.models import Membership, Role, Tenant, User

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def acme() -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme Solar")


@pytest.fixture
def rival() -> Tenant:
    return Tenant.objects.create(slug="rival", name="SECRET Rival")


@pytest.fixture
def member(acme: Tenant) -> Callable[..., Client]:
    """Make a member of Acme (or of another tenant) and a browser that they are signed in with."""

    def make(role: Role | str, *, tenant: Tenant | None = None, email: str = "") -> Client:
        user = User.objects.create_user(email or f"{role}@example.com")
        with access.as_tenant((tenant or acme).pk):
            Membership.objects.create(tenant=tenant or acme, user=user, role=role)
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def owner(member: Callable[..., Client]) -> Client:
    return member(Role.OWNER)


@pytest.fixture
def manager(member: Callable[..., Client]) -> Client:
    return member(Role.MANAGER)


@pytest.fixture
def rows() -> Callable[..., dict[str, Any]]:
    """One row of every managed table for a tenant, all its texts being the given word."""

    def seed(tenant: Tenant, word: str) -> dict[str, Any]:
        with access.as_tenant(tenant.pk):
            source = Source.objects.create(
                tenant=tenant, slug=word.lower(), name=word, thank_you_url=f"https://{word}.example/"
            )
            user = User.objects.create_user(f"{word}@{word}.example", first_name=word, last_name=word)
            lead = Lead.objects.create(
                tenant=tenant, source=source, first_name=word, email=f"{word}@x.example", received_at=NOW
            )
            chat = {"webhook_url": f"https://hooks.slack.com/services/{word}"}
            connection = Connection.objects.create(
                tenant=tenant, family="alerts", vendor="slack", name=word, last_error=word, settings=chat
            )
            delivery = _delivered(lead, word)
            playbook = Playbook.objects.create(tenant=tenant, greeting=word, missed=word, text=word, rep_name=word)
            cadence, pace = _cadence_and_pace(source, connection, word)
            entry = DncEntry.objects.create(tenant=tenant, phone="+12145550123", reason=word, added_by=word)
            membership = Membership.objects.create(tenant=tenant, user=user, role=Role.MANAGER)
            event = Event.objects.create(tenant=tenant, lead=lead, kind=word, occurred_at=NOW)
            known = Known.objects.create(tenant=tenant, lead=lead, connection=connection, record_id=word, kind=word)
            routed = (*_routed(tenant, word, lead), *_walled(lead, word), *_scripted(tenant, word))
            routed = (*routed, _told(connection, word), *_numbered(connection, word))
        made = (source, lead, connection, delivery, playbook, cadence, pace, entry, membership, event, known, *routed)
        return {str(row._meta.model_name): row for row in made}

    return seed


def _routed(tenant: Tenant, word: str, lead: Lead) -> tuple[Any, ...]:
    """A rule, its version, and the people and hours behind it."""
    when = {"op": "is", "field": "answers.word", "value": word}
    then = {"script": word, "channel": word, "cadence": word}
    key = word.lower()
    schedule = Schedule.objects.create(tenant=tenant, name=word, time_zone="America/Chicago", hours="mon-fri 9-17")
    team = Team.objects.create(tenant=tenant, name=word, schedule=schedule)
    rep = Rep.objects.create(tenant=tenant, team=team, name=word, phone="+12145550123", crm_owner=word)
    draft = DraftRule.objects.create(tenant=tenant, key=key, name=word, condition=when, actions=then)
    rules = {"rules": [{"key": key, "name": word, "when": when, "then": then}]}
    version = Version.objects.create(tenant=tenant, number=1, rules=rules, author=word, note=word, published_at=NOW)
    given = Assignment.objects.create(tenant=tenant, lead=lead, rep=rep, by="turn", chosen_at=NOW)
    return schedule, team, rep, draft, version, given


def _delivered(lead: Lead, word: str) -> Delivery:
    return Delivery.objects.create(
        tenant_id=lead.tenant_id,
        source_id=lead.source_id,
        lead=lead,
        state=Delivery.State.ACCEPTED,
        received_at=NOW,
        headers={"X-Word": word},
        body=f'{{"word": "{word}"}}'.encode(),
        body_digest=b"",
        problems={"phone": word},
        query=word,
    )


def _scripted(tenant: Tenant, word: str) -> tuple[Script, ScriptVersion]:
    """A script that is spoken, and the draft of the next."""
    script = drafting.begin(tenant, word, Document(reason=word, tone=word, qualify_at=0))
    return script, publish.draft(script, over=0, share=100, author=word, now=NOW, note=word)


def _walled(lead: Lead, word: str) -> tuple[Walls, Step]:
    """The tenant's fraud walls, and a call that they hold."""
    held = {"kind": "call", "queue": "urgent", "state": "held", "error_code": "prefix_velocity", "due_at": NOW}
    step = Step.objects.create(tenant_id=lead.tenant_id, lead=lead, key=word, last_error=word, **held)
    return Walls.objects.create(tenant_id=lead.tenant_id), step


def _told(connection: Connection, word: str) -> Telling:
    """A webhook's delivery that failed."""
    traits = {"queue": "default", "state": "dead", "due_at": NOW, "params": {"event": 1, "kind": word}}
    return Telling.objects.create(
        tenant_id=connection.tenant_id,
        kind="event",
        key=f"event:{word}",
        last_error=word,
        connection_id=connection.pk,
        **traits,
    )


def _numbered(connection: Connection, word: str) -> tuple[PoolNumber, NumberRules, Reception]:
    """A number of the pool, when it rests, and what its callers hear."""
    number = PoolNumber.objects.create(
        tenant_id=connection.tenant_id, connection=connection, phone="+12145550190", label=word, reason=word
    )
    rules = NumberRules.objects.create(tenant_id=connection.tenant_id)
    return number, rules, Reception.objects.create(tenant_id=connection.tenant_id, greeting=word, after_hours=word)


def _cadence_and_pace(source: Source, connection: Connection, word: str) -> tuple[Cadence, Pace]:
    ladder = Ladder(rungs=[Rung(channel=Channel.SMS, delay=After(minutes=1), text=word)])
    draft = ladder.model_dump(mode="json")
    cadence = Cadence.objects.create(tenant_id=source.tenant_id, source=source, draft=draft)
    cadence.publish(by=word, at=NOW)
    return cadence, Pace.objects.create(tenant_id=source.tenant_id, connection=connection, calls_per_second=1)
