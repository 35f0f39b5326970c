"""Every other address under `/api/`."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from .base import ApiView


@extend_schema(exclude=True)
class NowhereView(ApiView):
    """Says so in JSON: a redirect to the last slash would turn a POST into a GET and lose its body."""

    authentication_classes = ()
    permission_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound("there is no such address; addresses end in a slash")

    def get(self, request: Request) -> Response:
        raise NotImplementedError("`initial` has answered")
