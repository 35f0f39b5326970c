"""What operators see of the law: the rule packs with each rule's source, and what was decided by them."""

from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.compliance import library
from apps.compliance.models import GateDecision, RulePack
from apps.compliance.rules import difference

from .admins import ReadOnlyAdmin


class RulePacksAdmin(ReadOnlyAdmin):
    """The highest version is in force. A pack comes by `manage.py load_rules`, and stays as it is."""

    fields = ("version", "is_in_force", "loaded_at", "digest", "notes", "changes", "rules")
    readonly_fields = fields
    list_display = ("version", "is_in_force", "count", "loaded_at", "digest")
    list_filter = ()
    list_select_related: ClassVar[bool] = False
    ordering = ("-version",)

    @admin.display(description="In force")
    def is_in_force(self, row: RulePack) -> str:
        newer = RulePack.objects.filter(version__gt=row.version).exists()
        return "no" if newer else "yes"

    @admin.display(description="Rules")
    def count(self, row: RulePack) -> int:
        return len(row.document["rows"])

    @admin.display(description="Notes")
    def notes(self, row: RulePack) -> str:
        return str(row.document.get("notes", ""))

    @admin.display(description="Changed since the version before")
    def changes(self, row: RulePack) -> SafeString | str:
        before = RulePack.objects.filter(version__lt=row.version).order_by("-version").first()
        if before is None:
            return "this is the first"
        changes = difference.between(library.version(before.version), library.version(row.version))
        return format_html_join("", "{}<br>", ((change.says,) for change in changes)) or "no rule differs"

    @admin.display(description="Rules")
    def rules(self, row: RulePack) -> SafeString:
        rows = library.version(row.version).document.rows
        lines = ((each.jurisdiction, each.rule, difference.said(each), each.mark, each.source) for each in rows)
        line = "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>"
        head = "<tr><th>Where</th><th>Rule</th><th>What it says</th><th>How sure</th><th>Source</th></tr>"
        return format_html("<table>{}{}</table>", SafeString(head), format_html_join("", line, lines))


class GateDecisionsAdmin(ReadOnlyAdmin):
    list_display = ("decided_at", "tenant", "channel", "phone", "allowed_said", "why", "next_at", "pack_version")
    list_filter = ("allowed", "channel", "tenant")
    search_fields = ("phone",)
    exclude = ("allowed",)
    readonly_fields = ("allowed_said",)
    ordering = ("-decided_at", "-id")

    @admin.display(description="Allowed")
    def allowed_said(self, row: GateDecision) -> str:
        return "yes" if row.allowed else "no"

    @admin.display(description="Why not")
    def why(self, row: GateDecision) -> str:
        return "; ".join(reason["says"] for reason in row.reasons)
