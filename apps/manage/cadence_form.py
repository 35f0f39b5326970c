"""The form of a cadence: its rungs typed as lines, a rung a line."""

from typing import Any

from django import forms
from unfold import widgets

from apps.manage import placeholders
from apps.manage.forms import TenantForm
from apps.outreach.cadence import lines
from apps.outreach.cadence.ladder import Channel, End, Ladder, Rung
from apps.outreach.models import Cadence

MOST_RUNGS = 20


class RungsField(forms.CharField):
    """Rungs, one a line."""

    def __init__(self, **options: Any) -> None:
        attrs = {"rows": 10, "spellcheck": "false", "placeholder": lines.EXAMPLE}
        super().__init__(**options, required=False, widget=widgets.UnfoldAdminTextareaWidget(attrs=attrs))

    def to_python(self, value: Any) -> Any:
        try:
            rungs = lines.read(str(value or ""))
        except lines.NotARung as error:
            raise forms.ValidationError(str(error)) from error
        if len(rungs) > MOST_RUNGS:
            raise forms.ValidationError(f"{MOST_RUNGS} lines are enough; repeat one with “3 times” at its end.")
        return rungs

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "").split() != str(data or "").split()


class CadenceForm(TenantForm):
    rungs = RungsField(
        label="After the first call",
        help_text="The first call is made at once. Then a line for each further attempt while nobody answers, e.g. "
        "“call after 15 min”, “call next morning 9:00”, “call after 1 day 3 times”, “text after 1 min if voicemail: "
        "Hi {first_name}, …”, “text after 10 min if no answer: …”, “email after 2 h: Your quote, {first_name}” "
        "with the e-mail's text in the lines below it, indented. A wait counts from the end of the attempt before; "
        "times of day are the lead's. A reply, a booking or an opt-out stops everything at once.",
    )
    most_calls = forms.IntegerField(
        label="At most so many calls",
        min_value=1,
        max_value=30,
        widget=widgets.UnfoldAdminIntegerFieldWidget(),
        help_text="To one lead in all, the first one included, e.g. 8.",
    )
    ends_as = forms.ChoiceField(
        label="If all was in vain, the lead is",
        choices=[(end.value, end.value.capitalize()) for end in End],
        widget=widgets.UnfoldAdminSelectWidget(),
        help_text="Both open again when the person writes; “lost” counts as lost in your figures.",
    )
    best_hour = forms.BooleanField(
        label="Learn the best hour",
        required=False,
        widget=widgets.UnfoldBooleanSwitchWidget(),
        help_text="Move a time of day within its morning, afternoon or evening to the hour at which your leads answer "
        "more, once at least 50 calls in both hours show it, e.g. from 9:00 to 10:00. Each planned call says so.",
    )
    spread_minutes = forms.IntegerField(
        label="Spread over (minutes)",
        min_value=0,
        max_value=60,
        widget=widgets.UnfoldAdminIntegerFieldWidget(),
        help_text="So that leads who wait for one hour don't all ring in its first second, e.g. 10. 0: on the minute.",
    )

    class Meta:
        help_texts = {
            "name": "So that a rule can ask for it, e.g. Gentle; can't be changed later. Empty: for all whose rule asks"
            " for none.",
            "source": "Empty: every source that has no cadence of its own, e.g. choose your website's form. Not for one"
            " with a name: rules say whom it is for.",
            "is_active": "Off: the cadence of all sources applies, or ours. Leads who are on it already stay on it.",
        }
        labels = {"source": "For leads from", "is_active": "In use"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ladder = self._row.ladder
        typed = {"rungs": lines.write(ladder.rungs), "ends_as": ladder.ends_as.value}
        self.initial.update(typed, **ladder.model_dump(include={"most_calls", "best_hour", "spread_minutes"}))

    def clean_rungs(self) -> list[Rung]:
        rungs: list[Rung] = self.cleaned_data["rungs"]
        for rung in rungs:
            if rung.channel is not Channel.CALL:
                _check_words(rung.subject)
                _check_words(rung.text)
        return rungs

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            self._row.draft = Ladder(**{name: cleaned[name] for name in Ladder.model_fields}).model_dump(mode="json")
        return cleaned

    @property
    def _row(self) -> Cadence:
        row = self.instance
        assert isinstance(row, Cadence)  # noqa: S101 - the form is Cadence's own
        return row


def _check_words(text: str) -> None:
    try:
        placeholders.check(text)
    except placeholders.Unknown as error:
        raise forms.ValidationError(str(error)) from error
