"""Use case: a person lets us into their account at a vendor for one connection, or takes that back."""

from datetime import datetime

from django.conf import settings

from apps.tenants import access
from apps.tenants.models import User

from . import catalog, grants
from .grants import AuthorizationRequest, Grant
from .models import Connection


class Unasked(Exception):
    """The answer is to no open request of this person's: forged, used, too old, or somebody else's."""


def redirect_url() -> str:
    """Where every vendor sends people back to; it is registered there with our application."""
    return f"{settings.LEADHUB_BASE_URL}/connected/"


def begin(connection: Connection, *, user: User, now: datetime) -> str:
    """The address of the vendor's consent page, for this person and once. Raises `catalog.NotOffered`, `Rejected`."""
    client = connection.client()
    with access.as_tenant(connection.tenant_id):
        state, verifier = grants.ask(connection.pk, tenant=connection.tenant, user=user, now=now)
    return client.page(state=state, verifier=verifier, redirect_url=redirect_url())


def redeem(state: str, *, user: User, now: datetime) -> AuthorizationRequest:
    """The person's own request, which is answered by this. Raises `Unasked`."""
    try:
        with access.as_platform():  # a state says whose connection it is
            return AuthorizationRequest.objects.redeem(state, user=user, now=now)
    except AuthorizationRequest.DoesNotExist as error:
        raise Unasked from error


def finish(request: AuthorizationRequest, code: str, *, now: datetime) -> None:
    """Get the tokens for the code, by one request, and keep them. Raises the remedies, and `catalog.NotOffered`."""
    client = request.connection.client()
    tokens = client.exchange(code, verifier=request.verifier, redirect_url=redirect_url())
    grants.keep(tokens, request=request, now=now)


def undo(connection: Connection, grant: Grant) -> bool:
    """Forget what was granted, then tell the vendor; whether it takes such news. Raises the remedies, all forgotten."""
    grants.drop(grant)
    try:
        client = connection.client()
    except catalog.NotOffered:
        return False
    if client.flow.revoke_url:
        client.revoke(grant.read())
    return bool(client.flow.revoke_url)
