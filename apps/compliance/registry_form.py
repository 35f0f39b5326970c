"""The form by which a registry's file is handed in, by operators and by managers alike."""

import io
from datetime import date, datetime
from typing import Any

from django import forms

from apps.core import clock

from . import registry
from .models import DncList
from .registry import Changes, Full, NotARegistry, Report


class RegistryForm(forms.ModelForm):  # type: ignore[type-arg]
    """A date is never changed without the file that shows it: it decides whether anybody may be called."""

    file = forms.FileField(
        help_text="Unpacked. National: areacode,number a line. States: ten digits a line, or a table with them."
    )
    is_change_file = forms.BooleanField(
        required=False, help_text="Only what has come and gone since the last file: areacode,number,date,A or D."
    )
    read: Full | Changes

    class Meta:
        model = DncList
        fields = ("name", "jurisdiction", "effective_on", "max_age_days")

    def clean_effective_on(self) -> date:
        day: date = self.cleaned_data["effective_on"]
        if day > clock.now().date():
            raise forms.ValidationError("That day is still to come.")
        if self.instance.imported_at and day < self.instance.effective_on:
            raise forms.ValidationError("There is a newer file already.")
        return day

    def clean_jurisdiction(self) -> str:
        return str(self.cleaned_data["jurisdiction"]).upper()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if file := cleaned.get("file"):
            lines = io.TextIOWrapper(file, encoding="ascii", errors="replace")
            is_change = cleaned.get("is_change_file")
            if is_change and not self.instance.imported_at:
                self.add_error("is_change_file", "A whole file comes first.")
            try:
                self.read = registry.read_changes(lines) if is_change else registry.read(lines)
            except NotARegistry as error:
                self.add_error("file", f"Not a file of this kind: {error}.")
        return cleaned

    def bring_in(self, *, by: str, now: datetime) -> Report:
        """The valid form's file takes the place of the last one, or changes it."""
        self.instance.imported_by = by[:200]
        day = self.cleaned_data["effective_on"]
        if isinstance(self.read, Changes):
            return registry.change(self.instance, self.read, effective_on=day, now=now)
        return registry.replace(self.instance, self.read, effective_on=day, now=now)


def told(form: RegistryForm, report: Report) -> str:
    """What came of it, in a sentence; no line is left out in silence."""
    said = f"{report.size:,} numbers; {report.added:,} brought in, {report.removed:,} gone"
    if form.read.refused.count:
        lines = ", ".join(str(number) for number, _ in form.read.refused.first)
        said += f"; {form.read.refused.count} lines could not be read (line {lines})"
    return f"{said}."
