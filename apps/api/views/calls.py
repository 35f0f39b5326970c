"""`/api/v1/calls/` and `/api/v1/messages/`."""

from drf_spectacular.utils import extend_schema

from apps.api import queries
from apps.api.serializers.calls import CallFilters, CallRow, MessageFilters, MessageRow
from apps.calls.models import Call, Message
from apps.tenants.models import TenantQuerySet

from .base import Rows


@extend_schema(parameters=[CallFilters])
class CallsView(Rows[Call]):
    """Calls to leads."""

    filters = CallFilters
    serializer_class = CallRow

    def get_queryset(self) -> TenantQuerySet[Call]:
        return queries.calls(self.tenant, self.wanted)


@extend_schema(parameters=[MessageFilters])
class MessagesView(Rows[Message]):
    """Text messages to and from leads."""

    filters = MessageFilters
    serializer_class = MessageRow

    def get_queryset(self) -> TenantQuerySet[Message]:
        return queries.messages(self.tenant, self.wanted)
