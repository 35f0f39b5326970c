"""A fresh tenant whose vendors are all in the sandbox, for tests and benchmarks."""

import json
import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from apps.integrations.models import Connection
from apps.leads.models import Source
from apps.outreach.models import Playbook
from apps.tenants import access
from apps.tenants.models import ApiKey, Tenant


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--texting", default="always")
        parser.add_argument("--crm", default="hubspot", choices=["hubspot", "salesforce"])
        parser.add_argument("--no-alerts", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = Tenant.objects.create(slug=f"acme-{secrets.token_hex(4)}", name="Acme Solar", is_demo=True)
        with access.as_tenant(tenant.pk):
            source = Source.objects.create(tenant=tenant, slug="website", name="Website form")
            Playbook.objects.create(tenant=tenant, texting=options["texting"], alerts_new_leads=not options["no_alerts"])
            _connect(tenant, options["crm"])
            _, key = ApiKey.objects.issue(tenant, name="stage")
        hook = f"{settings.LEADHUB_BASE_URL}/hooks/{source.token}/"
        self.stdout.write(json.dumps({"tenant": tenant.pk, "slug": tenant.slug, "hook": hook, "api_key": key}))


def _connect(tenant: Tenant, crm: str) -> None:
    world = settings.LEADHUB_SANDBOX_URL
    twilio = {"account_sid": f"AC{secrets.token_hex(16)}", "auth_token": secrets.token_hex(16)}
    twilio["base_url"] = f"{world}/twilio"
    crms = {
        "hubspot": {"access_token": "stage", "base_url": f"{world}/hubspot"},
        "salesforce": {"base_url": f"{world}/salesforce", "client_id": "stage", "client_secret": "stage-secret"},
    }
    for family, vendor, values in (
        ("telephony", "twilio", twilio | {"caller_id": "+12025550100"}),
        ("sms", "twilio", twilio | {"sender": "+12025550100"}),
        ("crm", crm, crms[crm]),
        ("alerts", "slack", {"webhook_url": f"{world}/slack/services/T0STAGE/B0STAGE/stage"}),
    ):
        Connection.objects.create(
            tenant=tenant, family=family, vendor=vendor, name=f"{vendor} {family}", settings=values
        )
