"""`/api/v1/dnc/`."""

from collections.abc import Mapping

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import queries
from apps.api.serializers.dnc import DncDraft, DncFilters, DncRow
from apps.compliance.closed import Closed
from apps.compliance.models import DncEntry
from apps.core import clock
from apps.outreach import mirror
from apps.tenants import access
from apps.tenants.models import TenantQuerySet

from .base import ApiView, Rows


class DncView(Rows[DncEntry]):
    filters = DncFilters
    serializer_class = DncRow

    def get_queryset(self) -> TenantQuerySet[DncEntry]:
        return queries.dnc(self.tenant, self.wanted)

    @extend_schema(parameters=[DncFilters])
    def get(self, request: Request) -> Response:
        """Numbers that are not to be called or texted."""
        return super().get(request)

    @extend_schema(request=DncDraft, responses={200: DncRow, 201: DncRow})
    def post(self, request: Request) -> Response:
        """Add a number; 200 if it stands there already."""
        draft = self.read(DncDraft, request.data)
        with access.as_tenant(self.tenant.pk):
            told = {"reason": draft["reason"], "added_by": self.caller.name}
            entry, is_new = _add(self.tenant.pk, draft["phone"], closes=Closed(draft["closes"]), told=told)
        return Response(DncRow(entry).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


def _add(tenant_id: int, phone: str, *, closes: Closed, told: Mapping[str, str]) -> tuple[DncEntry, bool]:
    """The standing entry, a new one, or one that was lifted or too narrow. An opt-out that says enough stays."""
    mirror.hold(tenant_id, phone)
    fresh = {"origin": DncEntry.Origin.ADDED, "closes": closes, **told}
    entry, is_new = DncEntry.objects.select_for_update().get_or_create(tenant_id=tenant_id, phone=phone, defaults=fresh)
    if entry.lifted_at is None:
        fresh["closes"] = closes.and_also(Closed(entry.closes))
    if not is_new and entry.lifted_at is None and fresh["closes"] == entry.closes:
        return entry, False
    DncEntry.objects.filter(pk=entry.pk).update(lifted_at=None, **fresh)
    entry.refresh_from_db()
    mirror.of_number(tenant_id, phone, now=clock.now())
    return entry, True


def _lift(entry: DncEntry) -> None:
    mirror.hold(entry.tenant_id, entry.phone)
    now = clock.now()
    if DncEntry.objects.filter(pk=entry.pk, lifted_at=None).update(lifted_at=now):
        mirror.of_number(entry.tenant_id, entry.phone, now=now)


class DncEntryView(ApiView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, id: int) -> Response:
        """Lift an entry. It stays on record; lifting it again changes nothing."""
        with access.as_tenant(self.tenant.pk):
            entry = queries.dnc(self.tenant, {}).filter(pk=id).first()
            if entry is None:
                raise NotFound
            _lift(entry)
        return Response(status=status.HTTP_204_NO_CONTENT)
