"""The screen of the rules: the draft in its order, each as a sentence, with what is wrong and what has changed."""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from apps.core import clock
from apps.manage import office
from apps.manage.mount import opens_own_transactions
from apps.manage.routing import active, comparing, publication, trying
from apps.manage.routing.rule_form import ACTIONS, RuleForm
from apps.manage.tenant_admin import TenantAdmin
from apps.routing import conditions, difference, drafting, lint, published, sentences
from apps.routing.models import DraftRule
from apps.routing.rules import Rule
from apps.tenants.models import Tenant

LIST = "admin:routing_draftrule_changelist"


@dataclass(frozen=True)
class Line:
    """A rule on the list."""

    row: DraftRule
    says: str
    problems: list[str]


class RuleAdmin(TenantAdmin):
    section, title, icon = "Routing", "Rules", "alt_route"
    blurb = "Who answers which lead. The first rule that matches decides; nothing counts before you publish it."
    when_empty = "Without rules every lead is called as your playbook says."

    form = RuleForm
    may_delete = True
    ordering = ("position", "id")
    fieldsets = [
        (None, {"fields": ["name", "is_enabled", "condition"]}),
        ("What happens", {"fields": ["answered_by", "team", "rep", "agent", "script", "priority"]}),
        ("Who else hears of it", {"fields": ["channel", "crm_owner", "cadence"]}),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        tenant = office.of(request).tenant
        context = self.admin_site.each_context(request) | {"opts": self.opts, "title": "Rules", "admin": self}
        return TemplateResponse(request, "manage/routing/rules.html", context | _draft(tenant))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The actions are no columns."""
        return super().get_form(request, obj, change=change, **kwargs | {"fields": ["name", "is_enabled", "condition"]})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context |= {"scripts": [*context.get("scripts", []), static("manage/rules.js")]}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: DraftRule, form: Any, change: bool) -> None:
        """A new rule goes before the one that takes everybody."""
        if not change:
            obj.position = drafting.last_position(obj.tenant_id)
        obj.updated_at = clock.now()
        super().save_model(request, obj, form, change)
        if not change:
            drafting.put_before_catch_all(obj)

    def response_add(self, request: HttpRequest, obj: DraftRule, post_url_continue: str | None = None) -> HttpResponse:
        return self._listed(request, f"Added: “{obj.name}”. It counts once you publish.")

    def response_change(self, request: HttpRequest, obj: DraftRule) -> HttpResponse:
        return self._listed(request, f"Saved: “{obj.name}”. It counts once you publish.")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        table = opens_own_transactions(view(partial(comparing.table, self)))
        own = [
            path("<int:pk>/up/", view(self.up), name="rule_up"),
            path("<int:pk>/down/", view(self.down), name="rule_down"),
            path("<int:pk>/switch/", view(self.switch), name="rule_switch"),
            path("reads-as/", view(self.reads_as), name="rule_reads_as"),
            path("publish/", view(partial(publication.publish, self)), name="rules_publish"),
            path("discard/", view(partial(publication.discard, self)), name="rules_discard"),
            path("test/", view(partial(trying.page, self)), name="rules_test"),
            path("what-if/", view(partial(comparing.page, self)), name="rules_what_if"),
            path("what-if.csv", table, name="rules_what_if_table"),
        ]
        return [*own, *super().get_urls()]

    @method_decorator(require_POST)
    def up(self, request: HttpRequest, pk: int) -> HttpResponse:
        drafting.move(self._own(request, pk), by=-1)
        return HttpResponseRedirect(f"{reverse(LIST)}#rule-{pk}")

    @method_decorator(require_POST)
    def down(self, request: HttpRequest, pk: int) -> HttpResponse:
        drafting.move(self._own(request, pk), by=1)
        return HttpResponseRedirect(f"{reverse(LIST)}#rule-{pk}")

    @method_decorator(require_POST)
    def switch(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._own(request, pk)
        row.is_enabled = not row.is_enabled
        row.save(update_fields=["is_enabled"])
        self.log_change(request, row, "Switched on" if row.is_enabled else "Switched off")
        return HttpResponseRedirect(f"{reverse(LIST)}#rule-{pk}")

    @method_decorator(require_POST)
    def reads_as(self, request: HttpRequest) -> HttpResponse:
        """The form as it stands, in a sentence; for the preview beside the builder."""
        then = {name: value for name in ACTIONS if (value := request.POST.get(name))}
        try:
            when = json.loads(request.POST.get("condition") or "{}")
            rule = Rule.model_validate({"key": "new", "name": "New", "when": when, "then": then})
        except (ValidationError, ValueError, RecursionError):
            return JsonResponse({"says": "Fill in every condition to read the rule here."})
        rule = rule.model_copy(update={"when": conditions.simplest(rule.when)})
        return JsonResponse({"says": sentences.rule(rule, names=published.names(office.of(request).tenant))})

    def _own(self, request: HttpRequest, pk: int) -> DraftRule:
        row: DraftRule = get_object_or_404(self.get_queryset(request), pk=pk)
        return row

    def _listed(self, request: HttpRequest, said: str) -> HttpResponse:
        messages.success(request, said)
        return HttpResponseRedirect(reverse(LIST))


def _draft(tenant: Tenant) -> dict[str, Any]:
    """Everything that the list shows."""
    rows, rules = list(drafting.rows(tenant)), drafting.rules(tenant)
    names, version = published.names(tenant), published.latest(tenant)
    found = lint.findings(rules, active=active.of(tenant))
    lines = [
        Line(row, sentences.rule(rule, names=names), [each.says for each in found if each.rule == rule.key])
        for row, rule in zip(rows, rules.rules, strict=True)
    ]
    return {
        "lines": lines,
        "warnings": [each.says for each in found if not each.rule] if lines else [],
        "version": version,
        "changes": len(difference.words(published.rules(tenant), rules, names=names)),
    }
