"""A person who asked to be called, and the verbs that change where they stand."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from apps.leads import states
from apps.leads.states import State
from apps.tenants.models import TenantOwned, TenantQuerySet, tenant_of_parent

from .event import Event


class Lead(TenantOwned):
    tenant = tenant_of_parent()
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(
        "leads.Source", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    first_name = models.CharField(max_length=120, blank=True)
    last_name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    answers = models.JSONField(default=dict)
    campaign = models.JSONField(default=dict)
    is_test = models.BooleanField(default=False, db_default=False)
    submitted_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="lead_of_tenant"),
            models.CheckConstraint(condition=~Q(email="", phone=""), name="lead_is_reachable"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-received_at", "-id"], name="lead_newest"),
            models.Index(fields=["tenant", "phone", "received_at"], condition=~Q(phone=""), name="lead_phone"),
            models.Index(fields=["tenant", "email", "received_at"], condition=~Q(email=""), name="lead_email"),
        ]

    @classmethod
    def reference(cls, tenant_id: int, lead_id: uuid.UUID) -> "Lead":
        """The lead by its ids alone, unread: enough to tell its timeline and to move it."""
        return cls(tenant_id=tenant_id, pk=lead_id)

    def __str__(self) -> str:
        return self.full_name or str(self.id)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def tell(self, kind: str, *, at: datetime, origin: str = "", **facts: Any) -> None:
        """Add a fact to the timeline; the same kind from the same origin a second time changes nothing."""
        self.tell_all([self.fact(kind, at=at, origin=origin, **facts)])

    def tell_all(self, facts: Sequence[Event]) -> None:
        """Add several facts at once."""
        Event.objects.bulk_create(facts, ignore_conflicts=True)

    def fact(self, kind: str, *, at: datetime, origin: str = "", **facts: Any) -> Event:
        """A fact of this lead, not yet told."""
        return Event(tenant_id=self.tenant_id, lead=self, kind=kind, occurred_at=at, origin=origin[:120], facts=facts)

    def unsay(self) -> None:
        """Take what they said out of the timeline, the one change that it allows; that they said it stays."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT leadhub_unsay(%s, %s)", [self.tenant_id, self.pk])

    def has_unsaid(self, *, since: datetime) -> bool:
        """Whether their words were erased after that moment. In the caller's view."""
        erased = Event.objects.filter(tenant_id=self.tenant_id, lead_id=self.pk, kind="words.erased")
        return erased.filter(occurred_at__gte=since).exists()

    def move_to(self, state: State, *, at: datetime, reason: str) -> bool:
        """Move if the states allow it from where the lead stands now; tells the timeline. False if they don't."""
        allowed = states.leading_to(state)
        with transaction.atomic(savepoint=False):
            moved = Lead.objects.filter(pk=self.pk, tenant_id=self.tenant_id, state__in=allowed).update(state=state)
            if moved:
                self.tell(f"lead.{state}", at=at, origin=at.isoformat(), reason=reason)
        self.state = state if moved else self.state
        return bool(moved)


class Known(TenantOwned):
    """Under which record another system knows the lead."""

    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, related_name="known_as", db_constraint=False, db_index=False
    )
    connection = models.ForeignKey("integrations.Connection", on_delete=models.CASCADE, related_name="+")
    record_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    url = models.URLField(blank=True, max_length=400)
    created_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "lead", "connection"], name="known_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"
