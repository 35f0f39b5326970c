"""Which vendors there are, and an adapter for any of them from its settings."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial
from types import ModuleType
from typing import Any

from django.conf import settings
from pydantic import BaseModel

from apps.core import metrics, plugins

from . import (
    alerts,
    calendars,
    consent,
    crm,
    enrichment,
    events,
    forms,
    hearing,
    mail,
    numbers,
    scrub,
    sms,
    sources,
    speech,
    telephony,
    thinking,
)
from .alerts.base import Alerts
from .calendars.base import Calendar
from .consent.base import Consent
from .crm.base import Crm
from .enrichment.base import Enrichment
from .events.base import Events
from .forms.base import Forms
from .hearing.base import Hearing
from .http import Http, Program
from .mail.base import Mail
from .numbers.base import Numbers
from .oauth import App, Client, Flow
from .scrub.base import Scrub
from .sms.base import Sms
from .sources.base import Sender
from .speech.base import Speech
from .telephony.base import Telephony
from .thinking.base import Thinking
from .tokens import Granted

Adapter = (
    Telephony
    | Sms
    | Numbers
    | Mail
    | Crm
    | Alerts
    | Consent
    | Enrichment
    | Scrub
    | Calendar
    | Events
    | Forms
    | Hearing
    | Speech
    | Thinking
)
FAMILIES: Mapping[str, tuple[ModuleType, str]] = {
    "telephony": (telephony, "Telephony"),
    "sms": (sms, "Sms"),
    "numbers": (numbers, "Numbers"),
    "mail": (mail, "Mail"),
    "crm": (crm, "Crm"),
    "alerts": (alerts, "Alerts"),
    "consent": (consent, "Consent"),
    "enrichment": (enrichment, "Enrichment"),
    "scrub": (scrub, "Scrub"),
    "calendars": (calendars, "Calendar"),
    "events": (events, "Events"),
    "forms": (forms, "Forms"),
    "hearing": (hearing, "Hearing"),
    "speech": (speech, "Speech"),
    "thinking": (thinking, "Thinking"),
}


class NotOffered(LookupError):
    """There is no consent page to send anybody to; `str()` says why, for the connection's page."""


def vendors(family: str) -> tuple[str, ...]:
    """Names of the vendors of a family."""
    return plugins.names(FAMILIES[family][0])


def vendor_class(family: str, vendor: str) -> Any:
    """The adapter class; carries `Settings` and `title`. Raises `plugins.NoSuchPlugin`."""
    package, class_name = FAMILIES[family]
    return plugins.load(package, vendor, class_name)


def preload() -> None:
    """Import every vendor now, so that no lead waits for it (Twilio's library takes a quarter of a second)."""
    for family in FAMILIES:
        for vendor in vendors(family):
            vendor_class(family, vendor)
    for kind in plugins.names(sources):
        sender_class(kind)


def adapter(family: str, vendor: str, values: Mapping[str, object], granted: Granted | None = None) -> Adapter:
    """An adapter ready to use. Raises `pydantic.ValidationError` where the settings don't fit."""
    kind = vendor_class(family, vendor)
    adapter_settings: BaseModel = kind.Settings.model_validate(values)
    door = http(vendor)
    made: Adapter = kind(adapter_settings, replace(door, granted=granted) if granted else door)
    return made


def client(family: str, vendor: str, values: Mapping[str, object]) -> Client:
    """Our application at the vendor. Raises `NotOffered` where the vendor, or whoever runs LeadHub, has none."""
    kind = vendor_class(family, vendor)
    flow: Flow | None = getattr(kind, "oauth", None)
    if flow is None:
        raise NotOffered(f"{kind.title} has no such page")
    known = settings.LEADHUB_OAUTH_APPS.get(flow.app)
    if known is None:
        raise NotOffered(f"whoever runs LeadHub has registered no application at {kind.title}")
    return Client(kind.title, flow, App.model_validate(known), http(vendor), str(values.get("base_url", "")))


@cache
def http(vendor: str) -> Http:
    """A vendor's door to the outside, counted; our own programs and the demo's sandbox alone may be private."""
    url, secret = settings.LEADHUB_PROGRAMS.get(vendor, ("", ""))
    program = Program(url, secret) if url else None
    trusted = frozenset([*settings.LEADHUB_TRUSTED_ORIGINS, *filter(None, [url])])
    return Http(trusted, partial(metrics.vendor_answered, vendor), program)


def sender_class(kind: str) -> type[Sender]:
    """The class that reads a kind of source. Raises `plugins.NoSuchPlugin`."""
    return plugins.load(sources, kind, "Sender")
