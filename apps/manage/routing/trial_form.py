"""The form of a trial: pick a past lead, paste what a sender sends, or fill in a form; and choose a moment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from unfold import widgets

from apps.intake import doors
from apps.integrations.errors import NoLead, Unreadable
from apps.integrations.http import Inbound
from apps.integrations.sources.base import Submission
from apps.leads.models import Lead, Source
from apps.manage.lines import PairsField
from apps.manage.routing import trial
from apps.manage.routing.trial import Asked, Trial
from apps.routing import decide, drafting, published
from apps.routing.decide import Compiled
from apps.tenants.models import Tenant

LATEST = 50
MOST_PASTED = 65_536
RULES = [("draft", "The draft"), ("in_force", "The rules in force")]
_TEXTS = {"first_name": "Dana", "last_name": "Reyes", "email": "dana@example.com", "phone": "(214) 748-1234"}


class TrialForm(forms.Form):
    rules = forms.ChoiceField(
        choices=RULES, initial="draft", label="By", widget=widgets.UnfoldAdminSelectWidget(choices=RULES)
    )
    at = forms.DateTimeField(
        required=False,
        label="At",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "office-input"}, format="%Y-%m-%dT%H:%M"),
        help_text="Empty: now; for a past lead: when it came in.",
    )
    lead = forms.ChoiceField(required=False, label="A past lead", help_text="Goes before what is pasted or filled in.")
    source = forms.ChoiceField(required=False, label="Comes by", help_text="Whose way of reading is used.")
    pasted = forms.CharField(
        required=False,
        max_length=MOST_PASTED,
        label="What the sender sends (JSON)",
        widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 6, "spellcheck": "false"}),
        help_text='As in “Deliveries”, e.g. {"name": "Dana Reyes", "phone": "(214) 748-1234", "state": "TX"}',
    )

    def __init__(self, data: Any, *, tenant: Tenant) -> None:
        super().__init__(data)
        self.tenant = tenant
        for name, example in _TEXTS.items():
            self.fields[name] = forms.CharField(
                required=False,
                max_length=200,
                widget=widgets.UnfoldAdminTextInputWidget(attrs={"placeholder": example}),
            )
        self.fields["answers"] = PairsField(required=False, help_text="One a line, e.g. monthly_bill → Over $250")
        self.fields["campaign"] = PairsField(required=False, help_text="One a line, e.g. utm_source → google")
        self.sources = {source.slug: source for source in self._sources()}
        self._choose("source", [(slug, source.name) for slug, source in self.sources.items()])
        self._choose("lead", [("", "None"), *((str(lead.pk), _labelled(lead, tenant)) for lead in self._leads())])

    def clean_lead(self) -> Lead | None:
        """Among all of the tenant's leads, not only the latest."""
        typed = self.cleaned_data["lead"]
        return Lead.objects.for_tenant(self.tenant).select_related("source").get(pk=typed) if typed else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("lead") and not cleaned.get("source"):
            self.add_error("source", "Add a source first: it says how a form is read.")
        return cleaned

    def run(self, *, now: datetime) -> Trial:
        """Raises `Unreadable` for what the source does not understand."""
        cleaned, lead = self.cleaned_data, self.cleaned_data["lead"]
        asked = Asked(self.tenant, self._rules(), cleaned["at"] or (lead.received_at if lead else now))
        if lead:
            return trial.of_lead(lead, asked=asked)
        source = self.sources[cleaned["source"]]
        return trial.of_submission(self._submission(source, now=now), source=source, asked=asked)

    def _submission(self, source: Source, *, now: datetime) -> Submission:
        cleaned = self.cleaned_data
        if not cleaned["pasted"]:
            known = {name: cleaned[name] for name in (*_TEXTS, "answers", "campaign")}
            return Submission(**known)
        body = Inbound("POST", "/", {"Content-Type": "application/json"}, cleaned["pasted"].encode())
        try:
            read = doors.of(source, now=now).sender.read(body)
        except NoLead as none:
            raise Unreadable(str(none)) from none
        if not read:
            raise Unreadable("there is nobody in it")
        return read[0]

    def _rules(self) -> Compiled:
        if self.cleaned_data["rules"] == "in_force":
            return published.compiled(self.tenant)
        return decide.compiled(drafting.rules(self.tenant), version=0)

    def _sources(self) -> Any:
        return Source.objects.for_tenant(self.tenant).filter(is_active=True).select_related("tenant").order_by("id")

    def _leads(self) -> list[Lead]:
        latest = Lead.objects.for_tenant(self.tenant).order_by("-received_at", "-id")
        found = list(latest[:LATEST])
        wanted = _uuid(self.data.get("lead", "")) if self.is_bound else None
        if wanted and all(lead.pk != wanted for lead in found):
            found += latest.filter(pk=wanted)
        return found

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].widget = widgets.UnfoldAdminSelectWidget()
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def _labelled(lead: Lead, tenant: Tenant) -> str:
    return f"{lead} · {timezone.localtime(lead.received_at, tenant.zone):%d %b %H:%M}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
