"""The screens of who takes leads: teams, reps, and the hours in which they do."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from apps.core import clock, phones
from apps.manage import office
from apps.manage import what_if as what_if_page
from apps.manage.forms import TenantForm
from apps.manage.mount import opens_own_transactions
from apps.manage.tenant_admin import TenantAdmin
from apps.manage.what_if import Asked
from apps.routing import hours, presence, published, what_if_hours
from apps.routing.models import Rep, Schedule, Team
from apps.routing.what_if_hours import Question
from apps.tenants import access


class TeamForm(TenantForm):
    def clean_fallback(self) -> Team | None:
        team: Team | None = self.cleaned_data["fallback"]
        if team and team.pk == self.instance.pk:
            raise forms.ValidationError("Choose another team: this one is asked already.")
        return team


class RoutingTeamAdmin(TenantAdmin):
    section, title, icon = "Routing", "Teams", "groups"
    blurb = "Who answers together: a rule sends leads to a team, and its reps take turns."
    when_empty = "Without teams the AI agent, or the rep of your playbook, answers."

    form = TeamForm
    fields = ("name", "is_active", "schedule", "fallback")
    list_display = ("name", "is_active", "people", "schedule", "fallback")
    list_select_related = ("schedule", "fallback")
    ordering = ("name", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(active_reps=Count("reps", filter=Q(reps__is_active=True)))
        return counted

    @admin.display(description="Active reps")
    def people(self, team: Any) -> int:
        return int(team.active_reps)


class RepForm(TenantForm):
    class Meta:
        labels = {"is_active": "In use", "is_away": "Away", "membership": "Login", "crm_owner": "CRM owner"}

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"])
        try:
            return phones.read(typed, region=self.tenant.region, allow_fiction=self.tenant.is_demo).e164
        except phones.NotDialable as error:
            raise forms.ValidationError(f"Not a number that can be called: {error}.") from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("is_away"):
            cleaned["away_until"] = None
        return cleaned


class RepAdmin(TenantAdmin):
    section, title, icon = "Routing", "Reps", "support_agent"
    blurb = "The people whose phones ring when a lead has answered."
    when_empty = "Add a team first, then its people."

    form = RepForm
    fieldsets = [
        (None, {"fields": ["name", "team", "phone", "is_active"]}),
        ("How many leads", {"fields": ["weight", "most_a_day"]}),
        ("When", {"fields": ["schedule", "is_away", "away_until"]}),
        ("Known as", {"fields": ["membership", "crm_owner"]}),
    ]
    list_display = ("name", "team", "now_says", "weight", "taken_today", "phone")
    list_filter = ("team", "is_active", "is_away")
    list_select_related = ("team__schedule", "schedule", "tenant")
    search_fields = ("name",)
    ordering = ("team__name", "name", "id")

    @admin.display(description="Now")
    def now_says(self, rep: Rep) -> str:
        return presence.why_not(rep, now=clock.now()) or "takes leads"

    @admin.display(description="Leads today")
    def taken_today(self, rep: Rep) -> str:
        today = clock.now().astimezone(rep.tenant.zone).date()
        taken = rep.taken if rep.taken_on == today else 0
        return f"{taken} of {rep.most_a_day}" if rep.most_a_day else str(taken)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "phone":
            field.max_length = None  # a typed number may be longer than the E.164 that is kept
            field.validators, field.widget.attrs["maxlength"] = [], "40"
        return field


class DatesField(forms.CharField):
    """Days, one a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, widget=UnfoldAdminTextareaWidget(attrs={"rows": 5, "spellcheck": "false"}))

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(each.isoformat() for each in value or [])

    def to_python(self, value: Any) -> Any:
        try:
            return sorted({date.fromisoformat(part) for part in str(value or "").split()})
        except ValueError as error:
            raise forms.ValidationError("Write a day as year-month-day, e.g. 2026-12-25, one a line.") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial)).split() != str(data or "").split()


class ScheduleForm(TenantForm):
    holidays = DatesField(required=False, help_text=str(Schedule._meta.get_field("holidays").help_text))

    def clean_time_zone(self) -> str:
        typed = str(self.cleaned_data["time_zone"]).strip()
        if typed not in available_timezones():
            raise forms.ValidationError("There is no such time zone; write it like America/Chicago.")
        return ZoneInfo(typed).key

    def clean_hours(self) -> str:
        try:
            hours.parse(self.cleaned_data["hours"])
        except hours.Unclear as error:
            raise forms.ValidationError(f"{error}.".capitalize()) from error
        return str(self.cleaned_data["hours"])


class ScheduleAdmin(TenantAdmin):
    section, title, icon = "Routing", "Hours", "schedule"
    blurb = "Hours of the week and holidays, for teams and reps."
    when_empty = "Without hours a team counts as always there."

    form = ScheduleForm
    change_form_after_template = "manage/routing/schedule_what_if.html"
    fields = ("name", "time_zone", "hours", "holidays")
    list_display = ("name", "says", "time_zone", "is_open_now")
    ordering = ("name", "id")

    @admin.display(description="Hours")
    def says(self, schedule: Schedule) -> str:
        return str(hours.parse(schedule.hours))

    @admin.display(description="Open now", boolean=True)
    def is_open_now(self, schedule: Schedule) -> bool:
        return schedule.is_open(now=clock.now())

    def get_urls(self) -> list[URLPattern]:
        view = opens_own_transactions(self.admin_site.admin_view(self.what_if))
        return [path("<int:pk>/what-if/", view, name="schedule_what_if"), *super().get_urls()]

    @method_decorator(require_POST)
    def what_if(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Who would have answered over the last 30 days by the hours as they are typed; nothing is saved."""
        tenant, now = office.of(request).tenant, clock.now()
        back = reverse("admin:routing_schedule_change", args=[pk])
        with access.as_tenant(tenant.pk):
            kept: Schedule = get_object_or_404(self.get_queryset(request), pk=pk)
            form = self.get_form(request, kept, change=True)(request.POST, instance=kept)
            if not form.is_valid():
                messages.error(request, "These hours can't be read; save them to see what is wrong.")
                return HttpResponseRedirect(back)
            # A valid form has put what is typed into its row, which nobody saves.
            question = Question.of(tenant, published.compiled(tenant), kept)
        asked = Asked("The hours as typed", "those in force", back)
        return what_if_page.page(self, request, asked, lambda: what_if_hours.portions(question, now=now))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"time_zone": office.of(request).tenant.time_zone}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "time_zone":
            field.widget = UnfoldAdminTextInputWidget()
        return field
