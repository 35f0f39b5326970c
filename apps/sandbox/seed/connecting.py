"""The demo's connections: every vendor is the sandbox, wherever it listens today."""

import base64
import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings

from apps.core.embedded.ports import LOOPBACK
from apps.integrations.models import Connection, Family
from apps.sandbox.sip import digest
from apps.tenants.models import Tenant

from .companies import SALESFORCE, Company

type Settings = dict[str, object]


def connections(company: Company, tenant: Tenant) -> Sequence[Connection]:
    """The tenant's connections in the order of their ids, made where they are missing."""
    have = {each.name: each for each in Connection.objects.for_tenant(tenant)}
    if not have:
        _connect(company, tenant)
    else:
        for each in have.values():
            _follow_the_sandbox(each)
    return list(Connection.objects.for_tenant(tenant).order_by("id"))


def _connect(company: Company, tenant: Tenant) -> None:
    account: Settings = {"account_sid": f"AC{secrets.token_hex(16)}", "auth_token": secrets.token_hex(16)}
    account |= {"base_url": f"{settings.LEADHUB_SANDBOX_URL}/twilio"}
    wanted = [
        (Family.TELEPHONY, "twilio", "Twilio calls", account | {"caller_id": company.caller_id}),
        (Family.SMS, "twilio", "Twilio texts", account | {"sender": company.caller_id}),
        (Family.NUMBERS, "twilio", "Twilio numbers", account),
        (Family.CRM, company.crm, company.crm.capitalize(), _crm(company)),
        (Family.ALERTS, "slack", "Slack #new-leads", _slack(company)),
        (Family.CONSENT, "trustedform", "TrustedForm", _trustedform()),
        (Family.CALENDARS, "google", "Google Calendar", _diary(company)),
    ]
    if company.script.postal_address and (server := mail_server()):
        wanted.append((Family.MAIL, "smtp", "Mail to leads", server | _letterhead(company)))
    if company.mails_alerts and (mailbox := _mailbox(company)):
        wanted.append((Family.ALERTS, "email", "Mail to the sales team", mailbox))
    if company.has_program:
        wanted.append((Family.EVENTS, "standard", "Our own program", program()))
    for family, vendor, name, values in wanted:
        Connection.objects.create(tenant=tenant, family=family, vendor=vendor, name=name, settings=values)
    if company.has_trunk and (address := trunk_address()):
        values = address | trunk(company.caller_id)
        spare = {"family": Family.TELEPHONY, "vendor": "sip", "name": "Own SIP trunk", "is_active": False}
        Connection.objects.create(tenant=tenant, settings=values, **spare)


def _crm(company: Company) -> Settings:
    base_url = f"{settings.LEADHUB_SANDBOX_URL}/{company.crm}"
    if company.crm == SALESFORCE:
        keys = {"client_id": f"3MVG9{secrets.token_hex(20)}", "client_secret": secrets.token_hex(32)}
        return {"base_url": base_url, **keys}
    portal_id = str(20_000_000 + secrets.randbelow(10_000_000))
    return {"base_url": base_url, "access_token": f"pat-na1-{secrets.token_hex(16)}", "portal_id": portal_id}


def _trustedform() -> Settings:
    return {"api_key": secrets.token_hex(16), "base_url": f"{settings.LEADHUB_SANDBOX_URL}/trustedform"}


def _diary(company: Company) -> Settings:
    """Of whoever goes to see the leads: the rep, whose other plans the sandbox makes up."""
    keys = {"client_id": f"{secrets.randbelow(10**12)}-{company.slug}", "client_secret": secrets.token_hex(16)}
    keys |= {"refresh_token": f"1//{company.slug}-{secrets.token_hex(16)}"}
    return {**keys, "base_url": f"{settings.LEADHUB_SANDBOX_URL}/google", "hours": company.hours, "buffer_minutes": 15}


def program() -> Settings:
    """A program of the tenant's own, which the sandbox plays, too."""
    secret = base64.b64encode(secrets.token_bytes(32)).decode()
    return {"url": f"{settings.LEADHUB_SANDBOX_URL}/receiver/events", "secret": f"whsec_{secret}"}


def _slack(company: Company) -> Settings:
    team = company.slug.replace("-", "").upper()
    return {"webhook_url": f"{settings.LEADHUB_SANDBOX_URL}/slack/services/T0{team}/B0LEADS/{secrets.token_hex(12)}"}


def _letterhead(company: Company) -> Settings:
    mine, who = f"{company.slug}.example", f"{company.script.rep_name} at {company.name}"
    return {"security": "none", "sender": f"hello@{mine}", "sender_name": who, "reply_to": f"sales@{mine}"}


def _mailbox(company: Company) -> Settings:
    """None of the sandbox's mail servers is trusted where the launcher names none."""
    server = mail_server()
    if not server:
        return {}
    mine = f"{company.slug}.example"
    addresses = {"sender": f"alerts@{mine}", "recipients": [f"sales@{mine}", f"owner@{mine}"]}
    return {**server, "security": "none", **addresses}


def mail_server() -> Settings:
    """Where the sandbox takes mail; nothing where the launcher names no such place."""
    return _listening("smtp")


def trunk(caller_id: str) -> Settings:
    """The pretend carrier's account for calls by SIP."""
    return {"caller_id": caller_id, "user": "leadhub", "password": digest.PASSWORD}


def trunk_address() -> Settings:
    """Where the pretend carrier takes calls by SIP; nothing where the launcher names no such place."""
    return _listening("sip")


def _listening(scheme: str) -> Settings:
    for origin in settings.LEADHUB_TRUSTED_ORIGINS:
        parts = urlsplit(origin)
        if parts.scheme == scheme:
            return {"host": parts.hostname, "port": str(parts.port)}
    return {}


def _follow_the_sandbox(connection: Connection) -> None:
    """The demo may have moved to other ports; what a person has pointed elsewhere stays there."""
    before = dict(connection.settings)
    for name in ("base_url", "webhook_url", "url"):
        if urlsplit(str(before.get(name, ""))).hostname == LOOPBACK:
            path = urlsplit(before[name]).path
            connection.settings[name] = f"{settings.LEADHUB_SANDBOX_URL}{path}"
    if before.get("host") == LOOPBACK:
        connection.settings |= trunk_address() if connection.vendor == "sip" else mail_server()
    if connection.settings != before:
        connection.save(update_fields=["settings"])
