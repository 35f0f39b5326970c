"""What every address has: a tenant by its key, JSON both ways, errors of one shape."""

from typing import Any, ClassVar, cast

from django.db.models import Model
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from apps.api import errors
from apps.api.authentication import Caller
from apps.api.paging import NewestFirst
from apps.api.parsing import StrictJson
from apps.tenants import access
from apps.tenants.models import Tenant


class ApiView(APIView):
    parser_classes = [StrictJson]
    # The schema says more than OPTIONS could, and leaks nothing.
    metadata_class = None

    @property
    def caller(self) -> Caller:
        return cast(Caller, self.request.user)

    @property
    def tenant(self) -> Tenant:
        return self.caller.tenant

    def get_exception_handler(self) -> Any:
        return errors.answer

    def read(self, shape: type[BaseSerializer[Any]], sent: Any) -> dict[str, Any]:
        """What was sent, checked. Raises `ValidationError`."""
        checked = shape(data=sent, context={"tenant": self.tenant})
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)


class Rows[Row: Model](ApiView, ListAPIView[Row]):
    """A page of the tenant's rows, newest first."""

    pagination_class = NewestFirst
    filters: ClassVar[type[BaseSerializer[Any]]]

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with access.as_tenant(self.tenant.pk):
            return self.list(request, *args, **kwargs)

    @property
    def wanted(self) -> dict[str, Any]:
        """The query's filters, checked."""
        # A QueryDict would be read as an HTML form, in which a missing box means False.
        return self.read(self.filters, self.request.query_params.dict())


class Row[One: Model](ApiView, RetrieveAPIView[One]):
    """One of the tenant's rows."""

    lookup_field = "id"

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with access.as_tenant(self.tenant.pk):
            return self.retrieve(request, *args, **kwargs)
