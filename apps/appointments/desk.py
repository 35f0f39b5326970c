"""The calendar that a tenant's appointments go to, and what its settings say of it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from apps.integrations.calendars.base import Calendar
from apps.integrations.errors import Rejected
from apps.integrations.models import Connection, Family
from apps.routing import hours
from apps.routing.hours import WeeklyHours
from apps.tenants.models import Tenant


class Nowhere(Exception):
    """No calendar is connected, or its settings don't fit; `str()` says which."""


@dataclass(frozen=True)
class Desk:
    """Where a tenant takes appointments, and when: `hours` are meant in `zone`."""

    tenant: Tenant
    connection: Connection
    calendar: Calendar
    hours: WeeklyHours
    zone: ZoneInfo


def of(tenant_id: int) -> Desk:
    """The tenant's preferred calendar, read in the caller's view. Raises `Nowhere`."""
    connection = Connection.objects.for_tenant(tenant_id).usable(Family.CALENDARS).first()
    if connection is None:
        raise Nowhere("no calendar is connected")
    return at(connection)


def at(connection: Connection) -> Desk:
    """The desk that this very connection stands for. Raises `Nowhere`."""
    tenant = Tenant.objects.get(pk=connection.tenant_id)
    try:
        calendar = connection.calendars()
        open_hours = hours.parse(calendar.diary.hours)
    except (ValidationError, Rejected, hours.Unclear) as error:
        raise Nowhere("the calendar's settings don't fit") from error
    zone = ZoneInfo(calendar.diary.zone) if calendar.diary.zone else tenant.zone
    return Desk(tenant, connection, calendar, open_hours, zone)
