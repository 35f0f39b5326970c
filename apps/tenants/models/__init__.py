"""The tenants' tables."""

from .credentials import ApiKey, LoginLink
from .tenant import Membership, Role, Tenant, TenantOwned, TenantQuerySet, tenant_of_parent
from .user import User

__all__ = [
    "ApiKey",
    "LoginLink",
    "Membership",
    "Role",
    "Tenant",
    "TenantOwned",
    "TenantQuerySet",
    "User",
    "tenant_of_parent",
]
