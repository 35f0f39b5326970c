"""The base of every screen: whatever it lists, offers, saves or remembers belongs to the request's tenant."""

from copy import deepcopy
from typing import Any, ClassVar

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from apps.manage import office
from apps.manage.filters import OwnRowsFilter
from apps.manage.forms import TenantForm
from apps.tenants.models import Tenant, TenantOwned


class TenantAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Subclasses say what the screen is called, where it stands and what it is for."""

    section: ClassVar[str]
    title: ClassVar[str]
    icon: ClassVar[str]
    blurb: ClassVar[str]
    when_empty: ClassVar[str] = "Add the first one."

    form = TenantForm
    exclude = ("tenant",)
    view_on_site = False
    compressed_fields = True
    warn_unsaved_form = True
    list_per_page = 50
    list_before_template = "manage/list_note.html"
    may_add = True
    may_change = True
    may_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).filter(tenant=office.of(request).tenant)
        return rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            found.as_loaded = _columns(found)
        return found

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only what this request has changed: what others have written since, an opt-out or a pause, stands."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        obj.save(update_fields=[name for name, value in _columns(obj).items() if value != obj.as_loaded[name]])

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[TenantForm]:
        """The form knows its tenant from the first, so that a constraint over it is checked and not crashed into."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"tenant": office.of(request).tenant})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(
            db_field, request, **kwargs | {"queryset": own_rows(db_field, office.of(request).tenant)}
        )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(
            db_field, request, **kwargs | {"queryset": own_rows(db_field, office.of(request).tenant)}
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing comes from the address: a link could fill in another tenant's key, or a stranger's words."""
        return {}

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """One button is enough."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """A filter over a relation offers the tenant's rows, where Django's offers all."""
        return [self._scoped(wanted) for wanted in super().get_list_filter(request)]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what a filter offers may stand in the address: any other column would be an oracle."""
        offered = {wanted if isinstance(wanted, str) else wanted[0] for wanted in self.list_filter}
        return lookup.split("__", maxsplit=1)[0] in offered and bool(super().lookup_allowed(lookup, value, request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_open(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_open(request) and owns(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add and self.is_open(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_change and self.is_open(request) and owns(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_delete and self.is_open(request) and owns(request, obj)

    def is_open(self, request: HttpRequest) -> bool:
        """Whether the person's role reaches this screen."""
        return office.of(request).role.may_manage

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        return _log(request, obj, ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        return _log(request, obj, CHANGE, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[LogEntry]:
        return [_log(request, obj, DELETION, "") for obj in queryset]

    def _scoped(self, wanted: Any) -> Any:
        if isinstance(wanted, str) and self.opts.get_field(wanted).is_relation:
            return wanted, OwnRowsFilter
        return wanted


def _columns(obj: Model) -> dict[str, Any]:
    """The row as it is in memory; settings are objects that a form may change in their place."""
    return {field.attname: deepcopy(getattr(obj, field.attname)) for field in obj._meta.concrete_fields}


def owns(request: HttpRequest, obj: Model | None) -> bool:
    """Whether the row, if there is one, is the tenant's."""
    return not isinstance(obj, TenantOwned) or obj.tenant_id == office.of(request).tenant.pk


def own_rows(db_field: Any, tenant: Tenant) -> QuerySet[Any]:
    """What a relation may point at: the tenant's rows, and none of a table that has no tenant."""
    target = db_field.related_model
    rows: QuerySet[Any] = target._default_manager.all()
    return rows.filter(tenant=tenant) if issubclass(target, TenantOwned) else rows.none()


def _log(request: HttpRequest, obj: Model, flag: int, message: Any) -> LogEntry:
    """Remember who did it, but not a name or a number: the log outlives the row and knows no tenant."""
    return LogEntry.objects.create(
        user=office.who(request),
        content_type=ContentType.objects.get_for_model(obj),
        object_id=str(obj.pk),
        object_repr=f"{obj._meta.verbose_name} {obj.pk}"[:200],
        action_flag=flag,
        change_message=message,
    )
