"""`/api/v1/leads/`."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import queries
from apps.api.serializers.leads import LeadDetail, LeadFilters, LeadRow, Timeline
from apps.leads.models import Lead
from apps.leads.queries import timeline
from apps.tenants import access
from apps.tenants.models import TenantQuerySet

from .base import ApiView, Row, Rows


@extend_schema(parameters=[LeadFilters])
class LeadsView(Rows[Lead]):
    """The tenant's leads."""

    filters = LeadFilters
    serializer_class = LeadRow

    def get_queryset(self) -> TenantQuerySet[Lead]:
        return queries.leads(self.tenant, self.wanted)


class LeadView(Row[Lead]):
    """One lead."""

    serializer_class = LeadDetail

    def get_queryset(self) -> TenantQuerySet[Lead]:
        return queries.leads(self.tenant, {}).prefetch_related("known_as__connection")


class TimelineView(ApiView):
    @extend_schema(responses=Timeline)
    def get(self, request: Request, id: UUID) -> Response:
        """What happened to a lead, in order."""
        with access.as_tenant(self.tenant.pk):
            facts = timeline(get_object_or_404(queries.leads(self.tenant, {}), pk=id))
        return Response(Timeline({"next": None, "results": facts}).data)
