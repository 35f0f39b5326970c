"""When a team or a rep works: hours of the week in a zone, and the days on which nobody does."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.routing import hours
from apps.tenants.models import TenantOwned, TenantQuerySet


class Schedule(TenantOwned):
    name = models.CharField(max_length=80, help_text="As your team calls it, e.g. Office hours.")
    time_zone = models.CharField(max_length=64, help_text="Where these hours are meant, e.g. America/Chicago.")
    hours = models.TextField(
        max_length=hours.MOST_LENGTH,
        default="mon-fri 9:00-17:00",
        help_text="One line a day or some days, e.g. mon-fri 9:00-12:00, 13:00-17:30",
    )
    holidays = ArrayField(
        models.DateField(),
        default=list,
        blank=True,
        size=200,
        help_text="Days on which nobody works, one a line, e.g. 2026-12-25",
    )

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="schedule_name_once"),
            models.UniqueConstraint(fields=["tenant", "id"], name="schedule_of_tenant"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, *, now: datetime) -> bool:
        """Whether people work at this instant."""
        local = now.astimezone(ZoneInfo(self.time_zone))
        return local.date() not in self.holidays and hours.parse(self.hours).are_open(local)
