"""Scripts, their versions (a draft may change, what was published never does) and who may talk with a draft."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.core.fields import digest
from apps.tenants.models import TenantOwned, TenantQuerySet, User

from .document import Script as Document

# From the press of the button to the opening of the socket.
TICKET_LIFE = timedelta(seconds=60)


class Script(TenantOwned):
    """What rules call it by; the tenant's first one is the usual."""

    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="script_of_tenant"),
            models.UniqueConstraint(fields=["tenant", "name"], name="script_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ScriptVersion(TenantOwned):
    """`share`: of a hundred conversations by this script, so many follow this version. Number 0 is the draft."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    script = models.ForeignKey(
        Script, on_delete=models.CASCADE, related_name="versions", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    share = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    author = models.CharField(max_length=200, blank=True, db_default="")
    note = models.CharField(max_length=200, blank=True, db_default="")
    restored_from = models.PositiveIntegerField(null=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="script_version_of_tenant"),
            models.UniqueConstraint(fields=["tenant", "script", "number"], name="script_version_once"),
            models.CheckConstraint(condition=Q(share__lte=100), name="share_is_of_a_hundred"),
            models.CheckConstraint(condition=Q(share=0) | Q(state="published"), name="only_the_published_speak"),
        ]

    def __str__(self) -> str:
        return f"{self.script} v{self.number}"

    @property
    def typed(self) -> Document:
        """Raises `pydantic.ValidationError` for what an older LeadHub wrote and this one can't read."""
        return Document.model_validate(self.body)


class Trials(TenantQuerySet["Trial"]):
    def expect(self, script: Script, user: User, *, now: datetime) -> str:
        """A ticket's text, returned here once and never again; the one that the person had before is void."""
        ticket = secrets.token_hex(16)
        fresh = {"script": script, "digest": digest(ticket), "ticket_until": now + TICKET_LIFE, "opened_at": None}
        self.update_or_create(tenant_id=script.tenant_id, user=user, defaults=fresh)
        return ticket

    def redeemed(self, ticket: str, *, now: datetime) -> "Trial | None":
        """What the ticket admits to: once, and only in time. In the platform's view."""
        admitted = self.filter(digest=digest(ticket), opened_at=None, ticket_until__gt=now)
        # One UPDATE: of two sockets with one ticket the second finds it used.
        if not admitted.update(opened_at=now):
            return None
        return self.select_related("tenant", "user").get(digest=digest(ticket))


class Trial(TenantOwned):
    """A person's leave to talk with a script's draft aloud: 128 random bits, of which only the digest stays."""

    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(unique=True)
    ticket_until = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    objects = Trials.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="one_trial_a_person")]

    def __str__(self) -> str:
        return f"trial of {self.script_id}"
