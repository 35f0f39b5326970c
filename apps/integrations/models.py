"""A tenant's access to a vendor, and how well it works at the moment."""

import secrets
from typing import cast

from django.db import models
from django.db.models.functions import Now

from apps.core.fields import EncryptedJson
from apps.tenants.models import TenantOwned, TenantQuerySet

from . import catalog, grants
from .alerts.base import Alerts
from .calendars.base import Calendar
from .consent.base import Consent
from .crm.base import Crm
from .enrichment.base import Enrichment
from .events.base import Events
from .forms.base import Forms
from .grants import AuthorizationRequest, Grant
from .hearing.base import Hearing
from .keeper import Keeper
from .mail.base import Mail
from .numbers.base import Numbers
from .oauth import Client
from .scrub.base import Scrub
from .sms.base import Sms
from .speech.base import Speech
from .telephony.base import Telephony
from .thinking.base import Thinking

__all__ = ["AuthorizationRequest", "Connection", "Connections", "Family", "Grant", "new_token"]


def new_token() -> str:
    """128 random bits, safe in a path."""
    return secrets.token_hex(16)


class Family(models.TextChoices):
    TELEPHONY = "telephony", "Calls"
    SMS = "sms", "Text messages"
    NUMBERS = "numbers", "Phone numbers to buy"
    MAIL = "mail", "E-mail to leads"
    CRM = "crm", "CRM"
    ALERTS = "alerts", "Team alerts"
    CONSENT = "consent", "Consent certificates"
    ENRICHMENT = "enrichment", "Facts about leads"
    SCRUB = "scrub", "Checks of numbers"
    CALENDARS = "calendars", "Calendars"
    EVENTS = "events", "Outgoing webhooks"
    FORMS = "forms", "Leads of ad platforms"
    HEARING = "hearing", "The agent's hearing"
    SPEECH = "speech", "The agent's voice"
    THINKING = "thinking", "The agent's understanding"


class Connections(TenantQuerySet["Connection"]):
    def counted(self) -> "Connections":
        """Those that a plan counts: they are in use."""
        return self.filter(is_active=True)

    def usable(self, family: str) -> "Connections":
        """Those that work may be given to, the preferred one first."""
        return self.filter(family=family, is_active=True).exclude(state=Connection.State.UNAUTHORIZED).order_by("id")


class Connection(TenantOwned):
    class State(models.TextChoices):
        WORKING = "working"
        BROKEN = "broken", "Broken: tried again every few seconds"
        UNAUTHORIZED = "unauthorized", "Credentials refused: paused until they are changed"

    family = models.CharField(max_length=12, choices=Family)
    vendor = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    settings = EncryptedJson(default=dict)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    is_active = models.BooleanField(default=True)
    state = models.CharField(max_length=12, choices=State, default=State.WORKING, editable=False)
    failures = models.IntegerField(default=0, editable=False)
    probe_at = models.DateTimeField(null=True, editable=False)
    last_error = models.CharField(max_length=300, blank=True, editable=False)
    last_ok_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = Connections.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="connection_name_once"),
            models.UniqueConstraint(fields=["tenant", "id"], name="connection_of_tenant"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.vendor})"

    def telephony(self) -> Telephony:
        return cast(Telephony, self._adapter(Family.TELEPHONY))

    def sms(self) -> Sms:
        return cast(Sms, self._adapter(Family.SMS))

    def numbers(self) -> Numbers:
        return cast(Numbers, self._adapter(Family.NUMBERS))

    def mail(self) -> Mail:
        return cast(Mail, self._adapter(Family.MAIL))

    def crm(self) -> Crm:
        return cast(Crm, self._adapter(Family.CRM))

    def alerts(self) -> Alerts:
        return cast(Alerts, self._adapter(Family.ALERTS))

    def consent(self) -> Consent:
        return cast(Consent, self._adapter(Family.CONSENT))

    def enrichment(self) -> Enrichment:
        return cast(Enrichment, self._adapter(Family.ENRICHMENT))

    def scrub(self) -> Scrub:
        return cast(Scrub, self._adapter(Family.SCRUB))

    def calendars(self) -> Calendar:
        return cast(Calendar, self._adapter(Family.CALENDARS))

    def events(self) -> Events:
        return cast(Events, self._adapter(Family.EVENTS))

    def forms(self) -> Forms:
        return cast(Forms, self._adapter(Family.FORMS))

    def hearing(self) -> Hearing:
        return cast(Hearing, self._adapter(Family.HEARING))

    def speech(self) -> Speech:
        return cast(Speech, self._adapter(Family.SPEECH))

    def thinking(self) -> Thinking:
        return cast(Thinking, self._adapter(Family.THINKING))

    def adapter(self) -> catalog.Adapter:
        """Ready to use, with what was granted if anything. Raises `pydantic.ValidationError`."""
        return catalog.adapter(self.family, self.vendor, self.settings, self._granted())

    def client(self) -> Client:
        """Our application at its vendor. Raises `catalog.NotOffered`."""
        return catalog.client(self.family, self.vendor, self.settings)

    def _adapter(self, family: Family) -> catalog.Adapter:
        return catalog.adapter(family, self.vendor, self.settings, self._granted())

    def _granted(self) -> Keeper | None:
        try:
            client = self.client()
        except catalog.NotOffered:
            return None
        grant = grants.of(self.pk, tenant_id=self.tenant_id)
        return Keeper(grant, client) if grant else None
