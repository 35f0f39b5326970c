"""The tenants' tables."""

from .credentials import ApiKey, LoginLink
from .tenant import Membership, Role, Tenant, TenantOwned, TenantQuerySet
from .user import User

__all__ = ["ApiKey", "LoginLink", "Membership", "Role", "Tenant", "TenantOwned", "TenantQuerySet", "User"]
