"""A tenant whose vendors are scripted peers on real sockets, and the engine carried out step by step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import psycopg
import pytest
from django.db import connection as database
from pytest_django.fixtures import Settings

from apps.calls.models import Call, CallAttempt, Message
from apps.compliance import library
from apps.core import clock
from apps.core.queues import URGENT
from apps.integrations import catalog
from apps.integrations.models import Connection
from apps.leads.models import Event, Lead, Source
from apps.outreach import claim, execute, kit
from apps.outreach.models import Playbook, Step
from apps.sandbox import open_hours
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.contracts.peer import Peer
from tests.integrations.twilio_side import ACCOUNT

PHONE = "+12145550123"
OURS = "+12025550100"
_numbers = count()


class Watched(Peer):
    """A peer that looks, at each request, whether somebody holds a transaction open meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.open_transactions = 0

    def next_line(self) -> Any:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in tr%'"
        with psycopg.connect(**_address()) as watcher:
            row = watcher.execute(sql).fetchone()
        self.open_transactions += row[0] if row else 0
        return super().next_line()

    def sent(self, path: str) -> int:
        """How often something was posted to such a path."""
        return sum(1 for each in self.requests if each.method == "POST" and each.path.endswith(path))


def _address() -> dict[str, Any]:
    told = database.settings_dict
    return {"dbname": told["NAME"], "host": told["HOST"], "port": told["PORT"], "user": told["USER"]} | (
        {"password": told["PASSWORD"]} if told["PASSWORD"] else {}
    )


@dataclass
class Office:
    """One tenant; all of its rows are read anew, in its own view."""

    tenant: Tenant
    source: Source
    peer: Watched
    connections: dict[str, Connection] = field(default_factory=dict)

    def lead(self, phone: str = PHONE, **traits: Any) -> Lead:
        values = {
            "source": self.source,
            "first_name": "Dana",
            "last_name": "Reyes",
            "received_at": clock.now(),
        } | traits
        with access.as_tenant(self.tenant.pk):
            return Lead.objects.create(tenant=self.tenant, phone=phone, **values)

    def connect(self, family: str, vendor: str = "twilio", **settings: Any) -> Connection:
        traits = ACCOUNT | {"base_url": f"{self.peer.url}/twilio", "caller_id": OURS, "sender": OURS}
        with access.as_tenant(self.tenant.pk):
            made = Connection.objects.create(
                tenant=self.tenant, family=family, vendor=vendor, name=family, settings=settings or traits
            )
        self.connections[family] = made
        kit.forget()
        return made

    def connect_slack(self) -> Connection:
        return self.connect("alerts", "slack", webhook_url=f"{self.peer.url}/slack")

    def play(self, **choices: Any) -> None:
        with access.as_tenant(self.tenant.pk):
            Playbook.objects.update_or_create(tenant=self.tenant, defaults=choices)
        kit.forget()

    def promise(self, kind: str, lead: Lead | None = None, **traits: Any) -> Step:
        values = {"queue": URGENT, "key": f"test:{next(_numbers)}", "due_at": clock.now()} | traits
        with access.as_tenant(self.tenant.pk):
            return Step.objects.create(tenant=self.tenant, lead=lead, kind=kind, **values)

    def set(self, row: Any, **values: Any) -> None:
        """Write what another process or a person would have written."""
        with access.as_tenant(self.tenant.pk):
            type(row).objects.filter(pk=row.pk).update(**values)
        kit.forget()

    def claim(self, step: Step) -> Step:
        """Take this very step for a worker, now."""
        self.set(step, due_at=clock.now() - timedelta(hours=1), priority=0)
        taken = claim.next_due(step.queue)
        assert taken is not None
        assert taken.pk == step.pk
        return taken

    def carry_out(self, step: Step) -> Step:
        """Claim it, carry it out, and see how it stands."""
        execute.claimed(self.claim(step), clock=clock.now)
        return self.now(step)

    def now[Row: (Step, Call, CallAttempt, Message, Connection, Lead)](self, row: Row) -> Row:
        with access.as_tenant(self.tenant.pk):
            return type(row).objects.get(pk=row.pk)

    def all[Row: (Step, Call, CallAttempt, Message, Event)](self, model: type[Row], **sought: Any) -> list[Row]:
        with access.as_tenant(self.tenant.pk):
            return list(model.objects.filter(**sought).order_by("pk"))

    def attempt(self) -> CallAttempt:
        """The latest attempt, as a callback finds it."""
        with access.as_tenant(self.tenant.pk):
            return CallAttempt.objects.select_related("call__connection", "call__lead").latest("pk")

    def timeline(self, *kinds: str) -> list[str]:
        return [event.kind for event in self.all(Event) if not kinds or event.kind in kinds]


@pytest.fixture
def peer(settings: Settings) -> Iterator[Watched]:
    with Watched() as made:
        settings.LEADHUB_TRUSTED_ORIGINS = [made.url]
        catalog.http.cache_clear()
        yield made
    catalog.http.cache_clear()


@pytest.fixture
def office(transactional_db: None, settings: Settings, peer: Watched) -> Office:
    """Nobody is connected yet; what is not known settles at once; it is never too late to call."""
    settings.LEADHUB_SETTLE_SECONDS = 0
    library.load(open_hours.rules())
    tenant = Tenant.objects.create(slug="acme", name="Acme Solar", is_demo=True)
    with access.as_tenant(tenant.pk):
        source = Source.objects.create(tenant=tenant, slug="website", name="Website form")
    return Office(tenant, source, peer)
