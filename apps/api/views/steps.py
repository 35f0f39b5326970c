"""`/api/v1/steps/`."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import queries
from apps.api.errors import Conflict
from apps.api.serializers.steps import StepFilters, StepRow
from apps.core import clock
from apps.outreach import replay
from apps.outreach.models import Step
from apps.outreach.replay import NotReplayable
from apps.tenants import access
from apps.tenants.models import TenantQuerySet

from .base import ApiView, Rows


@extend_schema(parameters=[StepFilters])
class StepsView(Rows[Step]):
    """Promised side effects that are not done, and why."""

    filters = StepFilters
    serializer_class = StepRow

    def get_queryset(self) -> TenantQuerySet[Step]:
        return queries.steps(self.tenant, self.wanted)


class ReplayView(ApiView):
    @extend_schema(request=None, responses=StepRow)
    def post(self, request: Request, id: int) -> Response:
        """Carry a failed or held step out again; its history stays. 409 for any other."""
        with access.as_tenant(self.tenant.pk):
            try:
                step = replay.step(self.tenant.pk, id, now=clock.now(), by=self.caller.name)
            except Step.DoesNotExist as error:
                raise Http404 from error
            except NotReplayable as error:
                raise Conflict(str(error)) from error
            step.refresh_from_db()
        return Response(StepRow(step).data)
