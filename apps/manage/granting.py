"""A connection's page: the way to the vendor's consent page and back, and what has been granted by it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from apps.core import clock
from apps.integrations import catalog, connect, grants
from apps.integrations.errors import ProviderError
from apps.integrations.models import Connection, Grant
from apps.manage import office


@dataclass(frozen=True)
class ConsentPage:
    """How the connection stands at the vendor's consent page; `why_not` says why nobody can be sent there."""

    title: str
    why_not: str = ""
    grant: Grant | None = None

    @property
    def by(self) -> str:
        return str(self.grant.granted_by or "somebody who has left") if self.grant else ""

    @property
    def good_until(self) -> datetime | None:
        return self.grant.good_until if self.grant else None


def of(connection: Connection) -> ConsentPage | None:
    """For the panel; None where the vendor has no such page."""
    kind = catalog.vendor_class(connection.family, connection.vendor)
    if getattr(kind, "oauth", None) is None:
        return None
    grant = Grant.objects.for_tenant(connection.tenant_id).filter(connection_id=connection.pk)
    granted = grant.select_related("granted_by").first()
    try:
        connection.client()
    except catalog.NotOffered as reason:
        return ConsentPage(kind.title, str(reason), granted)
    return ConsentPage(kind.title, grant=granted)


def begin(request: HttpRequest, connection: Connection) -> HttpResponse:
    """Send the person to the vendor: by a page of our own, for no form of ours may lead elsewhere (form-action)."""
    try:
        address = connect.begin(connection, user=office.who(request), now=clock.now())
    except (catalog.NotOffered, ProviderError) as error:
        messages.error(request, f"Nobody can be sent there: {error}.")
        return _back(connection)
    client = connection.client()
    context = {"address": address, "title": client.title, "scopes": client.flow.scopes}
    return render(request, "manage/on_your_way.html", context)


def undo(request: HttpRequest, connection: Connection) -> HttpResponse:
    """Forget what was granted, whatever the vendor says to it."""
    grant = grants.of(connection.pk, tenant_id=connection.tenant_id)
    if grant is not None:
        title = catalog.vendor_class(connection.family, connection.vendor).title
        try:
            is_told = connect.undo(connection, grant)
        except ProviderError as error:
            said = f"Disconnected here, but {title} could not be told ({error.reason})"
            messages.warning(request, f"{said}: take LeadHub's access back in your account there.")
        else:
            also = "" if is_told else f" Take LeadHub's access back in your account at {title}, too."
            messages.success(request, f"Disconnected.{also}")
    return _back(connection)


def _back(connection: Connection) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:integrations_connection_change", args=[connection.pk]))
