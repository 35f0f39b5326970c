"""A lead and a rep on one line: the bridge between them, and every ring of a rep's phone."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from apps.integrations.models import new_token
from apps.tenants import access
from apps.tenants.models import TenantOwned, TenantQuerySet


class Bridges(TenantQuerySet["Bridge"]):
    def of_step(self, tenant_id: int, step_id: int | None) -> "Bridges":
        """That of a call's step; none of a call that came in."""
        return self.none() if step_id is None else self.for_tenant(tenant_id).filter(step_id=step_id)


class Bridge(TenantOwned):
    """One a call; of a rep who is rung first it is there before the call is."""

    class Group(models.TextChoices):
        IN_TURN = "in_turn", "One after another, by turns"
        AT_ONCE = "at_once", "All at once: who is first takes the lead"

    class Recorded(models.TextChoices):
        NO = "", "Not recorded"
        UNTOLD = "untold", "Recorded, and nobody must know"
        TOLD = "told", "Recorded, and everybody is told first"

    class State(models.TextChoices):
        RINGING = "ringing", "Reps are being rung"
        ACCEPTED = "accepted", "A rep has accepted"
        TALKING = "talking", "Talking"
        OVER = "over", "Over"

    class Outcome(models.TextChoices):
        TALKED = "talked", "They talked"
        NOBODY_ACCEPTED = "nobody_accepted", "Nobody accepted"
        ALL_BUSY = "all_busy", "Everybody was on the phone"
        NOBODY_ON_DUTY = "nobody_on_duty", "Nobody was on duty"
        REP_HUNG_UP = "rep_hung_up", "The rep hung up before they talked"
        LEAD_HUNG_UP = "lead_hung_up", "The lead hung up first"
        NOT_REACHED = "not_reached", "The lead did not answer"
        MACHINE = "machine", "No person answered at the lead's"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="bridges", db_constraint=False, db_index=False
    )
    call = models.ForeignKey(
        "calls.Call", on_delete=models.CASCADE, null=True, related_name="bridges", db_constraint=False, db_index=False
    )
    step_id = models.BigIntegerField()
    connection = models.ForeignKey("integrations.Connection", on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=32, unique=True, default=new_token)
    group = models.CharField(max_length=8, choices=Group, default=Group.IN_TURN)
    # Whom the rule wants, by `team`, `rep`, or `phone` and `name` of somebody who is no rep.
    wanted = models.JSONField(default=dict)
    round = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.RINGING)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True, default="")
    # The ring that has the lead; set once by one UPDATE, so that of several reps one wins.
    winner_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    lead_in_at = models.DateTimeField(null=True)
    talking_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    is_held = models.BooleanField(default=False)
    # Decided before anybody hears of the lead: `outreach.bridging.taping`.
    recorded = models.CharField(max_length=6, choices=Recorded, blank=True, default=Recorded.NO, db_default=Recorded.NO)

    objects = Bridges.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="bridge_of_tenant"),
            models.UniqueConstraint(fields=["tenant", "step_id"], name="one_bridge_a_step"),
        ]
        indexes = [
            models.Index(fields=["tenant", "call"], name="bridge_call"),
            models.Index(fields=["tenant", "lead"], name="bridge_lead"),
            models.Index(fields=["tenant", "-opened_at"], condition=Q(over_at=None), name="bridge_open"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def locked(cls, tenant_id: int, bridge_id: uuid.UUID | str) -> "Bridge":
        """As it stands; who changes it next waits for the caller's transaction, who refers to it does not."""
        return cls.objects.select_for_update(no_key=True).get(tenant_id=tenant_id, pk=bridge_id)

    def give_to(self, ring: "Ring", *, at: datetime) -> bool:
        """The ring has the lead, if nobody has: of any number of reps at one instant one gets True."""
        free = Bridge.objects.filter(tenant_id=self.tenant_id, pk=self.pk, winner_id=None, state=self.State.RINGING)
        if not free.update(winner_id=ring.pk, state=self.State.ACCEPTED, accepted_at=at):
            return False
        self.winner_id, self.state, self.accepted_at = ring.pk, self.State.ACCEPTED, at
        return True

    @property
    def winner(self) -> "Ring | None":
        """Who has the lead; in the caller's view."""
        return Ring.objects.filter(tenant_id=self.tenant_id, pk=self.winner_id).first() if self.winner_id else None

    def change(self, **values: object) -> None:
        """Write these fields, and nothing else of it."""
        Bridge.objects.filter(tenant_id=self.tenant_id, pk=self.pk).update(**values)
        for name, value in values.items():
            setattr(self, name, value)


class Rings(TenantQuerySet["Ring"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class Ring(TenantOwned):
    """One call of a rep's phone for one lead."""

    class Purpose(models.TextChoices):
        TAKE = "take", "To take the lead"
        COLD = "cold", "To take the lead from another rep"
        WARM = "warm", "To join another rep and the lead"

    class State(models.TextChoices):
        INTENT = "intent", "About to be called"
        UNKNOWN = "unknown", "Perhaps called"
        PLACED = "placed", "With the carrier"
        RINGING = "ringing", "Ringing"
        ANSWERED = "answered", "Hears of the lead"
        ACCEPTED = "accepted", "Has accepted"
        OVER = "over", "Over"

    class Outcome(models.TextChoices):
        TALKED = "talked", "Talked with the lead"
        NO_ANSWER = "no_answer", "Did not pick up"
        BUSY = "busy", "On the phone"
        NO_PRESS = "no_press", "Picked up and did not accept"
        TOO_LATE = "too_late", "Another was faster"
        CALLED_OFF = "called_off", "The lead had hung up"
        FAILED = "failed", "Could not be reached"
        HUNG_UP = "hung_up", "Hung up before they talked"

    bridge = models.ForeignKey(
        Bridge, on_delete=models.CASCADE, related_name="rings", db_constraint=False, db_index=False
    )
    number = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=4, choices=Purpose, default=Purpose.TAKE)
    # Of routing; none for the playbook's number, or a script's.
    rep_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=16)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    state = models.CharField(max_length=8, choices=State, default=State.INTENT)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    provider_id = models.CharField(max_length=80, blank=True, default="")
    requested_at = models.DateTimeField()
    ringing_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_muted = models.BooleanField(default=False)

    objects = Rings.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "bridge", "number"], name="ring_number_once"),
            # A rep's phone has one call of ours at a time, whosever lead it is about.
            models.UniqueConstraint(fields=["tenant", "phone"], condition=Q(ended_at=None), name="one_ring_a_phone"),
        ]
        indexes = [models.Index(fields=["tenant", "rep_id", "-id"], name="ring_of_rep")]

    def __str__(self) -> str:
        return f"ring {self.number} of {self.bridge_id}"

    @property
    def is_there(self) -> bool:
        """Whether the rep is with the lead, and means to stay: one who passes them on has an outcome already."""
        return self.state == self.State.ACCEPTED and not self.ended_at and not self.outcome

    @classmethod
    def locked(cls, tenant_id: int, ring_id: int) -> "Ring":
        """As it stands; who changes it next waits for the caller's transaction, who refers to it does not."""
        return cls.objects.select_for_update(no_key=True).get(tenant_id=tenant_id, pk=ring_id)

    def change(self, **values: object) -> None:
        """Write these fields, and nothing else of it."""
        Ring.objects.filter(tenant_id=self.tenant_id, pk=self.pk).update(**values)
        for name, value in values.items():
            setattr(self, name, value)


def bridge_by_token(token: str) -> Bridge | None:
    """Whose room a callback speaks of."""
    return _found(Bridge, token)


def ring_by_token(token: str) -> Ring | None:
    """Whose ring a callback speaks of; its bridge comes with it."""
    ring = _found(Ring, token)
    if ring:
        with access.as_tenant(ring.tenant_id):
            ring.bridge = Bridge.objects.get(tenant_id=ring.tenant_id, pk=ring.bridge_id)
    return ring


def _found[Row: (Bridge, Ring)](model: type[Row], token: str) -> Row | None:
    with access.as_platform():
        return model.objects.filter(token=token).first()


# In these nobody was there for the lead.
IN_VAIN = frozenset(
    {
        Bridge.Outcome.NOBODY_ACCEPTED,
        Bridge.Outcome.ALL_BUSY,
        Bridge.Outcome.NOBODY_ON_DUTY,
        Bridge.Outcome.REP_HUNG_UP,
    }
)
