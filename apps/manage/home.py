"""What a tenant still has to set up before a form post makes a phone ring, read from its real state."""

from dataclasses import dataclass

from django.urls import reverse

from apps.integrations.models import Connection, Family
from apps.leads.models import Lead, Source
from apps.manage.office import Office
from apps.outreach.models import Playbook


@dataclass(frozen=True)
class Task:
    title: str
    why: str
    link: str
    is_done: bool


def tasks(entered: Office) -> list[Task]:
    """The way to the first call, in order."""
    tenant = entered.tenant
    sources = Source.objects.for_tenant(tenant).filter(is_active=True)
    usable = Connection.objects.for_tenant(tenant)
    add = reverse("admin:integrations_connection_add")
    return [
        Task(
            "Add a source",
            "Gives you the address that your form posts to.",
            reverse("admin:leads_source_add"),
            sources.exists(),
        ),
        Task("Connect a carrier", "Places the call, e.g. Twilio.", add, usable.usable(Family.TELEPHONY).exists()),
        Task("Connect text messaging", "Sends the first text.", add, usable.usable(Family.SMS).exists()),
        Task(
            "Write your playbook",
            "What the lead hears and reads, and whose phone rings.",
            reverse("admin:outreach_playbook_changelist"),
            Playbook.objects.for_tenant(tenant).exists(),
        ),
        Task(
            "Connect your CRM",
            "So that the lead is there when your rep looks.",
            add,
            usable.usable(Family.CRM).exists(),
        ),
        Task(
            "Send your first lead",
            "Copy the line from your source's page and paste it into a terminal.",
            reverse("admin:leads_source_changelist"),
            Lead.objects.for_tenant(tenant).exists(),
        ),
    ]
