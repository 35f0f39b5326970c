"""Which vendors there are, and an adapter for any of them from its settings."""

from collections.abc import Mapping
from functools import cache, partial
from types import ModuleType
from typing import Any

from django.conf import settings
from pydantic import BaseModel

from apps.core import metrics, plugins

from . import alerts, calendars, consent, crm, events, forms, hearing, mail, sms, sources, speech, telephony, thinking
from .alerts.base import Alerts
from .calendars.base import Calendar
from .consent.base import Consent
from .crm.base import Crm
from .events.base import Events
from .forms.base import Forms
from .hearing.base import Hearing
from .http import Http
from .mail.base import Mail
from .sms.base import Sms
from .sources.base import Sender
from .speech.base import Speech
from .telephony.base import Telephony
from .thinking.base import Thinking

Adapter = Telephony | Sms | Mail | Crm | Alerts | Consent | Calendar | Events | Forms | Hearing | Speech | Thinking
FAMILIES: Mapping[str, tuple[ModuleType, str]] = {
    "telephony": (telephony, "Telephony"),
    "sms": (sms, "Sms"),
    "mail": (mail, "Mail"),
    "crm": (crm, "Crm"),
    "alerts": (alerts, "Alerts"),
    "consent": (consent, "Consent"),
    "calendars": (calendars, "Calendar"),
    "events": (events, "Events"),
    "forms": (forms, "Forms"),
    "hearing": (hearing, "Hearing"),
    "speech": (speech, "Speech"),
    "thinking": (thinking, "Thinking"),
}


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


def adapter(family: str, vendor: str, values: Mapping[str, object]) -> Adapter:
    """An adapter ready to use. Raises `pydantic.ValidationError` where the settings don't fit."""
    kind = vendor_class(family, vendor)
    adapter_settings: BaseModel = kind.Settings.model_validate(values)
    made: Adapter = kind(adapter_settings, http(vendor))
    return made


@cache
def http(vendor: str) -> Http:
    """A vendor's door to the outside, counted; only the demo's and the tests' sandbox is trusted to be private."""
    return Http(frozenset(settings.LEADHUB_TRUSTED_ORIGINS), partial(metrics.vendor_answered, vendor))


def sender_class(kind: str) -> type[Sender]:
    """The class that reads a kind of source. Raises `plugins.NoSuchPlugin`."""
    return plugins.load(sources, kind, "Sender")
