"""Use case: keep the lead list's filters under a name, and forget them again."""

from django.db.models import Q

from apps.dashboard.filters import Filters
from apps.dashboard.models import SavedView
from apps.tenants.models import Tenant, User

MOST = 30


class NotKept(Exception):
    """Says why, to who asked."""


def keep(tenant: Tenant, user: User, wanted: Filters, *, name: str, is_shared: bool) -> SavedView:
    """Under that name, in place of what the user has kept under it before. Raises `NotKept`."""
    name = " ".join(name.replace("\0", "").split())[:60]
    if not name:
        raise NotKept("Give the view a name.")
    if not wanted.narrows:
        raise NotKept("There is nothing to keep: choose a filter first.")
    mine = SavedView.objects.for_tenant(tenant).filter(user=user)
    if mine.exclude(name=name).count() >= MOST:
        raise NotKept(f"You have {MOST} views already: forget one first.")
    told = {"query": wanted.url(), "is_shared": is_shared}
    return SavedView.objects.update_or_create(tenant=tenant, user=user, name=name, defaults=told)[0]


def forget(tenant: Tenant, user: User, view_id: int, *, may_manage: bool) -> bool:
    """Their own, or one that is everybody's if they may manage; False if there is none such any more."""
    whose = Q(user=user) | Q(is_shared=True) if may_manage else Q(user=user)
    return bool(SavedView.objects.for_tenant(tenant).filter(whose, pk=view_id).delete()[0])
