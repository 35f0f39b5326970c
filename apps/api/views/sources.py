"""`/api/v1/sources/`."""

import secrets
from datetime import datetime
from typing import Any

from django.utils.text import slugify
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import queries
from apps.api.errors import Conflict
from apps.api.serializers.sources import NewSource, SourceDraft, SourceFilters, SourceRow
from apps.core import clock
from apps.leads.models import Source
from apps.tenants import access, allowance
from apps.tenants.allowance import Full
from apps.tenants.models import Tenant, TenantQuerySet

from .base import Rows


class SourcesView(Rows[Source]):
    filters = SourceFilters
    serializer_class = SourceRow

    def get_queryset(self) -> TenantQuerySet[Source]:
        return queries.sources(self.tenant, self.wanted)

    @extend_schema(parameters=[SourceFilters])
    def get(self, request: Request) -> Response:
        """Webhook addresses that leads come in by."""
        return super().get(request)

    @extend_schema(request=SourceDraft, responses={201: NewSource})
    def post(self, request: Request) -> Response:
        """Make a source. The answer carries its `url` and, this once, its `secret`. 409 where the plan has no room."""
        draft = self.read(SourceDraft, request.data)
        with access.as_tenant(self.tenant.pk):
            _require_room(self.tenant)
            source = _open(self.tenant, draft, now=clock.now())
        return Response(NewSource(source).data, status=status.HTTP_201_CREATED)


def _require_room(tenant: Tenant) -> None:
    try:
        allowance.require(tenant, "sources", taken=Source.objects.for_tenant(tenant).counted().count)
    except Full as error:
        raise Conflict(str(error)) from error


def _open(tenant: Tenant, draft: dict[str, Any], *, now: datetime) -> Source:
    theirs = draft.pop("secret", "")
    source = Source.objects.create(tenant=tenant, slug=_free_slug(tenant, draft["name"]), **draft)
    source.refresh_from_db(fields=["created_at"])
    if theirs:
        source.keep_secret(theirs, now=now)
    source.secret = theirs or source.issue_secret(now=now)  # type: ignore[attr-defined]  # for the answer alone
    return source


def _free_slug(tenant: Tenant, name: str) -> str:
    slug = slugify(name)[:50].strip("-") or "source"
    if Source.objects.for_tenant(tenant).filter(slug=slug).exists():
        return f"{slug}-{secrets.token_hex(3)}"
    return slug
