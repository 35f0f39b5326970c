"""What a company still has to do before a form post makes a phone ring, read from its real state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from apps.calls.models import Call
from apps.intake.models import Delivery
from apps.integrations.models import Connection, Family
from apps.leads.models import Source
from apps.outreach.models import Playbook
from apps.routing.models import Version
from apps.scripts.models import ScriptVersion
from apps.tenants.models import Membership, Tenant

from .obstacles.check import office


@dataclass(frozen=True)
class Item:
    """`is_needed`: without it no phone rings."""

    title: str
    why: str
    link: str
    is_done: bool
    is_needed: bool = True


def items(tenant: Tenant) -> Sequence[Item]:
    """In the order in which one does them."""
    active = Connection.objects.for_tenant(tenant).filter(is_active=True)
    connected = frozenset(active.values_list("family", flat=True))
    return (*_needed(tenant, connected), *_later(tenant, connected))


def _needed(tenant: Tenant, connected: frozenset[str]) -> Iterator[Item]:
    """What comes before the first ring."""
    here = reverse("dashboard:integrations", args=[tenant.slug])
    sources = Source.objects.for_tenant(tenant).filter(is_active=True)
    has_playbook = Playbook.objects.for_tenant(tenant).exists()
    rang = Call.objects.for_tenant(tenant).made().filter(ringing_at__isnull=False)
    add, playbook = office(tenant, "integrations/connection/add/"), office(tenant, "outreach/playbook/")
    yield Item("Add a source", "An address that your form posts to.", office(tenant, "leads/source/"), sources.exists())
    yield Item("Connect a carrier", "It places the calls.", add, Family.TELEPHONY in connected)
    yield Item("Write your playbook", "What leads hear and read, and whose phone rings.", playbook, has_playbook)
    yield Item("Send a lead", "A test lead will do.", here, Delivery.objects.for_tenant(tenant).exists())
    yield Item("Hear it ring", "Send the test lead to a phone of your own.", here, rang.exists())


def _later(tenant: Tenant, connected: frozenset[str]) -> Iterator[Item]:
    """What makes it better, and can wait."""
    published = ScriptVersion.objects.for_tenant(tenant).filter(state=ScriptVersion.State.PUBLISHED)
    has_rules = Version.objects.for_tenant(tenant).exists()
    has_team = Membership.objects.for_tenant(tenant).count() > 1
    add = office(tenant, "integrations/connection/add/")
    rules, scripts = office(tenant, "routing/draftrule/"), office(tenant, "scripts/script/")
    team = office(tenant, "tenants/membership/")
    yield Item("Connect text messages", "The first text goes by it.", add, Family.SMS in connected, False)
    yield Item("Connect your CRM", "So that your reps see the lead.", add, Family.CRM in connected, False)
    yield Item("Connect a calendar", "For appointments.", add, Family.CALENDARS in connected, False)
    yield Item("Publish routing rules", "Which lead goes to whom.", rules, has_rules, False)
    yield Item("Publish a script", "What your AI agent asks and offers.", scripts, published.exists(), False)
    yield Item("Bring your team", "Whoever runs your instance adds members.", team, has_team, False)
