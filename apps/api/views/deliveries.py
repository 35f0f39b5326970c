"""`/api/v1/deliveries/`."""

from drf_spectacular.utils import extend_schema

from apps.api import queries
from apps.api.serializers.deliveries import DeliveryFilters, DeliveryRow
from apps.intake.models import Delivery
from apps.tenants.models import TenantQuerySet

from .base import Rows


@extend_schema(parameters=[DeliveryFilters])
class DeliveriesView(Rows[Delivery]):
    """What reached the tenant's sources, and what became of it."""

    filters = DeliveryFilters
    serializer_class = DeliveryRow

    def get_queryset(self) -> TenantQuerySet[Delivery]:
        return queries.deliveries(self.tenant, self.wanted)
