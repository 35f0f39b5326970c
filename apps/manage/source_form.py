"""The form of one source."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from apps.compliance.facts import ASKED_NOW_HELP
from apps.leads.models import Source
from apps.manage import places
from apps.manage.lines import ListField
from apps.manage.plugin_admin import PluginForm

EXPLAINED = {
    "setting_mapping": (
        "Field mapping",
        "Their field → ours (phone, email, first_name, last_name, full_name, ignore), e.g. Mobile → phone.",
    ),
    "setting_require_signature": (
        "Require a signature",
        "Refuse posts that aren't signed with the source's secret. Leave off for plain HTML forms: they can't sign.",
    ),
}


class HoursField(forms.FloatField):
    """A length of time, typed as hours."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.total_seconds() / 3600:g}" if isinstance(value, timedelta) else value

    def clean(self, value: Any) -> timedelta:
        return timedelta(hours=super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial)) != str(data)


class SourceForm(PluginForm):
    duplicate_window = HoursField(
        label="Same lead within (hours)",
        min_value=0,
        max_value=8_760,
        initial=timedelta(hours=24),
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
        help_text="A lead with the same phone or e-mail within this time is the same lead, e.g. 24.",
    )
    allowed_origins = ListField(
        required=False,
        label="Allowed pages",
        help_text=str(Source._meta.get_field("allowed_origins").help_text) + " One a line.",
    )

    class Meta:
        help_texts = {
            "slug": "Its short name in the API, e.g. website; can't be changed later.",
            "thank_you_url": "Where a browser goes after a plain HTML form, e.g. https://www.acme.example/thanks.",
            "asked_now": ASKED_NOW_HELP,
            "is_active": "Off: posts are answered as if the address did not exist.",
        }
        labels = {"is_active": "Takes leads", "thank_you_url": "Thank-you page", "slug": "Short name"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, text) in EXPLAINED.items():
            if name in self.fields and not self.fields[name].label:
                self.fields[name].label, self.fields[name].help_text = label, text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        places.check(self, "sources", Source.objects.for_tenant(self.tenant).counted())
        return cleaned

    def clean_allowed_origins(self) -> list[str]:
        """Origins as browsers send them: "https://www.acme.example", no path."""
        origins = [origin.rstrip("/") for origin in self.cleaned_data["allowed_origins"]]
        for origin in origins:
            parts = urlsplit(origin)
            if (
                parts.scheme not in ("http", "https")
                or not parts.hostname
                or origin != f"{parts.scheme}://{parts.netloc}"
            ):
                raise forms.ValidationError(
                    "Write the address without a path, e.g. https://www.acme.example; this is not one: %(origin)s",
                    params={"origin": origin[:80]},
                )
        return origins
