"""`/api/v1/rings/`."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import queries
from apps.api.errors import Conflict
from apps.api.serializers.rings import PassingOn, RingFilters, RingRow
from apps.calls.models import Ring
from apps.core import clock
from apps.outreach.bridging import controls, passing
from apps.outreach.bridging.controls import NotPossible
from apps.routing.models import Rep
from apps.tenants import access
from apps.tenants.models import TenantQuerySet

from .base import ApiView, Rows


@extend_schema(parameters=[RingFilters])
class RingsView(Rows[Ring]):
    """Calls of reps' phones for leads."""

    filters = RingFilters
    serializer_class = RingRow

    def get_queryset(self) -> TenantQuerySet[Ring]:
        return queries.rings(self.tenant, self.wanted)


class _Acts(ApiView):
    """One thing done with the lead whom a rep talks with. No transaction is open: the carrier is asked."""

    def ring(self, ring_id: int) -> Ring:
        found = controls.of(self.tenant.pk, ring_id)
        if found is None:
            raise Http404
        return found

    def done(self, ring_id: int, act: Callable[[Ring], None]) -> Response:
        try:
            act(self.ring(ring_id))
        except NotPossible as error:
            raise Conflict(str(error)) from error
        return Response(RingRow(self.ring(ring_id)).data)


class HoldView(_Acts):
    @extend_schema(request=None, responses=RingRow)
    def post(self, request: Request, id: int) -> Response:
        """Put the lead on hold. 409 where nobody talks with them."""
        return self.done(id, lambda ring: controls.hold(ring, now=clock.now()))


class ResumeView(_Acts):
    @extend_schema(request=None, responses=RingRow)
    def post(self, request: Request, id: int) -> Response:
        """Take the lead back from hold."""
        return self.done(id, lambda ring: controls.resume(ring, now=clock.now()))


class MuteView(_Acts):
    @extend_schema(request=None, responses=RingRow)
    def post(self, request: Request, id: int) -> Response:
        """Nobody hears the rep."""
        return self.done(id, controls.mute)


class UnmuteView(_Acts):
    @extend_schema(request=None, responses=RingRow)
    def post(self, request: Request, id: int) -> Response:
        """The rep is heard again."""
        return self.done(id, controls.unmute)


class HangUpView(_Acts):
    @extend_schema(request=None, responses=RingRow)
    def post(self, request: Request, id: int) -> Response:
        """The rep leaves; with the last of them the lead's call ends."""
        return self.done(id, controls.hang_up)


class PassView(_Acts):
    @extend_schema(request=PassingOn, responses=RingRow)
    def post(self, request: Request, id: int) -> Response:
        """Pass the lead on to another rep."""
        self.ring(id)
        told, now = self.read(PassingOn, request.data), clock.now()
        pass_on = {"warm": passing.warm, "cold": passing.cold}[told["how"]]
        rep = self._rep(told["rep"], now)
        return self.done(id, lambda ring: pass_on(ring, rep, now=now))

    def _rep(self, rep_id: int, now: datetime) -> Rep:
        with access.as_tenant(self.tenant.pk):
            there = passing.who(self.tenant, but=None, now=now)
        found = next((rep for rep in there if rep.pk == rep_id), None)
        if found is None:
            raise ValidationError({"rep": "no rep of this id is there, and not on the phone"})
        return found
