"""`/api/v1/calls/` and `/api/v1/messages/`."""

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import queries
from apps.api.serializers.calls import CallFilters, CallRow, MessageFilters, MessageRow
from apps.api.serializers.conversations import CallDetail
from apps.calls import account, recordings
from apps.calls.models import Call, Message
from apps.tenants import access
from apps.tenants.models import TenantQuerySet

from .base import ApiView, Rows

PART = OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="`bytes=0-65535`: one part of it.")


@extend_schema(parameters=[CallFilters])
class CallsView(Rows[Call]):
    """Calls to leads."""

    filters = CallFilters
    serializer_class = CallRow

    def get_queryset(self) -> TenantQuerySet[Call]:
        return queries.calls(self.tenant, self.wanted)


class CallView(ApiView):
    @extend_schema(responses=CallDetail)
    def get(self, request: Request, id: UUID) -> Response:
        """One call, and what our agent and the lead said to each other in it."""
        with access.as_tenant(self.tenant.pk):
            call = get_object_or_404(queries.calls(self.tenant, {}).select_related("lead", "connection"), pk=id)
            # No column: for the answer alone.
            call.conversation = account.of_call(call, call.lead, self.tenant)  # type: ignore[attr-defined]
            return Response(CallDetail(call, context={"request": request}).data)


class RecordingView(ApiView):
    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Who asks for audio gets it, whatever errors are written in."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(parameters=[PART], responses={(200, "audio/wav"): OpenApiTypes.BINARY})
    def get(self, request: Request, id: UUID) -> HttpResponseBase:
        """The recording of a call: 206 with a part where one is asked for."""
        with access.as_tenant(self.tenant.pk):
            name = recordings.name_of(self.tenant.pk, id)
        try:
            return recordings.answer(request._request, name, call_id=id)
        except FileNotFoundError as error:
            raise NotFound("there is no recording of this call") from error


@extend_schema(parameters=[MessageFilters])
class MessagesView(Rows[Message]):
    """Text messages to and from leads."""

    filters = MessageFilters
    serializer_class = MessageRow

    def get_queryset(self) -> TenantQuerySet[Message]:
        return queries.messages(self.tenant, self.wanted)
