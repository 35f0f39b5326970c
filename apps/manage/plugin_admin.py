"""The base of screens whose form depends on a plug-in: first choose it, then type what it asks for."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from pydantic import BaseModel

from apps.manage import typed_settings
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin


@dataclass(frozen=True)
class Choice:
    """One plug-in: its key in the address, its title, and the heading that it stands under."""

    key: str
    title: str
    group: str


class PluginForm(TenantForm):
    """A row whose `settings` are typed by its plug-in."""

    settings_type: ClassVar[type[BaseModel]]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        saved: Mapping[str, Any] = self.instance.settings if self.instance.pk else {}  # type: ignore[attr-defined]
        if self.errors:
            return cleaned
        try:
            self.instance.settings = typed_settings.collect(self.settings_type, cleaned, saved)  # type: ignore[attr-defined]
        except typed_settings.Invalid as error:
            for name, problem in error.problems.items():
                field = typed_settings.PREFIX + name
                self.add_error(field if field in self.fields else None, problem)
        return cleaned


class PluginAdmin(TenantAdmin):
    form = PluginForm
    pick_title: ClassVar[str]

    @abstractmethod
    def choices(self) -> Sequence[Choice]:
        """Every plug-in that a row can be of."""

    @abstractmethod
    def key_of(self, row: Any) -> str:
        """The key of the row's plug-in."""

    @abstractmethod
    def settings_type(self, key: str) -> type[BaseModel]:
        """What the plug-in asks for."""

    @abstractmethod
    def assign(self, row: Any, key: str) -> None:
        """Make the new row one of the plug-in's."""

    @abstractmethod
    def sections(self, settings: Sequence[str], *, is_new: bool) -> list[Any]:
        """The form's fieldsets around the settings."""

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[TenantForm]:
        asked = self._asked(request, obj)
        kind = self.settings_type(self._key(request, obj))
        form = type("PluginForm", (self.form,), {**asked, "settings_type": kind})
        return super().get_form(request, obj, change=change, **kwargs | {"form": form})

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return self.sections(list(self._asked(request, obj)), is_new=obj is None)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)  # type: ignore[no-any-return]  # says no
        chosen = [choice for choice in self.choices() if choice.key == request.GET.get("of")]
        if not chosen:
            return self._pick(request)
        return super().add_view(  # type: ignore[no-any-return]
            request, form_url, {"title": f"Add {chosen[0].title}", **(extra_context or {})}
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            self.assign(obj, self._key(request, None))
        super().save_model(request, obj, form, change)

    def _pick(self, request: HttpRequest) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": self.pick_title,
            "choices": self.choices(),
        }
        return TemplateResponse(request, "manage/pick.html", context)

    def _key(self, request: HttpRequest, obj: Model | None) -> str:
        return self.key_of(obj) if obj else request.GET["of"]

    def _asked(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        saved: Mapping[str, Any] = obj.settings if obj else {}
        return typed_settings.fields(self.settings_type(self._key(request, obj)), saved)
