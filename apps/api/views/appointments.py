"""`/api/v1/appointments/`."""

from drf_spectacular.utils import extend_schema

from apps.api import queries
from apps.api.serializers.appointments import AppointmentFilters, AppointmentRow
from apps.appointments.models import Appointment
from apps.tenants.models import TenantQuerySet

from .base import Rows


@extend_schema(parameters=[AppointmentFilters])
class AppointmentsView(Rows[Appointment]):
    """Times held for leads, booked in calendars, moved and cancelled."""

    filters = AppointmentFilters
    serializer_class = AppointmentRow

    def get_queryset(self) -> TenantQuerySet[Appointment]:
        return queries.appointments(self.tenant, self.wanted)
