"""A tenant, its members and their roles, and the base of every row that a tenant owns."""

from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class CallsHeld(models.TextChoices):
    """Which of a tenant's calls wait because its plan is used up."""

    NONE = "", "None"
    AGENT = "agent", "Those that the agent speaks in"
    ALL = "all", "All"


class Tenant(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120, help_text="As people know the company, e.g. Acme Solar.")
    region = models.CharField(max_length=2, default="US", help_text="Country in whose habits phone numbers are read.")
    time_zone = models.CharField(max_length=64, default="America/New_York", help_text="Zone of reports and pages.")
    is_demo = models.BooleanField(default=False, help_text="Takes numbers set aside for fiction (555-01xx).")
    created_at = models.DateTimeField(db_default=Now())
    # What a plan that holds has stopped (`outreach.metering`): contacts of leads from here on, and which calls.
    leads_held_from = models.DateTimeField(null=True, editable=False)
    calls_held = models.CharField(max_length=8, choices=CallsHeld, default="", db_default="", editable=False)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class TenantQuerySet[Row: "TenantOwned"](models.QuerySet[Row]):
    """Rows of tenants."""

    def for_tenant(self, tenant: Tenant | int) -> Self:
        return self.filter(tenant_id=tenant if isinstance(tenant, int) else tenant.pk)


class TenantOwned(models.Model):
    """A row that belongs to one tenant and is walled off by row-level security (see `rls`)."""

    # No index of its own: every index that matters starts with the tenant.
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        abstract = True


def tenant_of_parent() -> models.ForeignKey[Tenant, Tenant]:
    """`tenant` of a table whose composite foreign key to its parent proves it: no second check, no lock on the tenant.

    For the tables that a webhook writes: there every lead would lock the tenant's one row.
    """
    return models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)


class Role(models.TextChoices):
    """What a member may do; each includes what stands below it, a rep only sees leads."""

    OWNER = "owner"
    MANAGER = "manager"
    CLIENT = "client"
    REP = "rep"

    @property
    def may_manage(self) -> bool:
        return self in (Role.OWNER, Role.MANAGER)


class Membership(TenantOwned):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    created_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="one_membership_a_user"),
            models.UniqueConstraint(fields=["tenant", "id"], name="membership_of_tenant"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"
