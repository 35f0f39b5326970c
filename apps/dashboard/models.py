"""What people keep of the pages: views of the lead list, and how far they have read the notifications."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.tenants.models import Tenant, TenantOwned, TenantQuerySet, User


class SavedViews(TenantQuerySet["SavedView"]):
    def seen_by(self, user: User, *, tenant: Tenant) -> "SavedViews":
        """Their own, and what others keep for everybody."""
        found = self.for_tenant(tenant).filter(Q(user=user) | Q(is_shared=True))
        return found.select_related("user").order_by("name", "id")


class SavedView(TenantOwned):
    """Filters of the lead list under a name; `query` as in the address, with its question mark."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = SavedViews.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "user", "name"], name="view_named_once")]

    def __str__(self) -> str:
        return self.name


class Reading(TenantOwned):
    """Up to which alert somebody has read the notifications."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    upto_step = models.BigIntegerField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="one_reading_a_user")]

    def __str__(self) -> str:
        return f"{self.user_id} up to {self.upto_step}"
