"""List filters that offer the tenant's rows only."""

from typing import Any

from django.contrib.admin import RelatedFieldListFilter
from django.http import HttpRequest

from apps.manage import office
from apps.tenants.models import TenantOwned


class OwnRowsFilter(RelatedFieldListFilter):
    """Offers every row of the tenant that the relation may point at; nothing of a table without tenants."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        target = field.related_model
        if not (isinstance(target, type) and issubclass(target, TenantOwned)):
            return []
        own = {"tenant": office.of(request).tenant}
        return field.get_choices(include_blank=False, limit_choices_to=own)  # type: ignore[no-any-return]
