"""An operator's stay at a tenant: why somebody who belongs to LeadHub looked at, or changed, what is the tenant's."""

from datetime import datetime, timedelta

from django.db import models

from .tenant import TenantOwned, TenantQuerySet
from .user import User

# Then the reason is asked for anew.
LENGTH = timedelta(hours=1)


class Stays(TenantQuerySet["Stay"]):
    def current(self, operator: User, *, now: datetime) -> "Stay | None":
        """The operator's, if one is open."""
        return self.filter(operator=operator, ends_at__gt=now).order_by("-pk").first()


class Stay(TenantOwned):
    operator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = Stays.as_manager()

    class Meta:
        indexes = [models.Index(fields=["tenant", "operator", "-id"], name="stay_latest")]

    def __str__(self) -> str:
        return self.reason
