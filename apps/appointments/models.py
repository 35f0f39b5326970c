"""Appointments: a time held for a lead, then booked. The database lets nobody else have it meanwhile."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from apps.integrations.calendars.base import Entry, Meeting
from apps.tenants import access
from apps.tenants.models import TenantOwned, TenantQuerySet


def new_token() -> str:
    """128 random bits, short enough for a text message."""
    return secrets.token_urlsafe(16)


class Span(models.Func):
    """From one instant until right before the other."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Appointments(TenantQuerySet["Appointment"]):
    def taking(self, connection_id: int, *, now: datetime) -> "Appointments":
        """Those that keep others from their time in a calendar."""
        alive = Q(state="booked") | Q(state="held", held_until__gt=now)
        return self.filter(alive, connection_id=connection_id)

    def held_for(self, lead_id: UUID) -> "Appointments":
        """Times that were offered to a lead; what is on its way into the calendar is no offer any more."""
        return self.filter(lead_id=lead_id, state="held", tried_at=None)

    def booked_for(self, lead_id: UUID) -> "Appointments":
        """Those of a lead that stand in a calendar, the latest first."""
        return self.filter(lead_id=lead_id, state="booked").order_by("-starts_at", "-id")

    def release(self) -> int:
        """Let others have the times; how many."""
        return self.filter(state="held").update(state="released")


class Appointment(TenantOwned):
    class State(models.TextChoices):
        HELD = "held", "Held for the lead"
        BOOKED = "booked", "Booked"
        CANCELLED = "cancelled", "Cancelled"
        RELEASED = "released", "Offered, not taken"
        FAILED = "failed", "Refused by the calendar"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="appointments", db_constraint=False, db_index=False
    )
    # In which call it was made, if in one.
    call_id = models.UUIDField(null=True)
    connection = models.ForeignKey("integrations.Connection", on_delete=models.PROTECT, related_name="+")
    calendar = models.CharField(max_length=200)
    what = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # The lead's, as it was spoken.
    zone = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    held_until = models.DateTimeField()
    # Since then the calendar may have it.
    tried_at = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=120, blank=True, default="", db_default="")
    url = models.CharField(max_length=400, blank=True, default="", db_default="")
    video_url = models.CharField(max_length=400, blank=True, default="", db_default="")
    cause = models.CharField(max_length=300, blank=True, default="", db_default="")
    # How often it was changed; a calendar program takes the highest for the truth.
    sequence = models.IntegerField(default=0, db_default=0)
    # In the address of its .ics.
    token = models.CharField(max_length=32, unique=True, default=new_token)
    created_at = models.DateTimeField(db_default=Now())
    booked_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)

    objects = Appointments.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="appointment_of_tenant"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="appointment_takes_time"),
            # A hold that is over still counts: whoever comes next releases it first, under the calendar's lock.
            ExclusionConstraint(
                name="one_appointment_a_time",
                expressions=[
                    ("tenant", RangeOperators.EQUAL),
                    ("connection", RangeOperators.EQUAL),
                    ("calendar", RangeOperators.EQUAL),
                    (Span("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["held", "booked"]),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "lead"], name="appointment_lead"),
            models.Index(fields=["tenant", "starts_at", "id"], name="appointment_by_time"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def lock(cls, tenant_id: int, connection_id: int, *, now: datetime) -> None:
        """Be alone with a calendar's times until the caller's transaction ends; holds that are over are released."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [access.lock(f"calendar:{tenant_id}:{connection_id}")])
        over = cls.objects.for_tenant(tenant_id).filter(connection_id=connection_id, held_until__lte=now)
        over.release()

    @classmethod
    def take(cls, wanted: "list[Appointment]") -> "list[Appointment]":
        """Those of the wanted that nobody else has, now held. Under the calendar's lock."""
        Appointment.objects.bulk_create(wanted, ignore_conflicts=True)
        ours = set(Appointment.objects.filter(pk__in=[each.pk for each in wanted]).values_list("pk", flat=True))
        return [each for each in wanted if each.pk in ours]

    @property
    def meeting_id(self) -> str:
        """The calendar's id of it, ours: letters up to v and digits."""
        return f"lh{self.pk.hex}"

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    def intend(self, *, at: datetime) -> None:
        """From this commit on the calendar may have it, so nobody else gets the time before it is over."""
        self._write(tried_at=at, held_until=self.ends_at)

    def keep(self, entry: Entry, *, at: datetime) -> bool:
        """It is in the calendar. False if that was known."""
        return self._move(self.State.HELD, self.State.BOOKED, booked_at=at, changed_at=at, **_told(entry))

    def shift(self, entry: Entry, *, at: datetime) -> bool:
        """It has another time in the calendar. False if somebody else has written down a change meanwhile."""
        times = {"starts_at": entry.starts_at, "ends_at": entry.ends_at}
        # Some vendors book anew to move: it has another name then, and other addresses.
        new = times | _told(entry) | {"sequence": self.sequence + 1, "changed_at": at}
        mine = Appointment.objects.filter(pk=self.pk, tenant_id=self.tenant_id, state=self.State.BOOKED)
        if not mine.filter(sequence=self.sequence).update(**new):
            return False
        self._know(**new)
        return True

    def hold_on(self) -> None:
        """Nobody knows yet whether the calendar has it: nobody else gets the time before it is over."""
        self._write(held_until=self.ends_at)

    def let_go(self, *, cause: str) -> bool:
        """Others may have the time. False if it was not held."""
        return self._move(self.State.HELD, self.State.RELEASED, cause=cause[:300])

    def fail(self, *, cause: str) -> bool:
        """The calendar refuses it for good. False if it was not held."""
        return self._move(self.State.HELD, self.State.FAILED, cause=cause[:300])

    def cancel(self, *, cause: str, at: datetime) -> bool:
        """It is out of the calendar. False if it was not in it."""
        told = {"cause": cause[:300], "sequence": self.sequence + 1, "changed_at": at}
        return self._move(self.State.BOOKED, self.State.CANCELLED, **told)

    def as_meeting(self) -> Meeting:
        """What the calendar knows it by. Who puts it in adds the words, and whom it is with."""
        return Meeting(
            id=self.meeting_id,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            zone=self.zone,
            title="",
            external_id=self.external_id,
        )

    def _move(self, before: State, after: State, **values: Any) -> bool:
        mine = Appointment.objects.filter(pk=self.pk, tenant_id=self.tenant_id, state=before)
        if not mine.update(state=after, **values):
            return False
        self._know(state=after, **values)
        return True

    def _write(self, **values: Any) -> None:
        Appointment.objects.filter(pk=self.pk, tenant_id=self.tenant_id).update(**values)
        self._know(**values)

    def _know(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)


def _told(entry: Entry) -> dict[str, Any]:
    """Where the calendar keeps it."""
    return {"external_id": entry.id, "url": entry.url[:400], "video_url": entry.video_url[:400]}
