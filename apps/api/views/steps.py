"""`/api/v1/steps/`."""

from drf_spectacular.utils import extend_schema

from apps.api import queries
from apps.api.serializers.steps import StepFilters, StepRow
from apps.outreach.models import Step
from apps.tenants.models import TenantQuerySet

from .base import Rows


@extend_schema(parameters=[StepFilters])
class StepsView(Rows[Step]):
    """Promised side effects that are not done, and why."""

    filters = StepFilters
    serializer_class = StepRow

    def get_queryset(self) -> TenantQuerySet[Step]:
        return queries.steps(self.tenant, self.wanted)
