"""`/api/v1/leads/`."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import queries
from apps.api.errors import Conflict
from apps.api.serializers.leads import KeptLead, LeadDetail, LeadFilters, LeadOrigin, LeadRow, NewLead, Timeline
from apps.core import clock
from apps.intake import from_api, receive
from apps.intake.views import inbound
from apps.leads.models import Lead, Source
from apps.leads.queries import timeline
from apps.tenants import access
from apps.tenants.models import TenantQuerySet

from .base import ApiView, Row, Rows


class LeadsView(Rows[Lead]):
    """The tenant's leads."""

    filters = LeadFilters
    serializer_class = LeadRow

    def get_queryset(self) -> TenantQuerySet[Lead]:
        return queries.leads(self.tenant, self.wanted)

    @extend_schema(parameters=[LeadFilters])
    def get(self, request: Request) -> Response:
        """The tenant's leads, newest first."""
        return super().get(request)

    @extend_schema(request=NewLead, responses={201: KeptLead, 200: KeptLead}, parameters=[LeadOrigin])
    def post(self, request: Request) -> Response:
        """Bring a lead. Its fields may be named as any form names them; what is unknown is kept as answers."""
        origin = self.read(LeadOrigin, request.query_params.dict())
        received_at, came = clock.now(), inbound(request._request, request._request.body)
        try:
            kept = from_api.lead(self.tenant, came, source_slug=origin["source"], received_at=received_at)
        except Source.DoesNotExist as error:
            raise ValidationError({"source": "there is no such source"}) from error
        except (receive.Unreachable, receive.Parked, receive.Noted, receive.Awaiting) as error:
            raise ValidationError(dict(getattr(error, "fields", {"body": str(error)}))) from error
        except receive.Conflict as error:
            raise Conflict("this Idempotency-Key came with another body before") from error
        body = {"status": "received", "lead": kept.lead_id, "duplicate": kept.is_duplicate}
        return Response(KeptLead(body).data, status=200 if kept.is_duplicate else 201)


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
