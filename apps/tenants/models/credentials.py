"""What proves who is asking: API keys and one-time login links; only digests are kept."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from apps.core.fields import digest

from .tenant import Tenant, TenantOwned, TenantQuerySet
from .user import User

LINK_LIFE = timedelta(minutes=30)


class ApiKeys(TenantQuerySet["ApiKey"]):
    def issue(self, tenant: Tenant, *, name: str) -> tuple["ApiKey", str]:
        """Make a key; its text is returned here once and never again."""
        key = self.model(tenant=tenant, name=name)
        text = key.renew()
        key.save()
        return key, text

    def live(self, text: str) -> "ApiKey":
        """The key with this text. Raises `ApiKey.DoesNotExist`."""
        return self.select_related("tenant").get(digest=digest(text), revoked_at=None)


class ApiKey(TenantOwned):
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=10)
    digest = models.BinaryField(unique=True)
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiKeys.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def renew(self) -> str:
        """A new secret's text, of which only the digest stays here; nothing is saved yet."""
        text = f"lh_{secrets.token_urlsafe(24)}"
        self.prefix, self.digest = text[:10], digest(text)
        return text


class LoginLinks(models.QuerySet["LoginLink"]):
    def issue(self, user: User, *, now: datetime) -> str:
        """Make a link's secret that opens one session within 30 minutes."""
        text = secrets.token_urlsafe(24)
        self.create(user=user, digest=digest(text), expires_at=now + LINK_LIFE)
        return text

    def redeem(self, text: str, *, now: datetime) -> User:
        """Use the link up. Raises `LoginLink.DoesNotExist` if it is unknown, used or too old."""
        used = self.filter(digest=digest(text), used_at=None, expires_at__gt=now).update(used_at=now)
        if not used:
            raise LoginLink.DoesNotExist
        return self.select_related("user").get(digest=digest(text)).user


class LoginLink(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = LoginLinks.as_manager()

    def __str__(self) -> str:
        return f"login link of {self.user}"
