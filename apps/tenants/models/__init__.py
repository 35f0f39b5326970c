"""The tenants' tables."""

from .credentials import ApiKey, LoginLink
from .invitation import Invitation
from .plan import LIMITS, Overage, Plan, Subscription
from .stay import Stay
from .tenant import CallsHeld, Membership, Role, Tenant, TenantOwned, TenantQuerySet, tenant_of_parent
from .usage import Usage, UsageNotice
from .user import User

__all__ = [
    "LIMITS",
    "ApiKey",
    "CallsHeld",
    "Invitation",
    "LoginLink",
    "Membership",
    "Overage",
    "Plan",
    "Role",
    "Stay",
    "Subscription",
    "Tenant",
    "TenantOwned",
    "TenantQuerySet",
    "Usage",
    "UsageNotice",
    "User",
    "tenant_of_parent",
]
