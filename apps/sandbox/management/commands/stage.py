"""A fresh tenant whose vendors are all in the sandbox, for tests and benchmarks at any hour."""

import json
import secrets
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from apps.compliance import library
from apps.core import clock
from apps.integrations.models import Connection
from apps.leads.models import Source
from apps.outreach import addresses
from apps.outreach.cadence import lines
from apps.outreach.cadence.ladder import Ladder
from apps.outreach.models import Cadence, Playbook
from apps.sandbox import open_hours
from apps.sandbox.seed import carriers, connecting, dialers, founding, talking
from apps.tenants import access
from apps.tenants.models import ApiKey, Tenant

NUMBER = "+12025550100"
# What a number's settings at the carrier are to hold, by the family of the connection.
_NEWS = {
    "telephony": {"VoiceUrl": "inbound-call", "StatusCallback": "inbound-status"},
    "sms": {"SmsUrl": "inbound-sms"},
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--texting", default="always")
        parser.add_argument("--crm", default="hubspot", choices=["hubspot", "salesforce"])
        parser.add_argument("--no-alerts", action="store_true")
        parser.add_argument("--rungs", default="", help="its cadence; with one it may write e-mails too")
        parser.add_argument("--talks-by", default="", help="the sample script of its agent; without one it has none")
        parser.add_argument("--has-program", action="store_true", help="a program of its own is told what happens")
        parser.add_argument(
            "--program-hears", nargs="*", default=[], help="the only kinds of events that it is told of"
        )
        parser.add_argument("--by-sip", action="store_true", help="calls go out by our own dialer")
        parser.add_argument("--by", default="", choices=["", *carriers.OTHERS], help="who carries calls and texts")
        parser.add_argument("--dialled-by", default="", choices=["", *dialers.DIALERS], help="whose apps call")
        parser.add_argument("--number", default=NUMBER, help="ours; of two tenants the later one gets its texts")

    def handle(self, *args: Any, **options: Any) -> None:
        library.load(open_hours.rules())
        tenant = Tenant.objects.create(slug=f"acme-{secrets.token_hex(4)}", name="Acme Solar", is_demo=True)
        with access.as_tenant(tenant.pk):
            source = Source.objects.create(tenant=tenant, slug="website", name="Website form")
            Playbook.objects.create(
                tenant=tenant, texting=options["texting"], alerts_new_leads=not options["no_alerts"]
            )
            account = _connect(tenant, options["crm"], number=options["number"])
            if options["by_sip"]:
                _dial_by_sip(tenant, number=options["number"])
            if options["by"]:
                _carried_by(tenant, options["by"], number=options["number"])
            if options["dialled_by"]:
                _dialled_by(tenant, options["dialled_by"], number=options["number"])
            if options["rungs"]:
                _follow(tenant, options["rungs"])
            if options["has_program"]:
                told = {"tenant": tenant, "family": "events", "vendor": "standard", "name": "Our own program"}
                heard = {"kinds": options["program_hears"]} if options["program_hears"] else {}
                Connection.objects.create(**told, settings=connecting.program() | heard)
            if options["talks_by"]:
                _talk(tenant, source, options["talks_by"])
            _, key = ApiKey.objects.issue(tenant, name="stage")
        hook = f"{settings.LEADHUB_BASE_URL}/hooks/{source.token}/"
        names = {"tenant": tenant.pk, "slug": tenant.slug, "account": account}
        self.stdout.write(json.dumps(names | {"hook": hook, "api_key": key}))


def _connect(tenant: Tenant, crm: str, *, number: str) -> str:
    """Connect the tenant to the pretend world, and its number to us; gives the carrier's account."""
    world = settings.LEADHUB_SANDBOX_URL
    twilio = {"account_sid": f"AC{secrets.token_hex(16)}", "auth_token": secrets.token_hex(16)}
    twilio["base_url"] = f"{world}/twilio"
    crms = {
        "hubspot": {"access_token": "stage", "base_url": f"{world}/hubspot"},
        "salesforce": {"base_url": f"{world}/salesforce", "client_id": "stage", "client_secret": "stage-secret"},
    }
    for family, vendor, values in (
        ("telephony", "twilio", twilio | {"caller_id": number}),
        ("sms", "twilio", twilio | {"sender": number}),
        ("crm", crm, crms[crm]),
        ("alerts", "slack", {"webhook_url": f"{world}/slack/services/T0STAGE/B0STAGE/stage"}),
    ):
        made = Connection.objects.create(
            tenant=tenant, family=family, vendor=vendor, name=f"{vendor} {family}", settings=values
        )
        if news := _NEWS.get(family):
            urls = {name: addresses.callback(vendor, made.token, kind) for name, kind in news.items()}
            _buy_number(twilio, number, urls)
    return twilio["account_sid"]


def _dial_by_sip(tenant: Tenant, *, number: str) -> None:
    values = connecting.trunk_address() | connecting.trunk(number)
    Connection.objects.filter(tenant=tenant, family="telephony").update(vendor="sip", settings=values)


def _carried_by(tenant: Tenant, vendor: str, *, number: str) -> None:
    values = dict(carriers.account(vendor, settings.LEADHUB_SANDBOX_URL, number=number))
    Connection.objects.filter(tenant=tenant, family__in=["telephony", "sms"]).update(vendor=vendor, settings=values)


def _dialled_by(tenant: Tenant, vendor: str, *, number: str) -> None:
    found = Connection.objects.get(tenant=tenant, family="telephony")
    told_at = addresses.callback(vendor, found.token, "calls")
    found.vendor, world = vendor, settings.LEADHUB_SANDBOX_URL
    found.settings = dict(dialers.account(vendor, world, number=number, told_at=told_at))
    found.save()


def _talk(tenant: Tenant, source: Source, sample: str) -> None:
    """Have an agent answer, with consent to it in the form and a calendar to book in."""
    talking.script(tenant, sample, now=clock.now())
    Playbook.objects.filter(tenant=tenant).update(agent_answers=True)
    Source.objects.filter(pk=source.pk).update(consent_text=founding.CONSENT.format(company=tenant.name))
    keys = {"client_id": "stage", "client_secret": "stage", "refresh_token": f"1//{tenant.slug}"}
    diary = keys | {"base_url": f"{settings.LEADHUB_SANDBOX_URL}/google"}
    Connection.objects.create(tenant=tenant, family="calendars", vendor="google", name="Calendar", settings=diary)


def _follow(tenant: Tenant, rungs: str) -> None:
    """Publish the cadence, and let it write e-mails."""
    server = connecting.mail_server() | {"security": "none", "sender": "hello@acme.example"}
    Connection.objects.create(tenant=tenant, family="mail", vendor="smtp", name="Mail to leads", settings=server)
    Playbook.objects.filter(tenant=tenant).update(postal_address="1 Sun Street, Chicago, IL 60601")
    draft = Ladder(rungs=tuple(lines.read(rungs))).model_dump(mode="json")
    Cadence.objects.create(tenant=tenant, draft=draft).publish(by="stage", at=clock.now())


def _buy_number(twilio: dict[str, str], number: str, urls: dict[str, str]) -> None:
    """Point the number's texts and calls at us, as a tenant does on Twilio's own page."""
    url = f"{twilio['base_url']}/2010-04-01/Accounts/{twilio['account_sid']}/IncomingPhoneNumbers.json"
    form = {"PhoneNumber": number, **urls}
    auth = (twilio["account_sid"], twilio["auth_token"])
    requests.post(url, data=form, auth=auth, timeout=5).raise_for_status()
