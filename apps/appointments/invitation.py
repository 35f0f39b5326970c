"""The .ics of an appointment: one UID for ever, a higher sequence with each change, times in the lead's own zone."""

from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from apps.tenants import access

from . import wording
from .models import Appointment

CONTENT_TYPE = "text/calendar; charset=utf-8"
# Whoever opens an old message later gets nothing: it names a person's plans.
LIFE = timedelta(days=30)


def url(appointment: Appointment) -> str:
    """The unguessable address of its .ics."""
    return f"{settings.LEADHUB_BASE_URL}/calendar/{appointment.token}.ics"


def by_token(token: str) -> Appointment:
    """Whose .ics an address is. Raises `Appointment.DoesNotExist`, for what was merely offered too."""
    rows = access.fetch(_FIND, {"token": token}, tenant_id=access.EVERY_TENANT)
    if not rows:
        raise Appointment.DoesNotExist
    ((tenant_id, pk),) = rows
    with access.as_tenant(tenant_id):
        return Appointment.objects.select_related("tenant").get(tenant_id=tenant_id, pk=pk)


_FIND = """
SELECT tenant_id, id FROM appointments_appointment WHERE token = %(token)s AND state IN ('booked', 'cancelled')
"""


def ics(appointment: Appointment) -> bytes:
    """RFC 5545, with the zone's own rules; PUBLISH, for whoever imports it answers nobody."""
    zone = ZoneInfo(appointment.zone)
    is_off = appointment.state == Appointment.State.CANCELLED
    event = Event()
    event.add("uid", f"{appointment.pk}@{urlsplit(settings.LEADHUB_BASE_URL).hostname}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at or appointment.created_at)
    event.add("dtstart", appointment.starts_at.astimezone(zone))
    event.add("dtend", appointment.ends_at.astimezone(zone))
    event.add("summary", f"{wording.subject(appointment)}: {appointment.tenant.name}")
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    if appointment.video_url:
        event.add("url", appointment.video_url)
        event.add("location", appointment.video_url)
    calendar = Calendar()
    calendar.add("prodid", "-//LeadHub//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
