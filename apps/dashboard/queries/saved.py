"""The views of the lead list that somebody has kept, or that are everybody's."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.dashboard.filters import Filters
from apps.dashboard.models import SavedView
from apps.tenants.models import Tenant, User


@dataclass(frozen=True)
class View:
    """`whose` names the colleague who keeps it for everybody, "" for one's own."""

    id: int
    name: str
    query: str
    whose: str
    is_shared: bool
    is_chosen: bool
    may_forget: bool


def views(tenant: Tenant, user: User, wanted: Filters, *, may_manage: bool) -> Sequence[View]:
    """By name, in one query."""
    here = wanted.url()
    return [
        View(
            id=each.pk,
            name=each.name,
            query=each.query,
            whose="" if each.user_id == user.pk else str(each.user),
            is_shared=each.is_shared,
            is_chosen=each.query == here,
            may_forget=each.user_id == user.pk or may_manage,
        )
        for each in SavedView.objects.seen_by(user, tenant=tenant)
    ]
