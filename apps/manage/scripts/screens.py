"""The screen of scripts: which there are, and the pages of each."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from apps.manage.tenant_admin import TenantAdmin
from apps.scripts import drafting, published
from apps.scripts.models import Script

from . import editor, pages, publication, replaying, talking, trying, versions
from .beginning import BeginningForm


class ScriptAdmin(TenantAdmin):
    section, title, icon = "Conversation", "Scripts", "record_voice_over"
    blurb = (
        "What your AI agent asks, answers and books. Rules may ask for a script by name; else the first one is used."
    )
    when_empty = "Without a script no AI calls your leads. Start from a sample: it takes a minute."

    form = BeginningForm
    fields = ("name", "start")
    list_display = ("name", "spoken_now", "draft_says", "in_use")
    ordering = ("id",)

    @admin.display(description="Spoken now")
    def spoken_now(self, script: Script) -> str:
        spoken = published.spoken(script)
        if len(spoken) == 1:
            return f"Version {spoken[0].number}"
        return ", ".join(f"version {each.number}: {each.share} %" for each in spoken) or "nothing published yet"

    @admin.display(description="Draft")
    def draft_says(self, script: Script) -> str:
        stand = pages.stand(script)
        if not stand.is_published:
            return "not published yet"
        count = len(stand.changes)
        return f"differs in {count} thing{'' if count == 1 else 's'}" if count else "as published"

    @admin.display(description="In use", boolean=True)
    def in_use(self, script: Script) -> bool:
        return script.is_active

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """What it starts from is no column."""
        return super().get_form(request, obj, change=change, **kwargs | {"fields": ["name"]})

    def save_model(self, request: HttpRequest, obj: Script, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        drafting.save(obj, form.document)

    def response_add(self, request: HttpRequest, obj: Script, post_url_continue: str | None = None) -> HttpResponse:
        return pages.to(editor.CHANGE, obj)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        if not isinstance(found, Script):
            return super().change_view(request, object_id, form_url, extra_context)  # type: ignore[no-any-return]
        return editor.page(self, request, found.pk)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = {
            "chat": ("script_chat", trying.chat_page),
            "talk": ("script_talk", talking.page),
            "callers": ("script_callers", trying.callers_page),
            "replay": ("script_replay", replaying.page),
            "publish": ("script_publish", publication.page),
            "discard": ("script_discard", publication.discard),
            "versions": ("script_versions", versions.page),
        }
        deeds = [
            path("<int:pk>/versions/<int:number>/", view(partial(versions.look, self)), name="script_version"),
            *(
                path(
                    f"<int:pk>/versions/<int:number>/{name}/",
                    view(require_POST(partial(deed, self))),
                    name=f"script_{name}",
                )
                for name, deed in (("back", versions.back), ("share", versions.share), ("draft", versions.draft))
            ),
            path("<int:pk>/switch/", view(require_POST(partial(versions.switch, self))), name="script_switch"),
            path("<int:pk>/talk/ticket/", view(require_POST(partial(talking.ticket, self))), name="script_ticket"),
        ]
        pages_ = [path(f"<int:pk>/{at}/", view(partial(page, self)), name=name) for at, (name, page) in own.items()]
        return [*pages_, *deeds, *super().get_urls()]
