"""What a company still has to do before a form post makes a phone ring, read from its real state."""

from collections.abc import Sequence
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
    add = office(tenant, "integrations/connection/add/")
    sources = Source.objects.for_tenant(tenant).filter(is_active=True)
    scripts = ScriptVersion.objects.for_tenant(tenant).filter(state=ScriptVersion.State.PUBLISHED)
    here = reverse("dashboard:integrations", args=[tenant.slug])
    connected = set(Connection.objects.for_tenant(tenant).filter(is_active=True).values_list("family", flat=True))
    return (
        Item("Add a source", "An address that your form posts to.", office(tenant, "leads/source/"), sources.exists()),
        Item("Connect a carrier", "It places the calls.", add, Family.TELEPHONY in connected),
        Item(
            "Write your playbook",
            "What leads hear and read, and whose phone rings.",
            office(tenant, "outreach/playbook/"),
            Playbook.objects.for_tenant(tenant).exists(),
        ),
        Item("Send a lead", "A test lead will do.", here, Delivery.objects.for_tenant(tenant).exists()),
        Item(
            "Hear it ring",
            "Send the test lead to a phone of your own.",
            here,
            Call.objects.for_tenant(tenant).filter(ringing_at__isnull=False).exists(),
        ),
        Item("Connect text messages", "The first text goes by it.", add, Family.SMS in connected, is_needed=False),
        Item("Connect your CRM", "So that your reps see the lead.", add, Family.CRM in connected, is_needed=False),
        Item(
            "Connect a calendar",
            "For appointments.",
            add,
            Family.CALENDARS in connected,
            is_needed=False,
        ),
        Item(
            "Publish routing rules",
            "Which lead goes to whom.",
            office(tenant, "routing/draftrule/"),
            Version.objects.for_tenant(tenant).exists(),
            is_needed=False,
        ),
        Item(
            "Publish a script",
            "What your AI agent asks and offers.",
            office(tenant, "scripts/script/"),
            scripts.exists(),
            is_needed=False,
        ),
        Item(
            "Bring your team",
            "Whoever runs your instance adds members.",
            office(tenant, "tenants/membership/"),
            Membership.objects.for_tenant(tenant).count() > 1,
            is_needed=False,
        ),
    )
