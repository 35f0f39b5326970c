"""The screen of the playbook: one a tenant, so the list goes straight to it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse

from apps.core import phones
from apps.integrations import catalog
from apps.integrations.models import Family
from apps.manage import office, placeholders
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin
from apps.outreach.models import Playbook
from apps.tenants import allowance


class PlaybookForm(TenantForm):
    class Meta:
        help_texts = {
            "calls_leads": "Off: nobody is called or texted (texts follow calls); leads are still kept and passed on.",
            "rep_name": "Who is said to be calling, e.g. Dana; fills {rep_name}.",
            "ring_seconds": "How long the lead's phone rings, at most 60, e.g. 25. Voicemail often picks up after 25.",
            "texting": "When the lead gets the first text message. It follows a call: without calls there is none.",
            "postal_address": "Where post reaches you, e.g. 1 Sun Street, Chicago, IL 60601. It stands below each "
            "e-mail to a lead, as the law wants it; without it none is sent. When e-mails go is set under Cadence.",
            "recording_announcement": "Said to the lead before a rep's recording, and whispered to the rep, where any "
            "end's state wants everybody to know. Where it can't be said before they talk (your reps are rung first, "
            "or take over from the AI agent) none is made there.",
            "alerts_new_leads": "Through the connections under Team alerts, e.g. Slack.",
        }
        labels = {
            "booked_text": "When one is booked",
            "moved_text": "When it gets another time",
            "text": "Text message",
            "missed": "If the rep doesn't pick up",
            "ring_seconds": "Ring for (seconds)",
        }

    def clean_greeting(self) -> str:
        return self._filled("greeting")

    def clean_missed(self) -> str:
        return self._filled("missed")

    def clean_text(self) -> str:
        return self._filled("text")

    def clean_booked_text(self) -> str:
        return self._about_a_time("booked_text")

    def clean_moved_text(self) -> str:
        return self._about_a_time("moved_text")

    def clean_recording_days(self) -> int:
        days = int(self.cleaned_data["recording_days"])
        allowed = allowance.of(self.tenant.pk)
        if 0 < allowed.recording_days < days:
            said = f"Your plan {allowed.plan} keeps recordings for at most {allowed.recording_days} days."
            raise forms.ValidationError(f"{said} An owner can ask LeadHub for more.")
        return days

    def clean_rep_phone(self) -> str:
        typed = str(self.cleaned_data["rep_phone"])
        if not typed:
            return ""
        try:
            return phones.read(typed, region=self.tenant.region, allow_fiction=self.tenant.is_demo).e164
        except phones.NotDialable as error:
            raise forms.ValidationError(f"Not a number that can be called: {error}.") from error

    def _about_a_time(self, name: str) -> str:
        """Who reads a confirmation wants to know when."""
        text = self._filled(name, "when", "link")
        if not placeholders.holds(text, "when"):
            raise forms.ValidationError("Say when it is: write {when} where the time belongs.")
        return text

    def _filled(self, name: str, *more: str) -> str:
        text = str(self.cleaned_data[name])
        try:
            placeholders.check(text, *more)
        except placeholders.Unknown as error:
            raise forms.ValidationError(str(error)) from error
        return text


class PlaybookAdmin(TenantAdmin):
    section, title, icon = "Outreach", "Playbook", "campaign"
    blurb = "What happens to a fresh lead: whom we ring, what we say, what we text."

    form = PlaybookForm
    fieldsets = [
        ("The call", {"fields": ["calls_leads", "greeting", "ring_seconds", "crm_first_ms"]}),
        ("The AI agent", {"fields": ["agent_answers", "without_ai_consent"]}),
        (
            "Your reps",
            {
                "fields": [
                    "rep_name",
                    "rep_phone",
                    "bridging",
                    "ring_group",
                    "rep_ring_seconds",
                    "agent_holds",
                    "missed",
                ]
            },
        ),
        ("The text message", {"fields": ["texting", "text"]}),
        ("Appointments", {"fields": ["booked_text", "moved_text"]}),
        ("E-mails", {"fields": ["postal_address"]}),
        (
            "Recordings",
            {"fields": ["agent_recording", "rep_recording", "recording_announcement", "recording_days"]},
        ),
        ("Your team", {"fields": ["alerts_new_leads"]}),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        found = self.get_queryset(request).first()
        to = (
            reverse("admin:outreach_playbook_change", args=[found.pk])
            if found
            else reverse("admin:outreach_playbook_add")
        )
        return HttpResponseRedirect(to)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not self.get_queryset(request).exists()

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The preview counts what the text costs; one playbook needs one button."""
        context |= {
            "title": "Playbook",
            "subtitle": None,
            "scripts": [*context.get("scripts", []), static("manage/preview.js")],
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "rep_recording":
            field.help_text = f"{field.help_text} {_who_records()}"
        if field and db_field.name == "postal_address":
            field.widget.attrs |= {"rows": 3}
        if field and db_field.name in ("greeting", "text", "missed", "booked_text", "moved_text"):
            field.widget.attrs |= {
                "rows": 3,
                "data-preview": "text" if db_field.name.endswith("text") else db_field.name,
                "data-company": office.of(request).tenant.name,
            }
        return field

    def response_add(self, request: HttpRequest, obj: Playbook, post_url_continue: str | None = None) -> HttpResponse:
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Playbook) -> HttpResponse:
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, obj: Playbook) -> HttpResponse:
        messages.success(request, "Saved. The next lead is treated like this.")
        return HttpResponseRedirect(reverse("admin:outreach_playbook_change", args=[obj.pk]))


def _who_records() -> str:
    """Which carriers do, in words."""
    known = [catalog.vendor_class(Family.TELEPHONY, vendor) for vendor in catalog.vendors(Family.TELEPHONY)]
    titles = sorted(carrier.title for carrier in known if carrier.records)
    named = " and ".join(filter(None, (", ".join(titles[:-1]), titles[-1])))
    return f"Made by {named}; other carriers record nothing for us, and nothing is announced there."
