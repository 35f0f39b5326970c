"""Pages by keyset: the cursor says where the last page ended, so page 1,000 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from django.core.exceptions import ValidationError as Unreadable
from django.db.models import Field, Model, Q
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

PAGE, LONGEST_PAGE = 50, 200
CURSOR, LIMIT = "cursor", "limit"


class NewestFirst(BasePagination):
    """For querysets ordered by one or two fields, each descending, the last one unique."""

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        order = [str(name).removeprefix("-") for name in queryset.query.order_by]
        text, limit = request.query_params.get(CURSOR, ""), _limit(request)
        if text:
            queryset = queryset.filter(_after(order, _values(queryset.model, order, text)))
        rows = list(queryset[: limit + 1])
        page = rows[:limit]
        self._next = _url(request, page[-1], order) if len(rows) > limit else None
        return page

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        url = {"type": "string", "format": "uri", "nullable": True, "description": "The page after this one."}
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": url, "results": schema},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        limits = {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE, "default": PAGE}
        return [
            {"name": CURSOR, "in": "query", "schema": {"type": "string"}, "description": "From `next`."},
            {"name": LIMIT, "in": "query", "schema": limits, "description": "Rows a page."},
        ]


def _limit(request: Request) -> int:
    text = request.query_params.get(LIMIT, str(PAGE))
    if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= LONGEST_PAGE:
        return int(text)
    raise ValidationError({LIMIT: [f"a whole number from 1 to {LONGEST_PAGE}"]})


def _url(request: Request, last: Model, order: Sequence[str]) -> str:
    text = json.dumps([str(getattr(last, name)) for name in order])
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return str(replace_query_param(request.build_absolute_uri(), CURSOR, cursor))


def _values(model: type[Model], order: Sequence[str], cursor: str) -> list[Any]:
    """What `_url` wrote, whoever wrote it."""
    try:
        texts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        fields = [cast("Field[Any, Any]", model._meta.get_field(name)) for name in order]
        return [_in_utc(field.to_python(str(text))) for field, text in zip(fields, texts, strict=True)]
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError, Unreadable) as error:
        raise ValidationError({CURSOR: ["take it from `next` as it is"]}) from error


def _in_utc(value: Any) -> Any:
    """Times near the year 1 or 9999 overflow here and not in Postgres."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that stand below; the first condition is redundant, but lets Postgres start within the index."""
    first, last = order[0], order[-1]
    if first == last:
        return Q(**{f"{last}__lt": values[-1]})
    below = Q(**{f"{first}__lt": values[0]}) | Q(**{first: values[0], f"{last}__lt": values[-1]})
    return Q(**{f"{first}__lte": values[0]}) & below
