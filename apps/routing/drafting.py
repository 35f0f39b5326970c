"""Use cases on the draft: read it, move a rule, and start again from what is published."""

from django.db import transaction
from django.db.models import Max, QuerySet

from apps.tenants.models import Tenant

from .models import DraftRule
from .rules import RuleSet


def rows(tenant: Tenant | int) -> QuerySet[DraftRule]:
    """The draft's rules in their order."""
    return DraftRule.objects.for_tenant(tenant).order_by("position", "id")


def rules(tenant: Tenant | int) -> RuleSet:
    """The draft as it would be published. Raises pydantic's `ValidationError` where it can't be."""
    return RuleSet(rules=tuple(row.typed for row in rows(tenant)))


def last_position(tenant: Tenant | int) -> int:
    """Where a new rule goes: behind all others."""
    found: int | None = DraftRule.objects.for_tenant(tenant).aggregate(last=Max("position"))["last"]
    return (found or 0) + 1


def move(row: DraftRule, *, by: int) -> bool:
    """Move a rule up (-1) or down (1); False at the end of the list."""
    with transaction.atomic(savepoint=False):
        listed = list(rows(row.tenant_id).select_for_update())
        place = next(at for at, each in enumerate(listed) if each.pk == row.pk)
        if not 0 <= place + by < len(listed):
            return False
        listed.insert(place + by, listed.pop(place))
        for position, each in enumerate(listed, start=1):
            each.position = position
        DraftRule.objects.bulk_update(listed, ["position"])
    return True


def replace(tenant: Tenant | int, by: RuleSet) -> None:
    """Make the draft these rules; what it was is gone."""
    tenant_id = tenant if isinstance(tenant, int) else tenant.pk
    made = [
        DraftRule.from_rule(rule, tenant_id=tenant_id, position=position)
        for position, rule in enumerate(by.rules, start=1)
    ]
    with transaction.atomic(savepoint=False):
        DraftRule.objects.for_tenant(tenant_id).delete()
        DraftRule.objects.bulk_create(made)


def put_before_catch_all(row: DraftRule) -> None:
    """Move a new rule up, before a last one that takes everybody."""
    others = list(rows(row.tenant_id).exclude(pk=row.pk))
    if others and others[-1].typed.is_catch_all and not row.typed.is_catch_all:
        move(row, by=-1)
