"""What people have granted us at vendors, one row a connection, and the requests by which they are asked."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import Now

from apps.core.fields import EncryptedJson, EncryptedText, digest
from apps.tenants import access
from apps.tenants.models import Tenant, TenantOwned, TenantQuerySet, User

from . import oauth
from .oauth import Tokens

REQUEST_LIFE = timedelta(minutes=10)
# A token is not used in its last minute: it could be over by the time it arrives.
SAFETY = timedelta(seconds=60)


class Requests(TenantQuerySet["AuthorizationRequest"]):
    def redeem(self, state: str, *, user: User, now: datetime) -> "AuthorizationRequest":
        """Use the person's request up. Raises `AuthorizationRequest.DoesNotExist` for unknown, used, old, another's."""
        mine = self.filter(digest=digest(state), user=user)
        if not mine.filter(answered_at=None, expires_at__gt=now).update(answered_at=now):
            raise AuthorizationRequest.DoesNotExist
        return mine.select_related("connection", "tenant").get()


class AuthorizationRequest(TenantOwned):
    """One person on their way to a vendor's consent page, for one connection; of the state only a digest stays."""

    connection = models.ForeignKey("integrations.Connection", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(unique=True)
    verifier = EncryptedText()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = Requests.as_manager()

    def __str__(self) -> str:
        return f"request {self.pk}"


class Grant(TenantOwned):
    """What was granted for one connection. `version` counts the renewals; `ended_at` says that the vendor ended it."""

    connection = models.OneToOneField("integrations.Connection", on_delete=models.CASCADE, related_name="+")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(db_default=Now())
    tokens = EncryptedJson()
    good_until = models.DateTimeField(null=True)
    version = models.IntegerField(default=0)
    renewing_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=300, blank=True)

    objects = TenantQuerySet.as_manager()

    def __str__(self) -> str:
        return f"grant {self.pk}"

    def read(self) -> Tokens:
        return Tokens(self.tokens["access"], self.tokens["refresh"], said=self.tokens["said"])

    @staticmethod
    def written(tokens: Tokens, *, now: datetime) -> dict[str, Any]:
        """The columns that hold these tokens."""
        kept = {"access": tokens.access, "refresh": tokens.refresh, "said": dict(tokens.said)}
        until = None if tokens.seconds is None else now + timedelta(seconds=tokens.seconds) - SAFETY
        return {"tokens": kept, "good_until": until, "renewing_until": None}


def of(connection_id: int, *, tenant_id: int) -> Grant | None:
    """What was granted for the connection, if anything."""
    with access.as_tenant(tenant_id):
        return Grant.objects.for_tenant(tenant_id).filter(connection_id=connection_id).first()


def ask(connection_id: int, *, tenant: Tenant, user: User, now: datetime) -> tuple[str, str]:
    """A state and a verifier for one visit of the consent page, good for ten minutes and one answer."""
    AuthorizationRequest.objects.for_tenant(tenant).filter(expires_at__lt=now - REQUEST_LIFE).delete()
    state, verifier = oauth.new_secret(), oauth.new_secret()
    AuthorizationRequest.objects.create(
        tenant=tenant,
        connection_id=connection_id,
        user=user,
        digest=digest(state),
        verifier=verifier,
        expires_at=now + REQUEST_LIFE,
    )
    return state, verifier


def keep(tokens: Tokens, *, request: AuthorizationRequest, now: datetime) -> None:
    """The connection's grant from now on, in place of an older one."""
    granted = {"granted_by": request.user, "granted_at": now, "ended_at": None, "ended_because": ""}
    fresh = {**granted, **Grant.written(tokens, now=now)}
    mine = {"tenant_id": request.tenant_id, "connection_id": request.connection_id}
    with access.as_tenant(request.tenant_id):
        # Whoever still renews the older one finds another version and leaves this one alone.
        Grant.objects.update_or_create(**mine, defaults={**fresh, "version": F("version") + 1}, create_defaults=fresh)


def drop(grant: Grant) -> None:
    """Nothing is granted any more."""
    with access.as_tenant(grant.tenant_id):
        Grant.objects.for_tenant(grant.tenant_id).filter(pk=grant.pk).delete()
